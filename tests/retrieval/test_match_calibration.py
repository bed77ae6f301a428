"""Probabilities that come true, for texts with labelled songs and for texts without."""

from __future__ import annotations

import json

import numpy as np
import pytest

from retrieval.calibration import reliability
from retrieval.match_calibration import FAIR, STRONG, MatchCalibration, fit, fit_meaning, strength


def space(rng: np.random.Generator, tags: int, songs: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores that say something, each tag on a scale of its own, and what is true, both `[Q, N]`."""
    rate = rng.uniform(0.05, 0.5, (tags, 1))
    truth = rng.random((tags, songs)) < rate
    scores = truth * 1.5 + rng.standard_normal(truth.shape)
    return rng.uniform(0.02, 0.3, (tags, 1)) * scores + rng.uniform(-0.3, 0.3, (tags, 1)), truth


def said_of(
    calibration: MatchCalibration, texts: list[str], scores: np.ndarray, behind: np.ndarray
) -> np.ndarray:
    """Probabilities of texts that are not strange."""
    return calibration.probabilities(texts, scores, behind, np.zeros((len(texts), 0)))


def error(probabilities: np.ndarray, truth: np.ndarray) -> float:
    return reliability(probabilities, truth).expected_calibration_error


@pytest.fixture
def fitted(rng: np.random.Generator) -> tuple[MatchCalibration, np.ndarray, np.ndarray, list[str]]:
    scores, truth = space(rng, 60, 600)
    names = [f"tag {row}" for row in range(60)]
    half = scores[:, :300]
    known = np.ones((60, 300), dtype=bool)
    return fit(names, half, truth[:, :300], known), scores, truth, names


def test_new_songs_of_known_tags_come_true_as_often_as_said(
    fitted: tuple[MatchCalibration, np.ndarray, np.ndarray, list[str]],
) -> None:
    calibration, scores, truth, names = fitted
    said = said_of(calibration, names, scores[:, 300:], scores[:, :300])
    assert error(said, truth[:, 300:]) < 0.02


def test_texts_that_were_never_labelled_are_judged_by_their_scores_alone(
    fitted: tuple[MatchCalibration, np.ndarray, np.ndarray, list[str]], rng: np.random.Generator
) -> None:
    calibration = fitted[0]
    scores, truth = space(rng, 60, 600)
    said = said_of(calibration, [f"new {row}" for row in range(60)], scores[:, 300:], scores[:, :300])
    assert error(said, truth[:, 300:]) < 0.06
    raw = np.clip((scores[:, 300:] + 1) / 2, 0, 1)
    assert error(said, truth[:, 300:]) < error(raw, truth[:, 300:]) / 3


def test_wordings_that_say_nothing_lower_what_is_said_of_new_texts(rng: np.random.Generator) -> None:
    scores, truth = space(rng, 60, 300)
    names, known = [str(row) for row in range(60)], np.ones_like(truth)
    mute = np.vstack([scores, rng.uniform(0.02, 0.3, (60, 1)) * rng.standard_normal(truth.shape)])
    more = [*names, *(f"other {name}" for name in names)]
    alone = fit(names, scores, truth, known)
    wary = fit(more, mute, np.vstack([truth, truth]), np.vstack([known, known]), np.arange(120) < 60)
    assert set(wary.tags) == set(names)
    best = [said_of(calibration, ["new"], scores[:1], scores[:1]).max() for calibration in (alone, wary)]
    assert best[1] < 0.9 * best[0]


def test_a_text_that_tells_no_songs_apart_gets_one_finite_probability(
    fitted: tuple[MatchCalibration, np.ndarray, np.ndarray, list[str]],
) -> None:
    said = said_of(fitted[0], ["?"], np.zeros((1, 5)), np.zeros((1, 300)))
    assert np.isfinite(said).all() and np.ptp(said) == 0


def test_no_ranking_changes_and_a_scale_of_its_own_changes_nothing(
    fitted: tuple[MatchCalibration, np.ndarray, np.ndarray, list[str]],
) -> None:
    calibration, scores, _, names = fitted
    said = said_of(calibration, names, scores, scores[:, :300])
    for row in range(len(names)):
        np.testing.assert_array_equal(np.argsort(scores[row]), np.argsort(said[row], kind="stable"))


def test_tags_with_labels_are_judged_more_surely_than_the_same_scores_without(
    fitted: tuple[MatchCalibration, np.ndarray, np.ndarray, list[str]],
) -> None:
    calibration, scores, truth, names = fitted
    rest = truth[:, 300:]

    def likelihood(said: np.ndarray) -> float:
        said = np.clip(said.astype(float), 1e-6, 1 - 1e-6)
        return float(np.where(rest, np.log(said), np.log1p(-said)).mean())

    known = said_of(calibration, names, scores[:, 300:], scores[:, :300])
    unknown = said_of(calibration, ["?"] * len(names), scores[:, 300:], scores[:, :300])
    assert likelihood(known) > likelihood(unknown)


def test_songs_of_which_nothing_is_known_teach_nothing(rng: np.random.Generator) -> None:
    scores, truth = space(rng, 10, 80)
    names = [str(row) for row in range(10)]
    known = rng.random(truth.shape) < 0.7
    first = fit(names, scores, truth, known)
    second = fit(names, scores, truth ^ ~known, known)
    assert first.tags == second.tags


def test_what_is_described_reads_back_the_same(
    fitted: tuple[MatchCalibration, np.ndarray, np.ndarray, list[str]],
) -> None:
    calibration, scores, _, names = fitted
    again = MatchCalibration.from_description(json.loads(json.dumps(calibration.described())))
    background = scores[:, :300]
    np.testing.assert_array_equal(
        said_of(again, names, scores, background), said_of(calibration, names, scores, background)
    )
    with pytest.raises(ValueError, match="wrong lengths"):
        MatchCalibration.from_description({**calibration.described(), "slope": [1.0]})


def test_words_for_probabilities_change_at_their_thresholds() -> None:
    assert [strength(p) for p in (STRONG, STRONG - 1e-6, FAIR, FAIR - 1e-6)] == [
        "strong",
        "fair",
        "fair",
        "weak",
    ]


def test_a_background_too_small_to_read_is_refused(rng: np.random.Generator) -> None:
    scores, truth = space(rng, 3, 10)
    with pytest.raises(ValueError, match="at least 20 songs"):
        fit(["a", "b", "c"], scores, truth, np.ones_like(truth))


def test_the_stranger_texts_were_the_less_is_said_of_strange_ones(rng: np.random.Generator) -> None:
    scores, truth = space(rng, 60, 300)
    noise = rng.uniform(0.02, 0.3, (60, 1)) * rng.standard_normal(truth.shape)
    both, known = np.vstack([scores, noise]), np.ones((120, 300), dtype=bool)
    names, strange = [str(row) for row in range(120)], np.repeat([[0.0], [0.3]], 60, axis=0)
    calibration = fit(
        names, both, np.vstack([truth, truth]), known, np.zeros(120, dtype=bool), strangeness=strange
    )
    near, far = calibration.logits(["new", "new"], scores[[0, 0]], scores[[0, 0]], np.array([[0.0], [0.3]]))
    assert np.ptp(far) < 0.3 * np.ptp(near)


def test_strange_texts_are_told_from_music_and_match_less(rng: np.random.Generator) -> None:
    scores, truth = space(rng, 40, 200)
    names = [str(row) for row in range(40)]
    plain, odd = np.abs(rng.normal(0, 0.05, (80, 1))), rng.uniform(0.2, 0.4, (50, 1))
    meaning = fit_meaning(plain, odd)
    calibration = fit(names, scores, truth, np.ones_like(truth), meaning=meaning)
    texts, strange = ["new", "new", "new", "0"], np.array([[0.0], [0.1], [0.3], [0.3]])
    said = calibration.probabilities(texts, scores[[0] * 4], scores[[0] * 4], strange).max(axis=1)
    assert said[0] > said[1] > 10 * said[2] and said[3] > said[2]  # a tag is never strange
    assert fit_meaning(plain, np.zeros((0, 1))).tolist() == [10.0, 0.0]


def test_how_many_strange_texts_were_collected_does_not_matter(rng: np.random.Generator) -> None:
    plain, odd = np.abs(rng.normal(0, 0.1, (80, 1))), rng.uniform(0.1, 0.4, (50, 1))
    once, thrice = fit_meaning(plain, odd), fit_meaning(plain, np.vstack([odd] * 3))
    np.testing.assert_allclose(once, thrice, rtol=0.05)


def test_a_better_witness_is_believed_more_and_only_where_it_speaks(rng: np.random.Generator) -> None:
    scores, truth = space(rng, 60, 600)
    names, known = [str(row) for row in range(60)], np.ones((60, 300), dtype=bool)
    heard = np.clip(0.5 + 0.3 * (2 * truth - 1) + rng.normal(0, 0.1, truth.shape), 0.01, 0.99)
    heard[30:] = np.nan
    half = slice(300)
    calibration = fit(names, scores[:, half], truth[:, half], known, heard=heard[:, half])
    assert calibration.blend[1] > calibration.blend[0] > 0
    nothing = np.zeros((60, 0))
    rest = scores[:, 300:], scores[:, half], nothing
    both = calibration.probabilities(names, *rest, heard[:, 300:])
    alone = calibration.probabilities(names, *rest)
    np.testing.assert_array_equal(both[30:], alone[30:])
    assert error(both[:30], truth[:30, 300:]) < 0.03
    right, wrong = both[:30][truth[:30, 300:]].mean(), both[:30][~truth[:30, 300:]].mean()
    assert right - wrong > 0.3 + alone[:30][truth[:30, 300:]].mean() - alone[:30][~truth[:30, 300:]].mean()
