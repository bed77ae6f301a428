"""A matcher on disk is the matcher in memory, and nothing known matches nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.matcher import Matcher, fit_matcher


@pytest.fixture
def fitted(rng: np.random.Generator) -> tuple[Matcher, np.ndarray, np.ndarray]:
    texts, songs = np.eye(3, 6, dtype=np.float32), rng.standard_normal((80, 6)).astype(np.float32)
    songs /= np.linalg.norm(songs, axis=1, keepdims=True)
    truth = texts @ songs.T > 0.3
    matcher = fit_matcher(["a", "b", "c"], texts, songs, truth, np.ones_like(truth), ["a", "b"])
    assert matcher is not None and set(matcher.calibration.tags) == {"a", "b"}
    return matcher, texts, songs


def test_saved_and_loaded_says_the_same(
    fitted: tuple[Matcher, np.ndarray, np.ndarray], tmp_path: Path
) -> None:
    matcher, texts, songs = fitted
    matcher.save(tmp_path)
    expected = matcher.probabilities(["a", "b", "?"], texts, songs)
    np.testing.assert_array_equal(
        Matcher.load(tmp_path).probabilities(["a", "b", "?"], texts, songs), expected
    )
    assert expected[0, (texts @ songs.T)[0].argmax()] > 0.6


def test_zeros_match_nothing(fitted: tuple[Matcher, np.ndarray, np.ndarray]) -> None:
    matcher, texts, songs = fitted
    assert not matcher.probabilities(["?"], np.zeros((1, 6), np.float32), songs).any()
    assert not matcher.probabilities(["a"], texts[:1], np.zeros((2, 6), np.float32)).any()


def test_too_few_songs_give_no_matcher(fitted: tuple[Matcher, np.ndarray, np.ndarray]) -> None:
    _, texts, songs = fitted
    truth = texts @ songs[:5].T > 0
    assert fit_matcher(["a", "b", "c"], texts, songs[:5], truth, np.ones_like(truth), ["a"]) is None
