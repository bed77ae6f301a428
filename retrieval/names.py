"""Words of a query that name an artist, a title or an album, told from words about how music sounds.

"Nina Simone" means her, "jazz" means jazz even where a track is called that; the name of a file is a title,
too. So a part of a query has two readings, and how likely each one is was learned from typed names and typed
sounds:

    P(part | track) = intent * named(track) + (1 - intent) * P(sound | track)

`intent` is a logistic regression on whether some name in the library is exactly what was typed, or holds it,
whether it is a known tag, how much it means music at all (`retrieval.matcher`), and its length in words. A
genre that the file itself names is believed beside what is heard, a tag that a person gave far more.

`python -m scripts.evaluate names` measures this against other fusions, and learns the weights.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.full_text import words as words_of
from index.records import TrackRow
from retrieval.calibration import sigmoid
from retrieval.matcher import Prepared

NAMES = ("artist", "title", "album", "file")
OTHERS = ("tag", "genre", "comment", "path")
FIELDS = (*NAMES, *OTHERS)
FACTS = ("in a name at all", "a whole name", "a whole artist", "known tag", "means music", "words")
WEIGHTS = (5.1, 1.4, 2.3, -4.4, -5.2, 0.7)
"""Of the facts, in the logit of `intent`; learned from validation songs."""
IN_PART = 0.8
"""How well a name fits that holds more words than were typed, beside 1 for the same words."""
BELIEVED = {"genre": 0.5, "tag": 0.95}
"""How far a genre that the file names, and a tag that a person gave, are believed where they are what was
typed."""
MOST_WORDS = 4
LONGEST_NAME = 8
"""Words of a name that is looked for inside a longer text."""


@dataclass(frozen=True)
class Found:
    """A field of a track that holds all words of a text; `exact` where it holds no others."""

    field: str
    value: str
    exact: bool


@dataclass(frozen=True)
class NameReading:
    """A text as a name: how likely that is what was meant, and which tracks hold it in which fields, and
    whether as all that stands there, by key."""

    intent: float = 0.0
    found: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)

    @cached_property
    def fits(self) -> NDArray[np.float64]:
        """For each of the K tracks found, how well its names fit and how far what else it says of itself is
        believed, 0 to 1, `[2, K]`."""
        rows = [(_named(fields), _said(fields)) for fields in self.found.values()]
        return np.array(rows, np.float64).reshape(len(rows), 2).T

    def believed(self, sound: NDArray[np.float32], places: NDArray[np.int64]) -> NDArray[np.float32]:
        """How likely the text holds of N tracks, where by their sound alone it would with `sound` `[N]`;
        `places` `[N]` says where each stands among those found, or -1."""
        if not self.found:
            return sound
        named, said = np.where(places >= 0, self.fits[:, places], 0.0)
        heard = 1 - (1 - sound) * (1 - said)
        return np.asarray(self.intent * named + (1 - self.intent) * heard, np.float32)


def _named(fields: Mapping[str, bool]) -> float:
    return max((1.0 if exact else IN_PART for name, exact in fields.items() if name in NAMES), default=0.0)


def _said(fields: Mapping[str, bool]) -> float:
    return 1 - math.prod(1 - BELIEVED.get(name, 0.0) for name, exact in fields.items() if exact)


def plain(text: str) -> str:
    """As texts are compared: without case, accents and punctuation.

    >>> plain("Mötley  Crüe!")
    'motley crue'
    """
    return " ".join(part for word in words_of(text) for part in word.parts)


def find(text: str, row: TrackRow) -> tuple[Found, ...]:
    """The fields of a track that hold the text's words, one after the other."""
    asked = plain(text)
    values = {
        "artist": row.artists,
        "title": (row.title or row.path.stem,),
        "album": (row.album,),
        "file": (row.path.stem,) if row.title else (),
        "tag": tuple(sorted(row.tags, key=lambda tag: plain(tag) != asked)),
        "genre": row.genres,
        "comment": (row.comment,),
        "path": tuple(part for path in row.paths for part in path.parts),
    }
    found = []
    for name in FIELDS:
        for value in values[name]:
            held = plain(value)
            if asked and f" {asked} " in f" {held} ":
                found.append(Found(name, value, held == asked))
                break
    if any(each.field == "title" for each in found):  # most files are called like what they hold
        found = [each for each in found if each.field not in ("file", "path")]
    return tuple(found)


def artist_inside(words: Sequence[str], artists: Collection[str]) -> tuple[int, int] | None:
    """Where one of `artists` (as `plain`) is named in a phrase, by two words or more: from which word to
    which. None where there is no such name, or nothing but it."""
    for length in range(min(len(words) - 1, LONGEST_NAME), 1, -1):
        for first in range(len(words) - length + 1):
            if plain(" ".join(words[first : first + length])) in artists:
                return first, first + length
    return None


def facts(text: str, found: Iterable[Mapping[str, bool]], known_tag: bool, means_music: float) -> list[float]:
    """What `intent` is judged by, as `FACTS`; `found` says of tracks which fields hold the text."""
    names = {(name, exact) for fields in found for name, exact in fields.items() if name in NAMES}
    return [
        float(bool(names)),
        float(any(exact for _, exact in names)),
        float(("artist", True) in names),
        float(known_tag),
        means_music,
        float(min(len(plain(text).split()), MOST_WORDS)),
    ]


def means_music(prepared: Prepared) -> list[float]:
    """How likely it is that each text means music at all, 0 to 1, by the bundle's own judgement."""
    weights = prepared.matcher.calibration.meaning
    return [float(found) for found in sigmoid(weights[0] + prepared.strangeness @ weights[1:])]


def read(
    text: str, found: Mapping[str, Mapping[str, bool]], known_tag: bool, means_music: float
) -> NameReading:
    """A text beside the tracks that hold its words side by side, by key."""
    judged = facts(text, found.values(), known_tag, means_music)
    return NameReading(float(sigmoid(np.array(judged) @ WEIGHTS)) if judged[0] else 0.0, found)
