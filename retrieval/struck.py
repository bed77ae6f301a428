"""Tags that people struck out of tracks, beside what an index says was heard: there, they count as unheard.

A tag struck out is one of the words that the bundle listens for. A text that is such a word, or is made of
them, holds of no track and of no moment of it any more. What files and people call the track stays as it was,
and so do words that are only near to the tag, and tags that were taught.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from retrieval.known_words import KnownWords

Rows = NDArray[np.int64]


class StruckError(Exception):
    """What cannot be struck out; the message says what can."""


@dataclass(frozen=True)
class Struck:
    """By row of an index: the places of the tags that are struck out of the track."""

    of: Mapping[int, tuple[int, ...]]

    @classmethod
    def among(cls, rows: Sequence[int], tags: Iterable[Sequence[str]], names: Sequence[str]) -> Struck:
        """Of tracks and what is struck out of each; rows below 0 and words that nobody listens for any more
        are left out."""
        known = KnownWords(names)
        found = {
            row: places
            for row, own in zip(rows, tags, strict=True)
            if row >= 0
            and (places := tuple(sorted({place for tag in own if (place := known.place(tag)) is not None})))
        }
        return cls(found)

    @cached_property
    def _rows(self) -> Mapping[int, Rows]:
        found: dict[int, list[int]] = defaultdict(list)
        for row, places in self.of.items():
            for place in places:
                found[place].append(row)
        return {place: np.array(rows, np.int64) for place, rows in found.items()}

    @cached_property
    def _any(self) -> Rows:
        return np.array(sorted(self.of), np.int64)

    def rows(self, places: Iterable[int]) -> Rows:
        """The tracks that any of these tags is struck out of."""
        found = [self._rows[place] for place in places if place in self._rows]
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def silenced(self, heard: NDArray[np.floating], rows: Rows) -> NDArray[np.floating]:
        """How likely tags are in tracks, `[N, T]`, without those struck out; `rows` `[N]` say which."""
        if not self.of:
            return heard
        found = heard.copy()
        for place in np.flatnonzero(np.isin(rows, self._any)):
            found[place, list(self.of[int(rows[place])])] = 0
        return found


def strike(
    catalogue: Catalogue, names: Sequence[str], key: str, wrong: Iterable[str], right: Iterable[str] = ()
) -> tuple[str, ...]:
    """Strike tags, in whatever spelling, out of a track, and take that back of others; gives those that are
    struck out now. `names` are the tags that are listened for; `StruckError` for one that is not."""
    known = KnownWords(names)
    places = [(typed, known.place(typed)) for typed in right]
    restored = [typed if place is None else names[place] for typed, place in places]
    return catalogue.strike_tags(key, [heard_tag(typed, names) for typed in wrong], restored)


def heard_tag(typed: str, names: Sequence[str]) -> str:
    """The tag that is meant, of those that are listened for; `StruckError` where it is none."""
    place = KnownWords(names).place(" ".join(typed.split()))
    if place is None:
        raise StruckError(not_heard(typed, names))
    return names[place]


def not_heard(typed: str, names: Sequence[str]) -> str:
    """That it is no tag that is listened for, and what is."""
    near = get_close_matches(" ".join(typed.casefold().split()), names, 3)
    choice = f"did you mean {' or '.join(near)}" if near else f"choose from {', '.join(names)}"
    return f"nobody listened for {typed!r}: {choice}"
