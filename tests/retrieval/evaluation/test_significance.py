"""A real difference is found, none is not, and many looks cost something."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from retrieval.evaluation.significance import compare, holm


def test_the_p_value_is_the_share_of_sign_flips_as_far_from_zero(rng: np.random.Generator) -> None:
    first, second = rng.random(8) + 0.2, rng.random(8)
    difference = first - second
    sums = [abs(np.dot(signs, difference)) for signs in itertools.product((-1, 1), repeat=8)]
    exact = np.mean(np.array(sums) >= abs(difference.sum()) - 1e-9)
    found = compare(first, second, rng)
    assert found.p == pytest.approx(exact, abs=0.02)
    assert found.difference.low < found.difference.value < found.difference.high
    assert found.better + found.worse == found.queries == 8


def test_two_alike_systems_differ_by_nothing(rng: np.random.Generator) -> None:
    same = rng.random(20)
    found = compare(same, same, rng)
    assert found.p == 1.0 and found.difference.value == 0.0 and found.better == found.worse == 0


def test_p_values_of_alike_systems_are_spread_evenly(rng: np.random.Generator) -> None:
    pairs = rng.standard_normal((200, 2, 30))
    values = [compare(first, second, rng, draws=400).p for first, second in pairs]
    assert np.mean(np.array(values) < 0.1) == pytest.approx(0.1, abs=0.06)


def test_a_clear_difference_is_found(rng: np.random.Generator) -> None:
    base = rng.random(40)
    found = compare(base + 0.1 + 0.02 * rng.standard_normal(40), base, rng)
    assert found.p < 0.001 and found.difference.low > 0.08


def test_holm_keeps_the_order_given_and_never_exceeds_one() -> None:
    assert holm([0.5, 0.001, 0.9]) == [1.0, 0.003, 1.0]
