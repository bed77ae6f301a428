"""Scenes to cues: a track for each, from which second to which, and why.

Candidates are the tracks that lie nearest to a scene in the joint space, each at the stretch of the scene's
length that fits best. Of all ways to give scenes different tracks, a beam search looks for the one whose cues
fit their scenes and can follow one another: near in tempo and key, and as loud as the story wants it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from encoders.waveform import AudioFileError
from index.filters import parse_filters
from index.records import TrackRow
from retrieval.explaining import telling_tags
from retrieval.match_calibration import strength
from retrieval.narrowing import passing
from retrieval.progress import steps
from retrieval.search import SearchEngine
from retrieval.shelf import Shelf
from retrieval.story.reading import StoryError, StoryReader
from retrieval.story.scenes import Scene
from retrieval.story.sound_facts import SoundFacts, facts_of, key_distance, tempo_distance

ALTERNATIVES = 2
CONSIDERED = 6
"""Tracks for each scene whose sound is looked at, beyond those that its neighbours may take."""
_BEAM = 40
# what following badly costs, in deviations of fit: the whole range of tempo, of key, and 12 dB of loudness
_TEMPO, _KEY, _LOUDNESS = 0.35, 0.25, 0.2
_SILENCE = 1.0  # and what a scene costs that stays silent, for a track that is too short by all of it
_LOUDER_DB = 8.0  # from no arousal to the highest
TOLD_MOODS = 3

Vectors = NDArray[np.float32]
Facts = Callable[[str, TrackRow, float], SoundFacts | None]


@dataclass(frozen=True)
class Choice:
    """A track for a scene: from `start` to `end`, in the track's own seconds.

    `fit` is how many deviations nearer to the scene it lies than the library's tracks do on average, `moods`
    how likely each mood of the scene is heard in that stretch, `tags` what else is.
    """

    track: TrackRow
    start_seconds: float
    end_seconds: float
    fit: float
    band: str
    moods: tuple[tuple[str, float], ...]
    tags: tuple[tuple[str, float], ...]
    sound: SoundFacts | None

    @property
    def seconds(self) -> float:
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True)
class Cue:
    """A scene's music. `choice` is None where there is none: the scene has no mood, or none that music fits,
    and nothing plays before it; or the library has no track left. `goes_on` says that the cue before simply
    plays on."""

    scene: Scene
    choice: Choice | None
    alternatives: tuple[Choice, ...] = ()
    goes_on: bool = False


def cues_for(
    scenes: Sequence[Scene],
    engine: SearchEngine,
    story: StoryReader,
    filters: str = "",
    facts: Facts | None = None,
    kept: Sequence[str | None] = (),
) -> list[Cue]:
    """A cue for every scene; no track comes twice. Raises `StoryError`, `SearchError` or `FilterError`.

    `kept` are keys of the tracks that scenes shall have, in the order of scenes; None, or a track that is not
    among those to choose from, leaves the choice free.
    """
    shelf = engine.shelf()
    rows = choosable(engine, shelf, filters)
    asks = [scene.has_mood and has_music(scene, story.music) for scene in scenes]
    wanted = [scene for scene, own in zip(scenes, asks, strict=True) if own]
    stay = [kept[place] if place < len(kept) else None for place, own in enumerate(asks) if own]
    lots = _candidates(wanted, shelf, rows, story, facts or _heard_facts, engine, stay) if wanted else []
    picked = _best_row(wanted, lots, stay)
    taken = {lots[place][own].track.key for place, own in enumerate(picked) if own is not None}
    chosen = zip(lots, picked, strict=True)
    cues: list[Cue] = []
    for scene, asks_for_one in zip(scenes, asks, strict=True):
        if not asks_for_one:
            goes_on = bool(cues) and cues[-1].choice is not None
            cues.append(Cue(scene, cues[-1].choice if goes_on else None, goes_on=goes_on))
            continue
        lot, own = next(chosen)
        rest = [each for each in lot if each.track.key not in taken][:ALTERNATIVES]
        cues.append(Cue(scene, lot[own] if own is not None else None, tuple(rest)))
    return cues


def choosable(engine: SearchEngine, shelf: Shelf, filters: str) -> NDArray[np.int64]:
    """Rows of the tracks that a cue may have. Raises `StoryError`, where there is none, or `FilterError`."""
    rows = np.flatnonzero(passing(parse_filters(filters), engine.catalogue, shelf))
    rows = rows[shelf.generation.tracks.vectors[rows].any(axis=1)]
    if not len(rows):
        raise StoryError(
            f"no track passes the filter {filters.strip()}: ask for less" if filters.strip() else
            "there is no music to choose from: type python -m scripts.library add FOLDER, then "
            "python -m scripts.index build"
        )  # fmt: skip
    return rows


def has_music(scene: Scene, music: Sequence[Sequence[str]]) -> bool:
    """Whether words of music fit any of a scene's foremost moods; `music` has those of each mood."""
    return any(music[mood] for mood in np.argsort(-scene.moods, kind="stable")[:TOLD_MOODS])


def _candidates(
    scenes: Sequence[Scene],
    shelf: Shelf,
    rows: NDArray[np.int64],
    story: StoryReader,
    facts: Facts,
    engine: SearchEngine,
    kept: Sequence[str | None],
) -> list[list[Choice]]:
    """The tracks nearest to each scene, best first: some more than all scenes of its kind can take, and the
    one that it keeps."""
    generation = shelf.generation
    directions = np.array([_direction(scene, story) for scene in scenes])
    scores = directions @ generation.tracks.vectors[rows].T
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-6)
    fits = (scores - scores.mean(axis=1, keepdims=True)) / spread
    many = min(len(rows), CONSIDERED + len(scenes))
    order = np.argsort(-fits, axis=1, kind="stable")[:, :many]
    place_of = {generation.keys[row]: place for place, row in enumerate(rows)}
    lists = [
        own if key not in place_of or place_of[key] in own else np.append(own, place_of[key])
        for own, key in zip(order, kept, strict=True)
    ]
    near = sorted({int(place) for own in lists for place in own})
    tracks = engine.catalogue.tracks([generation.keys[rows[place]] for place in near])
    heard = _HeardMoods(shelf, story)
    lots: list[list[Choice]] = []
    for scene, direction, fit, own in steps(
        list(zip(scenes, directions, fits, lists, strict=True)), len(scenes), "choosing"
    ):
        lot: list[Choice] = []
        for place in own:
            track = tracks.get(generation.keys[rows[place]])
            if track is not None:
                # the sound of the first few alone is heard: beyond them, fit decides
                listen = facts if len(lot) < CONSIDERED else None
                lot.append(heard.choice(scene, direction, int(rows[place]), track, float(fit[place]), listen))
        lots.append(lot)
    return lots


class _HeardMoods:
    """What is heard in stretches of tracks."""

    def __init__(self, shelf: Shelf, story: StoryReader) -> None:
        self.shelf, self.story = shelf, story
        self.words = list(dict.fromkeys(word for own in story.music for word in own))
        matcher = story.reader.matcher
        self.prepared = matcher.prepared(story.reader.ask(self.words)) if matcher and self.words else None

    def choice(
        self, scene: Scene, direction: Vectors, row: int, track: TrackRow, fit: float, facts: Facts | None
    ) -> Choice:
        generation = self.shelf.generation
        first, last = int(generation.track_segments[row]), int(generation.track_segments[row + 1])
        starts = generation.starts_seconds[first:last].astype(np.float64)
        vectors = generation.segments.vectors[first:last]
        begin, end = best_stretch(vectors @ direction, starts, scene.seconds, track.duration_seconds)
        inside = (starts < end) & (starts + generation.chunk_seconds > begin)
        tags = generation.tags[first:last].astype(np.float32)[inside].mean(axis=0, keepdims=True)
        tags = self.shelf.struck.silenced(tags, np.array([row]))
        moods, band = self._moods(scene, row)
        return Choice(
            track, begin, end, fit, band, moods,
            telling_tags(tags[0], self.shelf.usual, generation.tag_names),
            facts(generation.keys[row], track, begin) if facts else None,
        )  # fmt: skip

    def _moods(self, scene: Scene, row: int) -> tuple[tuple[tuple[str, float], ...], str]:
        """How likely the scene's foremost moods are in a track, and how well it fits by that."""
        if self.prepared is None:
            return (), ""
        generation = self.shelf.generation
        heard = generation.track_tags[row : row + 1].astype(np.float32)
        likely = self.prepared.probabilities(generation.tracks.vectors[row : row + 1], heard)[:, 0]
        struck = self.shelf.struck.of.get(row, ())
        likely[[not set(tags).isdisjoint(struck) for tags in self.prepared.columns]] = 0
        told: list[tuple[str, float]] = []
        whole = weight = 0.0
        for mood in np.argsort(-scene.moods, kind="stable")[:TOLD_MOODS]:
            for word in self.story.music[mood]:
                chance = float(likely[self.words.index(word)])
                if word not in dict(told):
                    told.append((word, chance))
                whole, weight = whole + float(scene.moods[mood]) * chance, weight + float(scene.moods[mood])
        return tuple(told), strength(whole / weight) if weight else ""


def best_stretch(
    scores: NDArray[np.floating],
    starts_seconds: NDArray[np.floating],
    seconds: float,
    duration_seconds: float,
) -> tuple[float, float]:
    """The stretch of a track that fits best: where its segments' scores `[S]` are highest on average.

    A track that is shorter than what is wanted is taken whole.

    >>> best_stretch(np.array([0.1, 0.2, 0.9, 0.8]), np.arange(4) * 10.0, 15.0, 40.0)
    (20.0, 35.0)
    """
    if duration_seconds <= seconds or not len(scores):
        return 0.0, min(seconds, duration_seconds) if duration_seconds > 0 else seconds
    latest = duration_seconds - seconds
    begins = np.unique(np.minimum(starts_seconds, latest))
    means = [_mean_within(scores, starts_seconds, float(begin), seconds) for begin in begins]
    begin = float(begins[int(np.argmax(means))])
    return begin, begin + seconds


def _mean_within(
    scores: NDArray[np.floating], starts: NDArray[np.floating], begin: float, seconds: float
) -> float:
    own = scores[(starts >= begin - 1e-6) & (starts < begin + seconds)]
    return float(own.mean() if len(own) else scores[-1])


def _direction(scene: Scene, story: StoryReader) -> Vectors:
    found = scene.moods @ story.vectors
    return np.asarray(found / max(float(np.linalg.norm(found)), 1e-12), np.float32)


@dataclass(frozen=True, eq=False)
class _Way:
    """Cues chosen so far: the last one's place among its candidates (None: nothing), and the way to it."""

    value: float
    own: int | None = None
    choice: Choice | None = None
    before: _Way | None = None
    taken: frozenset[str] = frozenset()


def _best_row(
    scenes: Sequence[Scene], lots: Sequence[Sequence[Choice]], kept: Sequence[str | None]
) -> list[int | None]:
    """Which candidate each scene gets, found with a beam: fit, less what following badly costs."""
    reserved = frozenset(key for key in kept if key is not None)
    beam = [_Way(0.0)]
    for place, lot in enumerate(lots):
        grown: list[_Way] = []
        for way in beam:
            refused = way.taken | reserved
            free = [(own, each) for own, each in enumerate(lot) if each.track.key == kept[place]] or [
                (own, each) for own, each in enumerate(lot) if each.track.key not in refused
            ]
            if not free:
                grown.append(_Way(way.value, None, way.choice, way))
            for own, each in free:
                cost = _SILENCE * max(0.0, 1 - each.seconds / scenes[place].seconds)
                if way.choice is not None:
                    cost += _following(scenes[place - 1], scenes[place], way.choice, each)
                grown.append(_Way(way.value + each.fit - cost, own, each, way))
        grown.sort(key=lambda way: -way.value)  # of equals, that which was found first
        beam = [_with_taken(way) for way in grown[:_BEAM]]
    found: list[int | None] = []
    last = beam[0]
    while last.before is not None:
        found.append(last.own)
        last = last.before
    return found[::-1]


def _with_taken(way: _Way) -> _Way:
    """The way with all tracks on it; most ways are dropped before anybody asks for them."""
    taken = way.before.taken if way.before is not None else frozenset()
    if way.own is not None and way.choice is not None:
        taken |= {way.choice.track.key}
    return replace(way, taken=taken)


def _following(past: Scene, now: Scene, before: Choice, after: Choice) -> float:
    """What it costs that one choice follows another."""
    if before.sound is None or after.sound is None:
        return 0.5 * (_TEMPO + _KEY)
    rise = _LOUDER_DB * (now.arousal - past.arousal)
    level = abs(after.sound.level_db - before.sound.level_db - rise) / 12
    return (
        _TEMPO * tempo_distance(before.sound, after.sound)
        + _KEY * key_distance(before.sound, after.sound)
        + _LOUDNESS * min(level, 2.0)
    )


def _heard_facts(key: str, track: TrackRow, start_seconds: float) -> SoundFacts | None:
    try:
        return facts_of(key, track.path, start_seconds)
    except (AudioFileError, OSError):
        return None  # a file that is away, or that has lost its sound since: its fit alone counts
