"""Spans hold the best moments, stay within the track and never touch."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from retrieval.spans import best_spans


def spans(scores: list[float], count: int = 1, seconds: float = 1e9) -> list[tuple[float, float]]:
    found = best_spans(np.array(scores), np.arange(len(scores)) * 4.0, 4.0, seconds, count)
    return [(span.start_seconds, span.end_seconds) for span in found]


def test_the_best_comes_first_with_neighbours_that_are_nearly_as_good() -> None:
    assert spans([0.1, 0.8, 0.7, 0.1, 0.6, 0.1]) == [(4.0, 12.0)]
    assert spans([0.1, 0.8, 0.7, 0.1, 0.6, 0.1], count=3)[:2] == [(4.0, 12.0), (16.0, 20.0)]


def test_a_track_that_fits_throughout_is_one_span() -> None:
    assert spans([0.5] * 6, count=5) == [(0.0, 24.0)]


def test_spans_end_with_the_track_and_never_touch() -> None:
    assert spans([0.5] * 3, seconds=10.5) == [(0.0, 10.5)]
    rng = np.random.default_rng(0)
    for _ in range(50):
        found = sorted(spans(list(rng.random(12)), count=6))
        assert all(one[1] < other[0] for one, other in pairwise(found))


def test_silence_has_no_span() -> None:
    assert spans([0.0, 0.0]) == [] and spans([]) == []
