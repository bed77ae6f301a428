"""Arcs of long texts stay readable: means over stretches, and labels that have room."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from retrieval.story.arc import _labelled, _line
from retrieval.story.scenes import Scene


def test_a_short_text_is_drawn_passage_by_passage_with_gaps() -> None:
    times, values = _line(np.array([0.0, 10, 20, 40]), np.array([0.5, 0.1, -0.5]), np.array([10.0, 0, 20]))
    assert times.tolist() == [5, 15, 30]
    assert values[[0, 2]].tolist() == [0.5, -0.5] and np.isnan(values[1])


def test_a_long_one_by_means_over_stretches_of_it() -> None:
    edges, weights = np.arange(3001.0), np.ones(3000)
    weights[1000:1500] = 0
    times, values = _line(edges, np.tile([1.0, -0.5], 1500), weights)
    assert len(times) < 300 and np.all(np.diff(times) > 0) and times[-1] < 3000
    told = np.isfinite(values)
    assert np.allclose(values[told], 0.25)
    assert ((times[~told] > 990) & (times[~told] < 1510)).all() and (~told).any()


def scenes_of(lengths: list[float]) -> list[Scene]:
    ends = np.cumsum(lengths)
    return [
        Scene(place, place + 1, float(end - length), float(end), np.ones(1, np.float32), 0.0, 0.0, True)
        for place, (end, length) in enumerate(zip(ends, lengths, strict=True))
    ]


def test_labels_have_room_and_the_longest_scenes_have_them() -> None:
    scenes = scenes_of([10.0 + 5 * (place % 7) for place in range(400)])
    chosen = sorted(_labelled(scenes))
    middles = [(scenes[place].start_seconds + scenes[place].end_seconds) / 2 for place in chosen]
    assert 5 <= len(chosen) <= 12
    assert min(b - a for a, b in pairwise(middles)) >= scenes[-1].end_seconds / 11
    assert all(scenes[place].seconds == 40 for place in chosen)
    assert sorted(_labelled(scenes_of([25.0] * 10))) == list(range(10)), "a few scenes are all told"
