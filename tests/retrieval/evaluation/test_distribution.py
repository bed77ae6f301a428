"""Clumps and spreads, in numbers."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.evaluation.distribution import CLUMPS, between_share, order_kept


def test_clumps_are_told_from_a_spread(rng: np.random.Generator) -> None:
    labels = np.eye(4, dtype=bool)[np.arange(200) % 4]
    centres, noise = rng.standard_normal((4, 8)), rng.standard_normal((200, 8))
    assert between_share(labels @ centres + 0.1 * noise, labels) > 0.9
    assert between_share(labels @ centres + 3 * noise, labels) < CLUMPS
    assert between_share(noise, labels) < 0.1


def test_a_vector_of_two_labels_counts_half_for_each_and_a_lost_one_not_at_all() -> None:
    vectors = np.array([[0.0], [1.0], [0.5], [np.nan]])
    labels = np.array([[True, False], [False, True], [True, True], [True, False]])
    means = np.array([0.5 * 0.5, 1 + 0.5 * 0.5]) / 1.5
    assert between_share(vectors, labels) == pytest.approx(1.5 * ((means - 0.5) ** 2).sum() / 0.5)
    assert np.isnan(between_share(np.zeros((3, 2)), labels[:3]))


def test_order_is_kept_where_the_space_is_the_plane_of_feelings(rng: np.random.Generator) -> None:
    points = rng.standard_normal((6, 2))
    labels = np.eye(6, dtype=bool)[np.arange(60) % 6]
    assert order_kept(labels @ points, labels, points) == pytest.approx(1)
    assert np.isnan(order_kept(labels @ points, labels, np.where(np.arange(6)[:, None] < 3, points, np.nan)))
