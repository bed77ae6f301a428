"""The metrics must agree with scikit-learn's, ties included, and weights must mean repetition."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from retrieval.evaluation import bootstrap, floors, metrics

REFERENCE = {metrics.roc_auc: roc_auc_score, metrics.average_precision: average_precision_score}


@pytest.mark.parametrize("metric", REFERENCE, ids=lambda metric: metric.__name__)
@pytest.mark.parametrize("distinct", [1, 3, 1000])
def test_equal_to_scikit_learn_with_and_without_ties(
    metric: metrics.Metric, distinct: int, rng: np.random.Generator
) -> None:
    scores, truth = rng.integers(distinct, size=200) / distinct, rng.random(200) < 0.2
    expected = REFERENCE[metric](truth, scores)
    assert metric(scores, truth, np.ones((1, 200)))[0] == pytest.approx(expected)


def test_a_weight_of_two_is_the_track_twice(rng: np.random.Generator) -> None:
    scores, truth, counts = rng.integers(9, size=40) / 9, rng.random(40) < 0.4, rng.integers(0, 4, (5, 40))
    for weights, value in zip(counts, metrics.roc_auc(scores, truth, counts.astype(float)), strict=True):
        again = np.repeat(np.arange(40), weights)
        assert value == pytest.approx(roc_auc_score(truth[again], scores[again]))


def test_in_average_precision_each_copy_is_ranked_without_its_twins(rng: np.random.Generator) -> None:
    scores, truth, counts = rng.integers(9, size=40) / 9, rng.random(40) < 0.4, rng.integers(0, 4, (5, 40))
    found = metrics.average_precision(scores, truth, counts.astype(float))
    for weights, value in zip(counts, found, strict=True):
        precisions = []
        for track in np.flatnonzero(truth & (weights > 0)):
            others = np.repeat(np.arange(40), np.where(np.arange(40) == track, 1, weights))
            precisions += [truth[others][scores[others] >= scores[track]].mean()] * weights[track]
        assert value == pytest.approx(np.mean(precisions))


def test_resamples_of_average_precision_lie_around_the_sample(rng: np.random.Generator) -> None:
    truth = rng.random(300) < 0.1
    scores = truth + 1.5 * rng.standard_normal(300)
    value = metrics.average_precision(scores, truth)[0]
    drawn = metrics.average_precision(scores, truth, bootstrap.weights(300, rng))
    assert drawn.mean() == pytest.approx(value, abs=drawn.std() / 4)


def test_tags_without_both_classes_count_for_nothing() -> None:
    scores = np.array([[0.9, 0.5, 0.1], [0.1, 0.5, 0.9]])
    truth = np.array([[True, True, False], [False, True, False]])
    each = metrics.per_tag(metrics.roc_auc, scores, truth)
    assert each[0] == 1.0 and np.isnan(each[1:]).all()
    assert metrics.macro(metrics.roc_auc, scores, truth) == 1.0


def test_unknown_labels_are_not_judged() -> None:
    scores, truth = np.array([[0.9], [0.1], [1.0]]), np.array([[True], [False], [False]])
    known = np.array([[True], [True], [False]])
    assert metrics.macro(metrics.roc_auc, scores, truth) == 0.5
    assert metrics.macro(metrics.roc_auc, scores, truth, known) == 1.0


def test_precision_at_shares_ties_at_the_edge() -> None:
    scores, truth = np.array([1.0, 0.5, 0.5, 0.5, 0.0]), np.array([True, True, False, False, True])
    assert metrics.precision_at(scores, truth, 2) == pytest.approx((1 + 1 / 3) / 2)
    assert metrics.precision_at(scores, truth, 10) == pytest.approx(3 / 5)


def test_the_interval_holds_the_true_value_about_95_times_in_100(rng: np.random.Generator) -> None:
    # two normals one deviation apart: the true AUC is the chance that their difference is positive, .760
    held = 0
    for _ in range(100):
        truth = rng.random(150) < 0.5
        scores = rng.standard_normal(150) + truth
        counts = bootstrap.weights(150, rng, resamples=200)
        found = bootstrap.estimate(metrics.roc_auc(scores, truth)[0], metrics.roc_auc(scores, truth, counts))
        held += found.low <= 0.760 <= found.high
    assert 85 <= held <= 100


def test_floors_are_what_theory_says(rng: np.random.Generator) -> None:
    truth = rng.random((400, 3)) < np.array([0.1, 0.3, 0.5])
    known = np.ones_like(truth)
    random = floors.random_ranking(metrics.roc_auc, truth, known, rng)
    np.testing.assert_allclose(random, 0.5, atol=0.05)
    popular = floors.popularity_ranking(metrics.average_precision, truth, known)
    np.testing.assert_allclose(popular, truth.mean(axis=0))
