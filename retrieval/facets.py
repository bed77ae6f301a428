"""What a search can be narrowed by, and how many tracks each choice leaves.

Each choice is a condition that `index.filters` reads: it stands in the filter as if it had been typed, and
counts exactly what that condition lets through.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.counting import Countable
from index.full_text import JOINED, folded
from index.generations import Generation
from retrieval.narrowing import HEARD
from retrieval.struck import Struck

Rows = NDArray[np.bool_]
T = TypeVar("T", str, int)

MOST = 10
"""Choices shown of one facet: the commonest."""
SCALES = frozenset({"positive", "negative", "high arousal", "low arousal", "major key", "minor key"})
"""Moods that half of all music has: they narrow little."""
ENOUGH = 0.5
"""Share of tracks whose files must tell a genre or tempo; what was heard stands in where fewer do."""
LENGTHS_SECONDS = (10, 15, 20, 25, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1800, 3600)
TEMPOS = (80, 110, 140)


@dataclass(frozen=True)
class Choice:
    """A condition, what people call it, and which of the N rows of an index it lets through."""

    label: str
    condition: str
    rows: Rows


@dataclass(frozen=True)
class Facet:
    """Choices of one kind. Where it is `single`, another choice takes the place of the last."""

    name: str
    choices: tuple[Choice, ...]
    single: bool = True


def facets_of(
    generation: Generation,
    tracks: Sequence[Countable],
    roots: Sequence[Path],
    categories: Mapping[str, str],
    struck: Struck,
) -> tuple[Facet, ...]:
    """The facets that part a library; `roots` are its folders, `categories` those of its tags, which count
    where they are not `struck` out."""
    rows = generation.rows([track.key for track in tracks])
    known = [(int(row), track) for row, track in zip(rows, tracks, strict=True) if row >= 0]
    library = _Library(generation, known, categories, struck)
    found = [
        Facet("Genre", tuple(library.genres())),
        Facet("Mood", tuple(library.heard("mood", SCALES)), single=False),
        Facet("Tagged", tuple(library.tagged()), single=False),
        Facet("Tempo", tuple(library.tempos())),
        Facet("Vocals", tuple(library.heard("voice"))),
        Facet("Year", tuple(library.decades())),
        Facet("Length", tuple(library.lengths())),
        Facet("Folder", tuple(library.folders(roots))),
    ]
    return tuple(facet for facet in found if facet.choices and (len(facet.choices) > 1 or not facet.single))


@dataclass(frozen=True)
class _Library:
    """The tracks that both the index and the catalogue hold, by row."""

    generation: Generation
    tracks: Sequence[tuple[int, Countable]]
    categories: Mapping[str, str]
    struck: Struck

    def genres(self) -> Iterator[Choice]:
        if sum(bool(track.genres) for _, track in self.tracks) < ENOUGH * len(self.tracks):
            yield from self.heard("genre")
        else:
            yield from self._named("genre=", lambda track: track.genres)

    def tagged(self) -> Iterator[Choice]:
        """What people said of tracks by hand."""
        yield from self._named("tag=", lambda track: track.tags)

    def _named(self, start: str, names_of: Callable[[Countable], tuple[str, ...]]) -> Iterator[Choice]:
        """Names that filters hold for the same are one, as it is spelled most."""
        rows: dict[str, list[int]] = defaultdict(list)
        spelled: dict[str, Counter[str]] = defaultdict(Counter)
        plain = cache(_plain)
        for row, track in self.tracks:
            for name in names_of(track):
                rows[plain(name)].append(row)
                spelled[plain(name)][name] += 1
        for name in _commonest(rows):
            label = min(spelled[name].items(), key=lambda each: (-each[1], each[0]))[0]
            if name and (condition := _quoted(start, label)):
                yield Choice(label, condition, self._mask(rows[name]))

    def heard(self, category: str, besides: frozenset[str] = frozenset()) -> Iterator[Choice]:
        names = [
            name
            for name in self.generation.tag_names
            if self.categories.get(name) == category and name not in besides
        ]
        present = self._mask([row for row, _ in self.tracks])
        masks = {}
        for name in names:
            column = self.generation.tag_names.index(name)
            mask = present & (self.generation.track_tags[:, column] >= HEARD)
            mask[self.struck.rows([column])] = False
            if mask.any():
                masks[name] = mask
        chosen = sorted(masks, key=lambda name: -int(masks[name].sum()))[:MOST]
        for name in chosen:
            yield Choice(name, _quoted("heard:", name), masks[name])

    def tempos(self) -> Iterator[Choice]:
        told = [(row, track.bpm) for row, track in self.tracks if track.bpm is not None]
        if len(told) < ENOUGH * len(self.tracks):
            yield from self.heard("tempo")
            return
        yield from self._ranges("bpm", told, TEMPOS, lambda bpm: f"{bpm:g}", " bpm")

    def decades(self) -> Iterator[Choice]:
        rows: dict[int, list[int]] = defaultdict(list)
        for row, track in self.tracks:
            if track.year is not None:
                rows[track.year // 10 * 10].append(row)
        for decade in sorted(_commonest(rows), reverse=True):
            yield Choice(f"{decade}s", f"year:{decade}-{decade + 9}", self._mask(rows[decade]))

    def lengths(self) -> Iterator[Choice]:
        """Where the library parts into about equal shares, at lengths that people say."""
        told = [(row, track.duration_seconds) for row, track in self.tracks]
        if not told:
            return
        quarters = np.quantile([seconds for _, seconds in told], (0.25, 0.5, 0.75))
        edges = {min(LENGTHS_SECONDS, key=lambda edge: abs(edge - quarter)) for quarter in quarters}
        yield from self._ranges("duration", told, sorted(edges), _clock, "")

    def folders(self, roots: Sequence[Path]) -> Iterator[Choice]:
        """The library's folders, or those inside where there is one alone."""
        starts = [str(root / "x")[:-1] for root in roots]
        rows: dict[str, list[int]] = defaultdict(list)
        for row, track in self.tracks:
            for folder in {folder for path in track.paths for folder in _above(path, starts)}:
                rows[folder].append(row)
        for folder in sorted(_commonest(rows)):
            if condition := _quoted("folder:", folder):
                yield Choice(Path(folder).name, condition, self._mask(rows[folder]))

    def _ranges(
        self,
        field: str,
        told: Sequence[tuple[int, float]],
        edges: Sequence[int],
        written: Callable[[int], str],
        unit: str,
    ) -> Iterator[Choice]:
        rows, values = np.array([row for row, _ in told]), np.array([value for _, value in told])
        first, last = edges[0], edges[-1]
        ranges = [(f"under {written(first)}{unit}", f"{field}<{written(first)}", values < first)]
        for low, high in pairwise(edges):
            condition = f"{field}:{written(low)}-{written(high)}"
            label = f"{written(low)}–{written(high)}{unit}"
            ranges.append((label, condition, (values >= low) & (values <= high)))
        ranges.append((f"{written(last)}{unit} and more", f"{field}>={written(last)}", values >= last))
        for label, condition, within in ranges:
            if within.any():
                yield Choice(label, condition, self._mask(rows[within]))

    def _mask(self, rows: Iterable[int]) -> Rows:
        mask = np.zeros(len(self.generation.tracks), dtype=bool)
        mask[list(rows)] = True
        return mask


def _commonest(rows: Mapping[T, Sequence[int]]) -> list[T]:
    """Up to `MOST` of the groups, the largest first."""
    return sorted(rows, key=lambda name: (-len(rows[name]), str(name)))[:MOST]


def _above(path: str, roots: Sequence[str]) -> Iterator[str]:
    """The root, which ends with a slash, or the folder in it; as text, since libraries have many files."""
    for root in roots:
        if path.startswith(root):
            folder, inside, _ = path[len(root) :].partition(os.sep)
            if len(roots) > 1:
                yield root.rstrip(os.sep) or os.sep
            elif inside:
                yield root + folder


def _plain(text: str) -> str:
    """As filters compare it."""
    return folded([text]).split(f" {JOINED}")[0]


def _quoted(start: str, value: str) -> str:
    """A condition on a text; nothing where a filter cannot hold it."""
    if not value.isprintable() or value != value.encode("utf-8", "replace").decode():
        return ""
    if not any(sign.isspace() or sign in "\"'" for sign in value):
        return start + value
    return next((f"{start}{mark}{value}{mark}" for mark in "\"'" if mark not in value), "")


def _clock(seconds: int) -> str:
    """
    >>> _clock(90), _clock(3600)
    ('1:30', '1:00:00')
    """
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
