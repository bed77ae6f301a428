"""Simulated listeners: who plays what how often, by rules that are written down here.

A listener
- lives in a place (as common as it is in the table of scenes), knows its language, English in seven of ten
  cases, and each other language in one of twenty;
- came of age in some decade, all being equally likely, and likes music less the further from it;
- belongs to no subculture, one or two;
- has one favourite genre or more (geometric, two on average): the square root of how common it is makes a
  genre likely, three times as likely where it goes with one of the listener's subcultures; every genre has a
  little taste of its own;
- likes and dislikes moods: a normal weight for each mood tag.

How well a track suits a listener is a mix of three matches, each standardised over all tracks: of genre, of
mood, and of scene (place, language, nearness in time, shared subcultures, a point each). The mix is the
listener's own, drawn uniformly from all mixes: nobody is said to care for the one or the other more.

A listener plays `median_tracks` different tracks in the median, log-normally many. They are drawn without
replacement, with log-odds that add up `sharpness` times the match, the popularity of the artist and of the
track (both normal, so that audiences are log-normal), and a liking for each artist that nothing explains. One
more in ten is met by chance, on popularity alone. The count of plays is log-normal, and grows with the match.

A tenth of the tracks of every split, drawn at random, are cold: nobody can have heard them. Of the others, a
few are met by nobody.

Most figures are guesses. `median_tracks`, `sharpness` and the spreads of popularity follow real listeners.
`python -m scripts.probe` says of artists of HetRec 2011 Last.fm with four listeners or more that they have 22
on average (log spread .99), and that their tags are found from listens with a ROC-AUC of .88. Of the starter
corpus it says 23 (.89), and .88 for tags of genre, mood and scene together. First guesses (50 tracks, a
sharpness of 3) gave .99: real people are not that predictable.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.data.manifest import Listen, Listens, Manifest, Track
from retrieval.data.manifest_validation import ManifestError
from retrieval.data.scenes import BY_CATEGORY, GENRE_PULL, LANGUAGE_OF, SCENES, subcultures

Floats = NDArray[np.float64]
_WORLD, _PERSON, _COLD = 1, 2, 3  # generators are kept apart for what they draw


@dataclass(frozen=True)
class ListenersConfig:
    """How many listeners there are and how they behave; the module says what each number does."""

    users: int = 3000
    seed: int = 0
    cold_share: float = 0.1
    median_tracks: float = 12.0
    activity_spread: float = 0.8
    sharpness: float = 2.0
    artist_popularity: float = 1.0
    track_popularity: float = 0.7
    artist_liking: float = 0.5
    chance_share: float = 0.1
    english_share: float = 0.7
    other_language_share: float = 0.05
    another_favourite: float = 0.5
    small_taste: float = 0.2
    decades_of_taste: float = 1.5
    plays_log_mean: float = 1.0
    plays_log_spread: float = 1.0
    plays_per_match: float = 0.5


@dataclass(frozen=True)
class _World:
    """What all listeners share: the warm tracks and what can be liked about them."""

    tracks: tuple[Track, ...]
    genres: tuple[str, ...]
    genre_marks: Floats  # [N, genres]
    mood_marks: Floats  # [N, moods]
    scene_marks: dict[str, Floats]  # category -> [N, its scenes]
    popularity: Floats  # [N]
    artist_rows: NDArray[np.int64]  # [N]


def simulate(manifest: Manifest, config: ListenersConfig | None = None) -> Listens:
    """The plays of simulated listeners for a manifest with scene tags, ordered by listener and track."""
    config = config or ListenersConfig()
    missing = [scene.tag for scene in SCENES if scene.tag not in manifest.tags]
    if missing:
        raise ManifestError(f"the manifest lacks the scene tag '{missing[0]}': add scenes to it first")
    world = _world(manifest, config)
    if not world.tracks:
        raise ManifestError("the manifest has too few tracks for anybody to listen to")
    width = len(str(max(0, config.users - 1)))
    listens = [
        Listen(f"listener-{user:0{width}d}", world.tracks[row].id, float(count))
        for user in range(config.users)
        for row, count in _plays(world, config, user)
    ]
    facts = {"seed": config.seed, "users": config.users, "simulated": True}
    return Listens(tuple(listens), "track", name=f"simulated listeners of {manifest.name}", extra=facts)


def _world(manifest: Manifest, config: ListenersConfig) -> _World:
    tracks = tuple(sorted(_warm(manifest, config), key=lambda track: track.id))
    warm = Manifest(tracks, manifest.tags, manifest.root)

    def marks(category: str) -> tuple[tuple[str, ...], Floats]:
        tags = tuple(sorted(tag for tag, own in manifest.tags.items() if own == category))
        return tags, warm.matrix(tags).astype(np.float64)

    genres, genre_marks = marks("genre")
    artists, artist_rows = np.unique(
        [track.artist or f"\0{track.id}" for track in tracks], return_inverse=True
    )
    rng = np.random.default_rng([config.seed, _WORLD])
    fame = rng.normal(0, config.artist_popularity, len(artists))
    return _World(
        tracks=tracks,
        genres=genres,
        genre_marks=genre_marks,
        mood_marks=marks("mood")[1],
        scene_marks={
            category: warm.matrix([scene.tag for scene in scenes]).astype(np.float64)
            for category, scenes in BY_CATEGORY.items()
        },
        popularity=fame[artist_rows] + rng.normal(0, config.track_popularity, len(tracks)),
        artist_rows=artist_rows,
    )


def _warm(manifest: Manifest, config: ListenersConfig) -> list[Track]:
    """The tracks that somebody may have heard: all but the same share of each split."""
    splits: dict[str, list[Track]] = defaultdict(list)
    for track in sorted(manifest.tracks, key=lambda track: track.id):
        splits[track.split].append(track)
    rng = np.random.default_rng([config.seed, _COLD])
    kept = []
    for split in sorted(splits):
        own = splits[split]
        cold = set(rng.permutation(len(own))[: round(config.cold_share * len(own))].tolist())
        kept += [track for row, track in enumerate(own) if row not in cold]
    return kept


def _plays(world: _World, config: ListenersConfig, user: int) -> list[tuple[int, int]]:
    """Rows of the tracks that a listener plays, and how often, in the order of the rows."""
    rng = np.random.default_rng([config.seed, _PERSON, user])
    match = _match(world, config, rng)
    liking = rng.normal(0, config.artist_liking, world.artist_rows.max() + 1)[world.artist_rows]
    several = rng.lognormal(np.log(config.median_tracks), config.activity_spread)
    chosen = _drawn(rng, config.sharpness * match + world.popularity + liking, several)
    met = _drawn(rng, world.popularity, config.chance_share * several)
    rows = np.union1d(chosen, met)
    spread = match.std() or 1.0
    level = config.plays_log_mean + config.plays_per_match * match[rows] / spread
    counts = np.ceil(rng.lognormal(level, config.plays_log_spread)).astype(np.int64)
    return list(zip(rows.tolist(), counts.tolist(), strict=True))


def _match(world: _World, config: ListenersConfig, rng: np.random.Generator) -> Floats:
    """How well each track suits a listener whose tastes are drawn here, `[N]`."""
    place = int(rng.choice(len(BY_CATEGORY["place"]), p=_shares("place")))
    understood = rng.random(len(BY_CATEGORY["language"])) < config.other_language_share
    for number, scene in enumerate(BY_CATEGORY["language"]):
        understood[number] |= scene.tag == LANGUAGE_OF[BY_CATEGORY["place"][place].tag]
        understood[number] |= scene.tag == "english" and rng.random() < config.english_share
    decades = len(BY_CATEGORY["decade"])
    nearness = np.exp(-abs(np.arange(decades) - rng.integers(decades)) / config.decades_of_taste)
    circles = set(subcultures(rng, np.array([scene.weight for scene in BY_CATEGORY["subculture"]])))
    belongs = np.array([scene.tag in circles for scene in BY_CATEGORY["subculture"]], dtype=np.float64)

    marks = world.scene_marks
    shared = marks["place"][:, place] + marks["language"] @ understood
    shared = shared + marks["decade"] @ nearness + marks["subculture"] @ belongs
    genre = world.genre_marks @ _genre_taste(world, config, circles, rng)
    mood = world.mood_marks @ rng.normal(size=world.mood_marks.shape[1])
    mix = rng.dirichlet((1.0, 1.0, 1.0))
    return mix[0] * _standard(genre) + mix[1] * _standard(mood) + mix[2] * _standard(shared)


def _genre_taste(
    world: _World, config: ListenersConfig, circles: set[str], rng: np.random.Generator
) -> Floats:
    """A weight for each genre: 1 more for favourites than for the others."""
    taste = rng.normal(0, config.small_taste, len(world.genres))
    common = np.sqrt(world.genre_marks.sum(axis=0))
    if not common.any():
        return taste
    near = {genre for scene in SCENES if scene.tag in circles for genre in scene.genres}
    common *= 1 + GENRE_PULL * np.array([genre in near for genre in world.genres])
    several = min(int(rng.geometric(1 - config.another_favourite)), int(np.count_nonzero(common)))
    taste[rng.choice(len(common), several, replace=False, p=common / common.sum())] += 1
    return taste


def _drawn(rng: np.random.Generator, log_odds: Floats, several: float) -> NDArray[np.int64]:
    """About `several` rows drawn without replacement, by the Gumbel trick; half of all at most."""
    most = max(1, len(log_odds) // 2)
    count = int(several) + int(rng.random() < several % 1)
    return np.argsort(-(log_odds + rng.gumbel(size=len(log_odds))), kind="stable")[: min(count, most)]


def _standard(match: Floats) -> Floats:
    spread = match.std()
    return (match - match.mean()) / spread if spread > 0 else np.zeros_like(match)


def _shares(category: str) -> Floats:
    weights = np.array([scene.weight for scene in BY_CATEGORY[category]])
    return weights / weights.sum()
