"""Tracks that are too long to be judged as a whole: the mean of an hour is like nothing that is in it.

Such a track is cut into parts that overlap by half. A part is judged as a song is, and the best one stands
for the track where it fits better than the whole: so a mix is found for the one minute in it that fits.
`python -m scripts.evaluate moments` measures this.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.generations import Generation
from retrieval.composition import standing
from retrieval.reading import Reading

LONG_SEGMENTS = 225
"""Segments of a long track; a quarter of an hour where every chunk is heard."""
PART_SEGMENTS = 16
"""Segments of a part: about a minute."""
MOST_PARTS = 20_000
"""Parts of some 170 hours; further long tracks are judged as a whole, since all parts are in memory."""

Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class LongTracks:
    """The P parts of the long tracks of a generation."""

    rows: Rows
    """`[P]`: of which track each part is, ascending."""
    vectors: Vectors
    """`[P, D]`, unit."""
    tags: Vectors
    """`[P, T]`: means over what is not silent."""

    @classmethod
    def of(cls, generation: Generation) -> LongTracks:
        """Read what there is of a generation; nothing, where all tracks are as long as songs."""
        counts = np.diff(generation.track_segments)
        rows, vectors, tags, parts = [], [], [], 0
        for row in np.flatnonzero(counts >= LONG_SEGMENTS):
            first, last = generation.track_segments[row : row + 2]
            starts = np.append(
                np.arange(first, last - PART_SEGMENTS, PART_SEGMENTS // 2), last - PART_SEGMENTS
            )
            parts += len(starts)
            if parts > MOST_PARTS:
                break
            segments = starts[:, None] + np.arange(PART_SEGMENTS)
            found, heard = means(generation.segments.vectors[segments], generation.tags[segments])
            rows.append(np.full(len(starts), row))
            vectors.append(found)
            tags.append(heard)
        if not rows:
            return cls(
                np.zeros(0, np.int64),
                np.zeros((0, generation.segments.dimension), np.float32),
                np.zeros((0, len(generation.tag_names)), np.float32),
            )
        return cls(np.concatenate(rows), np.concatenate(vectors), np.concatenate(tags))

    @cached_property
    def tracks(self) -> Rows:
        """Rows of the long tracks that are not silent, each once."""
        return np.unique(self.rows[self.vectors.any(axis=1)])

    def among(self, rows: Rows) -> tuple[Rows, Rows]:
        """The parts of those tracks that are among `rows` (ascending), and the place of each one's track."""
        places = np.searchsorted(rows, self.rows)
        parts = np.flatnonzero((places < len(rows)) & (rows[np.minimum(places, len(rows) - 1)] == self.rows))
        return parts, places[parts]


def lift(
    scores: Vectors,
    parts_of_query: Vectors,
    rows: Rows,
    long: LongTracks,
    reading: Reading,
    generation: Generation,
) -> None:
    """Let the best part of each long track stand for it where it is better than the whole.

    Changes what was found of the tracks `rows` `[C]`: `scores` `[C]`, and how well the parts of the query
    hold, `[Q, C]`.
    """
    parts, places = long.among(rows)
    if not len(parts):
        return
    by_sound = reading.by_sound(long.vectors[parts], long.tags[parts])
    found = reading.believed(by_sound, rows[places], generation)
    audible = np.asarray(long.vectors[parts].any(axis=1))
    by_part = reading.score(found) * audible
    stands = standing(by_part, reading.fits(found) & audible)
    order = np.lexsort((-stands, places))
    best = order[np.append(True, np.diff(places[order]) > 0)]
    whole = places[best]
    best = best[stands[best] > standing(scores[whole], reading.fits(parts_of_query[:, whole]))]
    scores[places[best]], parts_of_query[:, places[best]] = by_part[best], found[:, best]


def means(segments: NDArray[np.floating], tags: NDArray[np.floating]) -> tuple[Vectors, Vectors]:
    """What parts are like whose S segments are these: unit vectors, and tags over what is not silent.

    **Shape**: `[P, S, D]` and `[P, S, T]` to `[P, D]` and `[P, T]`.
    """
    audible = segments.any(axis=2, keepdims=True)
    total = segments.sum(axis=1, dtype=np.float32)
    vectors = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), np.float32(1e-9))
    heard = (tags * audible).sum(axis=1, dtype=np.float32) / np.maximum(audible.sum(axis=1), np.float32(1))
    return vectors, heard.astype(np.float32)
