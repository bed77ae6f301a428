"""Examples teach what they share, say so as probabilities, and are kept as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from index.own_tags import LONGEST_TAG
from retrieval.examples import ExampleError, Head, learn
from retrieval.teaching import Judgement, TeachingError, judge, typeable

D = 12


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def library(rng: np.random.Generator) -> np.ndarray:
    return unit(rng.standard_normal((200, D)))


def near(axis: int, count: int, seed: int = 1, noise: float = 0.15) -> np.ndarray:
    found = noise * np.random.default_rng(seed).standard_normal((count, D))
    found[:, axis] += 1
    return unit(found)


NONE = np.zeros((0, D), np.float32)


def test_what_is_like_the_likes_is_likely(library: np.ndarray) -> None:
    for count in (1, 3, 10):
        head = learn(near(0, count), NONE, library)
        alike, other = head.probabilities(near(0, 30, seed=2)), head.probabilities(library)
        assert alike.min() > np.median(other) and alike.mean() > 2 * other.mean()
    assert not head.probabilities(np.zeros((2, D), np.float32)).any()


def test_more_likes_are_surer(library: np.ndarray) -> None:
    few, many = (
        learn(near(0, count), NONE, library).probabilities(near(0, 9, seed=3)).mean() for count in (1, 12)
    )
    assert many > few


def test_unlikes_push_away(library: np.ndarray) -> None:
    wide = unit(near(0, 6) + near(1, 6, seed=5))
    before = learn(wide, NONE, library).probabilities(near(1, 5, seed=4)).mean()
    assert learn(wide, near(1, 6), library).probabilities(near(1, 5, seed=4)).mean() < before


def test_kept_numbers_say_the_same(library: np.ndarray) -> None:
    head = learn(near(0, 3), near(1, 2), library)
    again = Head.from_bytes(head.to_bytes())
    np.testing.assert_array_equal(again.probabilities(library), head.probabilities(library))
    assert head.to_bytes() == learn(near(0, 3), near(1, 2), library).to_bytes()
    for broken in (b"", b"x" * 40, head.to_bytes()[:-8]):
        with pytest.raises(ValueError, match="taught tag"):
            Head.from_bytes(broken)


def test_nothing_to_learn_from_is_said(library: np.ndarray) -> None:
    with pytest.raises(ExampleError, match="nothing can be heard"):
        learn(np.zeros((2, D), np.float32), NONE, library)
    with pytest.raises(ExampleError, match="library is empty"):
        learn(near(0, 2), NONE, NONE)


def test_a_figure_tells_good_examples_from_a_jumble(library: np.ndarray) -> None:
    good = judge(near(0, 10), near(1, 3), library)
    assert good.figure is not None and good.figure > 0.95 and not good.warning
    jumble = judge(unit(np.random.default_rng(7).standard_normal((10, D))), NONE, library)
    assert jumble.figure is not None and jumble.figure < 0.65 and "in common" in jumble.warning


def test_too_few_and_contradicting_examples_are_told(library: np.ndarray) -> None:
    assert judge(near(0, 2), NONE, library) == Judgement(None, judge(near(0, 2), NONE, library).warning)
    assert "too few" in judge(near(0, 2), NONE, library).warning
    likes = near(0, 6)
    assert "contradict" in judge(likes, likes[:1], library).warning
    assert (
        "contradict" in judge(unit(near(0, 10, noise=0.6)), near(0, 10, seed=9, noise=0.01), library).warning
    )


@pytest.mark.parametrize("name", ["my tag", "Küche", "90s"])
def test_names_that_can_be_typed_are_kept(name: str) -> None:
    assert typeable(f" {name}  ") == name


@pytest.mark.parametrize("name", ["", "a, b", "-drums", 'say "so"', "not jazz", "loud^2"])
def test_names_that_a_search_would_read_otherwise_are_refused(name: str) -> None:
    with pytest.raises(TeachingError, match="choose words"):
        typeable(name)


def test_a_name_is_no_longer_than_a_tag_by_hand() -> None:
    assert typeable("x" * LONGEST_TAG) == "x" * LONGEST_TAG
    with pytest.raises(TeachingError, match="too long"):
        typeable("x" * (LONGEST_TAG + 1))
