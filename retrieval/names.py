"""Words of a query that name an artist, a title or an album, told from words about how music sounds.

"Nina Simone" means her, "jazz" means jazz even where a track is called that. So a part of a query has two
readings, and how likely each one is was learned from typed names and typed sounds:

    P(part | track) = intent * named(track) + (1 - intent) * P(sound | track)

`intent` is a logistic regression on whether some name in the library is exactly what was typed, or holds it,
whether it is a known tag, how much it means music at all (`retrieval.matcher`), and its length in words. A
genre that the file itself names is believed beside what is heard, a tag that a person gave far more.

`python -m scripts.evaluate names` measures this against other fusions, and learns the weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.full_text import words as words_of
from index.records import TrackRow
from retrieval.calibration import sigmoid
from retrieval.matcher import Prepared

NAMES = ("artist", "title", "album")
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


@dataclass(frozen=True)
class Found:
    """A field of a track that holds all words of a text; `exact` where it holds no others."""

    field: str
    value: str
    exact: bool


@dataclass(frozen=True)
class NameReading:
    """A text as a name: how likely that is what was meant, and which tracks have it, by key."""

    intent: float = 0.0
    found: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)

    def named(self, key: str) -> float:
        """How well the track's names fit, 0 to 1."""
        names = [each for each in self.found.get(key, ()) if each.field in NAMES]
        return max((1.0 if each.exact else IN_PART for each in names), default=0.0)

    def believed(self, key: str, sound: float) -> float:
        """How likely the text holds of a track, where by its sound alone it would with `sound`."""
        for each in self.found.get(key, ()):
            if each.exact:
                sound = 1 - (1 - sound) * (1 - BELIEVED.get(each.field, 0.0))
        return self.intent * self.named(key) + (1 - self.intent) * sound


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
        "title": (row.title,),
        "album": (row.album,),
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
    return tuple(found)


def artist_inside(words: Sequence[str], rows: Iterable[TrackRow]) -> tuple[int, int] | None:
    """Where an artist of these tracks is named in a phrase, by two words or more: from which word to which.

    None where there is no such name, or nothing but it.
    """
    artists = {plain(artist) for row in rows for artist in row.artists}
    for length in range(len(words) - 1, 1, -1):
        for first in range(len(words) - length + 1):
            if plain(" ".join(words[first : first + length])) in artists:
                return first, first + length
    return None


def facts(text: str, found: Iterable[Sequence[Found]], known_tag: bool, means_music: float) -> list[float]:
    """What `intent` is judged by, as `FACTS`; `found` is what `find` gave for each track."""
    names = [each for of_track in found for each in of_track if each.field in NAMES]
    exact = [each for each in names if each.exact]
    return [
        float(bool(names)),
        float(bool(exact)),
        float(any(each.field == "artist" for each in exact)),
        float(known_tag),
        means_music,
        float(min(len(plain(text).split()), MOST_WORDS)),
    ]


def means_music(prepared: Prepared) -> list[float]:
    """How likely it is that each text means music at all, 0 to 1, by the bundle's own judgement."""
    weights = prepared.matcher.calibration.meaning
    return [float(found) for found in sigmoid(weights[0] + prepared.strangeness @ weights[1:])]


def read(text: str, rows: Iterable[TrackRow], known_tag: bool, means_music: float) -> NameReading:
    """A text beside the tracks that hold its words."""
    found = {row.key: fields for row in rows if (fields := find(text, row))}
    if not any(each.field in NAMES for fields in found.values() for each in fields):
        return NameReading(0.0, found)
    judged = facts(text, found.values(), known_tag, means_music)
    return NameReading(float(sigmoid(np.array(judged) @ WEIGHTS)), found)
