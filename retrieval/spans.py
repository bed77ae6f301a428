"""Which moments of a track fit best: scores of its segments to spans of time.

A span grows from the best segment over its neighbours for as long as they score at least `JOINED` of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

JOINED = 0.4
"""Share of the best segment's score from which on a neighbour belongs to the same moment; chosen by
`python -m scripts.evaluate moments` on validation songs."""


@dataclass(frozen=True)
class Span:
    """A stretch of a track in seconds; `segments` are the places of the first and after the last of it."""

    start_seconds: float
    end_seconds: float
    score: float
    segments: tuple[int, int]


def best_spans(
    scores: NDArray[np.floating],
    starts_seconds: NDArray[np.floating],
    chunk_seconds: float,
    duration_seconds: float,
    count: int = 1,
    joined: float = JOINED,
) -> list[Span]:
    """Up to `count` spans, best first, that do not touch. **Shape**: scores and starts of S segments, `[S]`.

    A span's score is the mean over its segments.

    >>> found = best_spans(np.array([0.1, 0.8, 0.6, 0.2]), np.arange(4) * 4.0, 4.0, 15.0)
    >>> [(span.start_seconds, span.end_seconds) for span in found]
    [(4.0, 12.0)]
    """
    # plain numbers: a track has a few dozen segments, and arrays of so few are slow
    found, free = scores.tolist(), [True] * len(scores)
    spans: list[Span] = []
    while len(spans) < count and any(free):
        best = max((place for place in range(len(found)) if free[place]), key=found.__getitem__)
        if found[best] <= 0:
            break
        first = last = best
        while first > 0 and free[first - 1] and found[first - 1] >= joined * found[best]:
            first -= 1
        while last + 1 < len(found) and free[last + 1] and found[last + 1] >= joined * found[best]:
            last += 1
        start, end = float(starts_seconds[first]), float(starts_seconds[last]) + chunk_seconds
        if duration_seconds > start:  # the last chunk of a file is padded with silence
            end = min(end, duration_seconds)
        spans.append(Span(start, end, fmean(found[first : last + 1]), (first, last + 1)))
        for place in range(max(0, first - 1), min(last + 2, len(found))):
            free[place] = False  # neighbours of a span are not another moment
    return spans
