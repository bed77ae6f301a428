"""Figures as anyone would count them by hand, and rankings without ties that leak nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.data.manifest import Manifest, Track
from retrieval.evaluation import bootstrap
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tag_retrieval import (
    Judged,
    TagQuery,
    floors,
    judged,
    measured,
    precision_at_depth,
    ranking,
)

QUERY = TagQuery("piano", "piano", "instrument")


def case(truth: np.ndarray, known: np.ndarray | None = None) -> Judged:
    known = np.ones_like(truth) if known is None else known
    queries = tuple(TagQuery(f"t{row}", f"t{row}", "mood") for row in range(len(truth)))
    return Judged(queries, tuple(f"s{place}" for place in range(truth.shape[1])), truth, known)


def test_figures_are_those_counted_by_hand() -> None:
    truth = np.array([[True, False, True, False]])
    found = measured(case(truth), np.array([[0.9, 0.8, 0.7, 0.1]]))
    assert found["MAP"][0, 0] == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert found["P@10"][0, 0] == pytest.approx(2 / 10)
    assert found["ROC-AUC"][0, 0] == pytest.approx(3 / 4)


def test_what_nobody_knows_is_neither_ranked_nor_counted() -> None:
    truth = np.array([[True, False, True, False]])
    known = np.array([[True, False, True, True]])
    assert measured(case(truth, known), np.array([[0.7, 0.9, 0.8, 0.1]]))["MAP"][0, 0] == 1.0


def test_equal_scores_get_one_order_that_the_tracks_order_does_not_change(rng: np.random.Generator) -> None:
    ids = [f"s{place}" for place in range(50)]
    scores = rng.integers(3, size=(2, 50)).astype(np.float32)
    places = ranking(scores, ids)
    assert sorted(places[0]) == list(range(1, 51))
    shuffled = rng.permutation(50)
    np.testing.assert_array_equal(
        ranking(scores[:, shuffled], [ids[place] for place in shuffled]), places[:, shuffled]
    )


def test_ties_favour_no_label_that_ids_spell_out() -> None:
    truth = (np.arange(400) < 200)[None]
    ids = tuple(f"{'classical' if has else 'rock'}_{place:03}" for place, has in enumerate(truth[0]))
    tied = Judged((QUERY,), ids, truth, np.ones_like(truth))
    assert measured(tied, np.zeros((1, 400)))["MAP"][0, 0] == pytest.approx(0.5, abs=0.08)


def test_resampled_precision_is_that_of_tracks_written_out_as_often_as_drawn(
    rng: np.random.Generator,
) -> None:
    places, truth = rng.permutation(40).astype(float), rng.random(40) < 0.4
    counts = bootstrap.weights(40, rng, 5)
    expected = []
    for drawn in counts.astype(int):
        order = np.argsort(-np.repeat(places, drawn), kind="stable")
        expected.append(np.repeat(truth, drawn)[order][:10].mean())
    np.testing.assert_allclose(precision_at_depth(places, truth, counts), expected)


def test_tags_of_one_class_are_left_out_by_name_and_nothing_left_is_an_error() -> None:
    tracks = (Track("a", tags=("x", "y")), Track("b", tags=("y",)))
    manifest = Manifest(tracks, {"x": "mood", "y": "mood"}, Path())
    queries = [TagQuery(tag, tag, "mood") for tag in ("x", "y", "z")]
    found = judged(queries, manifest)
    assert found.texts == ("x",) and found.left_out == ("y", "z")
    twice = judged([queries[0], queries[0]], manifest)
    np.testing.assert_array_equal(twice.truth, [[True, False], [True, False]])
    with pytest.raises(EvaluationError, match="true of one track and false of another"):
        judged(queries[1:], manifest)


def test_floors_are_chance_and_a_ranking_that_does_not_read_the_query(rng: np.random.Generator) -> None:
    truth = np.vstack([np.arange(60) < 30] * 3)  # a track has all of the tags or none
    found = floors(case(truth), rng)
    assert found["random"]["ROC-AUC"].mean() == pytest.approx(0.5, abs=0.05)
    assert found["popularity"]["MAP"] == pytest.approx(1.0)


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(EvaluationError, match="not a number"):
        ranking(np.array([[np.nan, 1.0]]), ["a", "b"])
