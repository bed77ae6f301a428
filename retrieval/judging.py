"""Candidates of a search judged one by one, and what is told of the chosen: moments and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.records import TrackRow
from retrieval.composition import bands, standing
from retrieval.explaining import telling_tags_of_each
from retrieval.hits import Hit, PartMatch, Why
from retrieval.long_tracks import LongTracks, lift
from retrieval.reading import Reading
from retrieval.shelf import Shelf
from retrieval.spans import Span, best_spans


@dataclass(frozen=True)
class Choice:
    """A candidate that becomes a hit, by its place among them."""

    place: int
    track: TrackRow
    versions: tuple[TrackRow, ...]


class Judged:
    """Candidates and what was found of them: `parts` `[P, C]`, `scores` `[C]`, which of them are no weak
    match (`fits` `[C]`), and their `order`, best first."""

    def __init__(self, reading: Reading, shelf: Shelf, rows: NDArray[np.int64], long: LongTracks) -> None:
        self.reading, self.shelf, self.rows = reading, shelf, rows
        generation = shelf.generation
        self.vectors = _of(generation.tracks.vectors, rows)
        heard = _of(generation.track_tags, rows) if reading.texts.asks_head else None
        by_sound = reading.by_sound(self.vectors, heard)
        self.parts = reading.believed(by_sound, rows, generation)
        self.scores = reading.score(self.parts)
        lift(self.scores, self.parts, rows, long, reading, generation)
        # rows are in the order of keys: of equals, the same one always comes first
        self.fits = reading.fits(self.parts)
        self.order = np.argsort(-standing(self.scores, self.fits), kind="stable")

    def keys(self, places: NDArray[np.int64]) -> list[str]:
        """The keys of some candidates."""
        return [key.decode("ascii") for key in self.shelf.generation.track_keys[self.rows[places]].tolist()]

    def moments(self, places: Sequence[int]) -> Moments:
        """What was found in the segments of some candidates, all asked for at once."""
        generation, rows = self.shelf.generation, self.rows[list(places)]
        first, last = generation.track_segments[rows], generation.track_segments[rows + 1]
        ends = np.cumsum(last - first)
        segments = np.arange(ends[-1]) + np.repeat(last - ends, last - first)
        vectors = generation.segments.vectors.take(segments, axis=0)
        heard = generation.tags.take(segments, axis=0)
        by_sound = self.reading.by_sound(vectors, heard)
        parts = self.reading.believed(by_sound, np.repeat(rows, last - first), generation)
        scores = self.reading.score(parts) * vectors.any(axis=1)
        return Moments(
            scores, generation.starts_seconds[segments], heard.astype(np.float32), (0, *ends.tolist())
        )


def _of(array: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[Any]:
    """The rows, which come sorted, each once; without a copy where they are all there are."""
    return array if len(rows) == len(array) else array.take(rows, axis=0)


@dataclass(frozen=True)
class Moments:
    """Of S segments of several tracks, one after the other: scores and starts `[S]`, tags heard `[S, T]`.

    Track i has the segments from `ends[i]` to before `ends[i + 1]`.
    """

    scores: NDArray[np.float32]
    starts_seconds: NDArray[np.float32]
    heard: NDArray[np.float32]
    ends: tuple[int, ...]


def hits_of(judged: Judged, chosen: Sequence[Choice], count: int) -> tuple[Hit, ...]:
    """What is told of the candidates that were chosen, each with its `count` best moments."""
    if not chosen:
        return ()
    reading, shelf, places = judged.reading, judged.shelf, [each.place for each in chosen]
    moments = judged.moments(places)
    spans: list[tuple[Span, ...]] = []
    # the mean over the best moment: a row for each hit
    share = np.zeros((len(chosen), len(moments.scores)), np.float32)
    for each, row, (first, last) in zip(chosen, share, pairwise(moments.ends), strict=True):
        scores, starts = moments.scores[first:last], moments.starts_seconds[first:last]
        seconds = each.track.duration_seconds
        spans.append(tuple(best_spans(scores, starts, shelf.generation.chunk_seconds, seconds, count)))
        if spans[-1]:
            start, end = spans[-1][0].segments
            row[first + start : first + end] = 1 / (end - start)
    heard = share @ moments.heard
    for place in (place for place, found in enumerate(spans) if not found):
        heard[place] = shelf.generation.track_tags[judged.rows[places[place]]]
    rows, parts_of = judged.rows[places], judged.parts[:, places]
    heard, likely = shelf.struck.silenced(heard, rows), reading.chances(parts_of)
    told = zip(
        chosen,
        rows.tolist(),
        spans,
        parts_of.T.tolist(),
        judged.scores[places].tolist(),
        likely.tolist(),
        bands(likely, judged.fits[places]),
        telling_tags_of_each(heard, shelf.usual, shelf.generation.tag_names),
        strict=True,
    )
    hits = []
    names = shelf.generation.tag_names
    for each, row, found, parts, score, chance, band, tags in told:
        struck = tuple(names[place] for place in shelf.struck.of.get(row, ()) if place in reading.tags)
        why = Why(
            tuple(map(PartMatch, reading.understood, parts)), tags, reading.names_of(each.track), struck
        )
        hits.append(Hit(each.track, score, chance, band, found, why, each.versions))
    return tuple(hits)
