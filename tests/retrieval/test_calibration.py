"""Calibration must make probabilities honest without touching the order of tracks."""

import numpy as np
import pytest
from scipy.special import expit

from retrieval.calibration import Calibration, fit, reliability


def test_recovers_the_slope_and_offset_that_made_the_labels() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (4000, 2)).astype(np.float32)
    truth = rng.random((4000, 2)) < expit(np.array([0.5, 2.0]) * logits + np.array([-1.0, 1.0]))
    found = fit(logits, truth)
    np.testing.assert_allclose(found.slope, [0.5, 2.0], rtol=0.15)
    np.testing.assert_allclose(found.offset, [-1.0, 1.0], atol=0.2)


def test_the_mean_over_chunks_is_what_becomes_honest() -> None:
    rng = np.random.default_rng(1)
    track_logit = rng.normal(0, 2, (3000, 1))
    truth = rng.random((3000, 1)) < expit(track_logit)
    chunk_logits = 3 * (track_logit[:, None, :] + rng.normal(0, 1.5, (3000, 6, 1))) - 2
    raw = reliability(expit(chunk_logits).mean(axis=1), truth)
    fitted = reliability(fit(chunk_logits, truth).probabilities(chunk_logits).mean(axis=1), truth)
    assert fitted.expected_calibration_error < 0.03 < raw.expected_calibration_error


def test_a_rare_tag_that_separates_perfectly_keeps_a_modest_slope() -> None:
    logits = np.linspace(-1, 1, 50)[:, None]
    truth = np.zeros((50, 1), bool)
    truth[-1] = True
    found = fit(logits, truth)
    assert 0.3 < found.slope[0] < 5
    assert abs(found.offset[0]) < 8


@pytest.mark.parametrize("answer", [False, True])
def test_a_tag_seen_with_one_answer_only_stays_finite_and_short_of_certain(answer: bool) -> None:
    found = fit(np.linspace(-3, 3, 40)[:, None], np.full((40, 1), answer))
    probabilities = found.probabilities(np.linspace(-3, 3, 40)[:, None])
    assert np.all((probabilities > 0) & (probabilities < 1))
    assert (probabilities.mean() > 0.5) == answer


def test_order_is_kept_even_when_scores_are_upside_down() -> None:
    logits = np.linspace(-3, 3, 200)[:, None]
    found = fit(logits, logits < 0)
    assert np.all(np.diff(found.probabilities(logits)[:, 0]) >= 0)


def test_unknown_labels_do_not_count() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(size=(300, 1))
    truth = logits > 0
    known = np.ones_like(truth)
    known[200:] = False
    spoiled = truth.copy()
    spoiled[200:] = ~spoiled[200:]
    np.testing.assert_array_equal(fit(logits, spoiled, known).slope, fit(logits[:200], truth[:200]).slope)


def test_no_labels_at_all_leave_the_plain_sigmoid() -> None:
    found = fit(np.ones((5, 2)), np.ones((5, 2), bool), known=np.zeros((5, 2), bool))
    np.testing.assert_allclose(found.slope, 1)
    np.testing.assert_allclose(found.offset, 0)


def test_expected_calibration_error_is_the_mean_gap_between_said_and_happened() -> None:
    said = np.array([0.25, 0.25, 0.25, 0.25, 0.95])
    happened = np.array([True, True, True, False, True])
    found = reliability(said, happened)
    assert found.count.tolist() == [4, 1]
    assert found.expected_calibration_error == pytest.approx((4 * 0.5 + 1 * 0.05) / 5)


def test_a_calibration_that_could_turn_a_ranking_over_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        Calibration(np.array([-1.0]), np.array([0.0]))
