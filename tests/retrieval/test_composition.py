"""Parts make a whole as "and" and "not" do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from retrieval.composition import answer, bands, chance, compose, fits, standing
from retrieval.query import parse

PROBABILITIES = arrays.arrays(np.float64, (3, 4), elements=st.floats(0, 1))


@given(PROBABILITIES)
def test_scores_are_between_none_and_all(probabilities: np.ndarray) -> None:
    scores = compose(parse("piano, calm^3, -drums"), probabilities)
    assert scores.shape == (4,) and ((scores >= 0) & (scores <= 1)).all()


@given(PROBABILITIES, st.floats(0, 1))
def test_more_of_a_wanted_part_never_lowers_and_more_of_an_unwanted_never_raises(
    probabilities: np.ndarray, step: float
) -> None:
    query = parse("piano, calm, -drums")
    before = compose(query, probabilities)
    for row, wanted in enumerate((True, True, False)):
        more = probabilities.copy()
        more[row] += step * (1 - more[row])
        after = compose(query, more)
        assert (after >= before).all() if wanted else (after <= before).all()


def test_one_wanted_part_scores_as_it_is_and_exclusions_alone_by_their_absence() -> None:
    probabilities = np.array([[0.9, 0.2, 0.5]])
    assert compose(parse("piano"), probabilities) == pytest.approx([0.9, 0.2, 0.5])
    assert compose(parse("-piano"), probabilities) == pytest.approx([0.1, 0.8, 0.5])
    assert compose(parse("not happy"), probabilities).argmin() == 0


def test_both_parts_must_hold() -> None:
    both, one = compose(parse("piano, calm"), np.array([[0.5, 0.95], [0.5, 0.01]]))
    assert both > one


def test_an_exclusion_moves_down_what_has_it_and_a_weight_moves_up_what_has_more_of_it() -> None:
    probabilities = np.array([[0.8, 0.9], [0.1, 0.9]])
    assert compose(parse("piano"), probabilities[:1]).argmax() == 1
    assert compose(parse("piano -drums"), probabilities).argmax() == 0
    even = np.array([[0.5, 0.8], [0.8, 0.5]])
    assert compose(parse("piano^2, calm"), even).argmax() == 1
    assert compose(parse("piano, calm^2"), even).argmax() == 0


def test_long_queries_keep_the_scale_of_short_ones() -> None:
    assert compose(parse("a, b, c"), np.full((3, 1), 0.6)) == pytest.approx([0.6])


def test_a_part_that_is_surely_false_does_not_end_all_comparison() -> None:
    low, high = compose(parse("piano, calm"), np.array([[0.0, 0.0], [0.2, 0.9]]))
    assert 0 < low < high


def test_probabilities_of_other_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="2 parts"):
        compose(parse("piano, calm"), np.zeros((1, 4)))


def test_queries_are_answered_together_as_alone_and_each_text_is_asked_for_once() -> None:
    table = {"piano": [0.9, 0.1], "calm": [0.5, 0.6], "drums": [0.2, 0.8]}
    asked: list[list[str]] = []

    def probabilities(texts: Sequence[str]) -> np.ndarray:
        asked.append(list(texts))
        return np.array([table[text] for text in texts])

    queries = [parse("piano, calm"), parse("calm, no drums")]
    found = answer(queries, probabilities)
    assert asked == [["piano", "calm", "drums"]]
    for query, scores in zip(queries, found, strict=True):
        alone = probabilities(query.texts)
        assert scores == pytest.approx(standing(compose(query, alone), fits(query, alone)))


def test_a_chance_is_that_of_all_parts_together() -> None:
    parts = np.array([[0.5, 0.5], [0.4, 0.4], [0.0, 0.3]])
    assert chance(parse("piano, calm -drums"), parts) == pytest.approx([0.2, 0.14], abs=1e-5)
    assert chance(parse("-drums"), np.array([[0.3]])) == pytest.approx([0.7])
    assert chance(parse("-drums -piano"), np.array([[0.3], [0.5]])) == pytest.approx([0.35])


def test_an_exclusion_counts_more_in_the_order_than_in_the_chances() -> None:
    query, parts = parse("piano -drums"), np.array([[0.9, 0.3], [0.3, 0.01]])
    assert compose(query, parts).argmax() == 1 and chance(query, parts).argmax() == 0


@given(PROBABILITIES)
def test_no_weak_match_stands_before_a_better_one_and_equals_go_by_score(found: np.ndarray) -> None:
    query = parse("piano, calm -drums")
    fitting, scores = fits(query, found), compose(query, found)
    called = np.array(bands(chance(query, found), fitting))
    order = np.argsort(-standing(scores, fitting), kind="stable")
    assert (np.diff((called[order] == "weak").astype(int)) >= 0).all()
    for weak in (True, False):
        assert (np.diff(scores[order][(called[order] == "weak") == weak]) <= 0).all()


def test_what_is_likelier_there_than_not_is_no_match_for_who_shuts_it_out() -> None:
    query, parts = parse("piano -drums"), np.array([[0.9, 0.9, 0.9], [0.49, 0.5, 0.1]])
    assert fits(query, parts).tolist() == [True, False, True]
    assert bands(chance(query, parts), fits(query, parts)) == ["fair", "weak", "strong"]
    alone = parse("piano")
    assert bands(chance(alone, parts[:1]), fits(alone, parts[:1])) == ["strong"] * 3
