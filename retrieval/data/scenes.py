"""Scenes: where music comes from and whom it belongs to, which nobody can hear in the recording.

Every artist is given a home place, a language, an era and perhaps one or two subcultures, and every track a
decade near its artist's era. All are drawn from the seed and the artist's name. What the artist's tracks
sound like has no part in it but through their genres: where all of an artist's tracks have one of the genres
that a line of the table names, that scene weighs three times as much. Within a genre, then, the audio says
nothing about the scene: only who listens to the track does.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from retrieval.data.manifest import Manifest, Track
from retrieval.data.manifest_validation import ManifestError

CATEGORIES = ("place", "language", "decade", "subculture")
GENRE_PULL = 2.0  # added to 1, times the share of an artist's tracks that have a scene's genres
_OWN_LANGUAGE, _ENGLISH = 0.65, 0.3  # the rest of all artists use some other language
_FIRST_SUBCULTURE, _SECOND_SUBCULTURE = 0.65, 0.2
_STAYS = 0.7  # share of tracks from the artist's own era; the others are a decade earlier or later

# scene | category | how many there are | genres that have more of it
_TABLE = """
    united states | place | 5 | country, blues, hip-hop, jazz, rnb, trap
    united kingdom | place | 4 | drum and bass, dubstep, synth-pop, punk, indie
    germany | place | 3 | techno, trance, industrial, baroque, classical
    france | place | 3 | house, disco, chamber, waltz
    brazil | place | 2.5 | bossa nova, latin, funk, solo guitar
    japan | place | 2.5 | chiptune, ambient, soundtrack, new age, rock
    sweden | place | 2 | pop, metal, heavy metal, electropop, choral
    nigeria | place | 2 | world, soul, reggae, dance, funk
    english | language | 5 |
    german | language | 1 |
    french | language | 1 |
    portuguese | language | 1 |
    japanese | language | 1 |
    swedish | language | 1 |
    yoruba | language | 1 |
    1960s | decade | 2 | oldies, soul, classic rock, swing, bossa nova
    1970s | decade | 2.5 | funk, disco, progressive, psychedelic, hard rock, reggae
    1980s | decade | 2.5 | synth-pop, heavy metal, new age, electropop
    1990s | decade | 3 | techno, house, trance, alternative, drum and bass, industrial, hip-hop
    2000s | decade | 3 | indie, idm, post-rock, rnb, downtempo
    2010s | decade | 3 | dubstep, trap, electropop, chillout
    2020s | decade | 2 | trap, ambient, contemporary classical, experimental
    goth | subculture | 1 | industrial, metal, heavy metal, synth-pop, choral
    rave | subculture | 1 | techno, house, trance, drum and bass, dubstep
    skate | subculture | 1 | punk, alternative, hip-hop, hard rock, trap
    mod | subculture | 1 | soul, rnb, classic rock, funk, reggae
    bohemian | subculture | 1 | folk, singer-songwriter, chamber, jazz, opera
    gaming | subculture | 1 | chiptune, soundtrack, orchestral, electronic
    college radio | subculture | 1 | indie, post-rock, experimental, minimal
    lounge | subculture | 1 | bossa nova, downtempo, chillout, swing, disco
"""


@dataclass(frozen=True)
class Scene:
    """A scene's tag and category, its weight beside the others there, and the genres that favour it."""

    tag: str
    category: str
    weight: float
    genres: frozenset[str]


def _read(line: str) -> Scene:
    tag, category, weight, genres = (field.strip() for field in line.split("|"))
    return Scene(tag, category, float(weight), frozenset(filter(None, genres.split(", "))))


SCENES: tuple[Scene, ...] = tuple(_read(line) for line in _TABLE.strip().splitlines())
BY_CATEGORY: dict[str, tuple[Scene, ...]] = {
    category: tuple(scene for scene in SCENES if scene.category == category) for category in CATEGORIES
}
LANGUAGE_OF: dict[str, str] = {
    "united states": "english",
    "united kingdom": "english",
    "germany": "german",
    "france": "french",
    "brazil": "portuguese",
    "japan": "japanese",
    "sweden": "swedish",
    "nigeria": "yoruba",
}


def with_scenes(manifest: Manifest, seed: int = 0) -> Manifest:
    """The manifest with scene tags beside its own; ids, paths and splits stay.

    A track without an artist is an artist of its own.
    """
    taken = [scene.tag for scene in SCENES if scene.tag in manifest.tags]
    if taken:
        raise ManifestError(
            f"the manifest has the tag '{taken[0]}' already: give one to which no scenes were added"
        )
    catalogue: dict[str, list[Track]] = defaultdict(list)
    for track in manifest.tracks:
        catalogue[_key(track)].append(track)
    scenes = {key: _artist_scenes(key, tracks, seed) for key, tracks in catalogue.items()}
    tracks = tuple(_placed(track, scenes[_key(track)], seed) for track in manifest.tracks)
    return replace(
        manifest,
        tracks=tracks,
        tags={**manifest.tags, **{scene.tag: scene.category for scene in SCENES}},
        name=f"{manifest.name} with scenes".strip(),
        extra={**manifest.extra, "scenes_seed": seed},
    )


def subcultures(rng: np.random.Generator, weights: np.ndarray) -> list[str]:
    """None, one or two subcultures of an artist or a listener."""
    count = (rng.random() < _FIRST_SUBCULTURE) * (1 + (rng.random() < _SECOND_SUBCULTURE))
    drawn = rng.choice(len(weights), size=count, replace=False, p=weights / weights.sum())
    return [BY_CATEGORY["subculture"][number].tag for number in drawn]


def _artist_scenes(key: str, tracks: list[Track], seed: int) -> tuple[int, list[str]]:
    """The artist's era, as the number of its decade, and the tags of all of its tracks."""
    rng = _generator(seed, key)
    place = BY_CATEGORY["place"][_draw(rng, _pulled("place", tracks))].tag
    kind = rng.random()
    if kind < _OWN_LANGUAGE:
        language = LANGUAGE_OF[place]
    elif kind < _OWN_LANGUAGE + _ENGLISH:
        language = "english"
    else:
        language = BY_CATEGORY["language"][_draw(rng, _pulled("language", tracks))].tag
    era = _draw(rng, _pulled("decade", tracks))
    return era, [place, language, *subcultures(rng, _pulled("subculture", tracks))]


def _pulled(category: str, tracks: list[Track]) -> np.ndarray:
    """Weights of a category's scenes for the artist of some tracks."""
    return np.array(
        [
            scene.weight
            * (
                1
                + GENRE_PULL * sum(not scene.genres.isdisjoint(track.tags) for track in tracks) / len(tracks)
            )
            for scene in BY_CATEGORY[category]
        ]
    )


def _placed(track: Track, scenes: tuple[int, list[str]], seed: int) -> Track:
    era, tags = scenes
    rng = _generator(seed, _key(track), track.id)
    step = 0 if rng.random() < _STAYS else int(rng.choice([-1, 1]))
    decades = BY_CATEGORY["decade"]
    decade = decades[min(max(era + step, 0), len(decades) - 1)].tag
    chosen = {*tags, decade}
    return replace(track, tags=(*track.tags, *(scene.tag for scene in SCENES if scene.tag in chosen)))


def _draw(rng: np.random.Generator, weights: np.ndarray) -> int:
    return int(rng.choice(len(weights), p=weights / weights.sum()))


def _key(track: Track) -> str:
    # told apart, so that no artist can be called like some track's id
    return f"artist:{track.artist}" if track.artist else f"track:{track.id}"


def _generator(seed: int, *names: str) -> np.random.Generator:
    digest = hashlib.sha256("\0".join((str(seed), *names)).encode("utf-8", "surrogatepass")).digest()
    return np.random.default_rng(np.frombuffer(digest, np.uint32))
