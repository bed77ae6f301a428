"""A matcher on disk is the matcher in memory, and nothing known matches nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.matcher import Asked, Lesson, Matcher, Yardstick, fit_matcher, told_by_head

TAGS = ("a", "b", "c")


def asked(texts: tuple[str, ...], vectors: np.ndarray) -> Asked:
    return Asked(texts, vectors, vectors)


@pytest.fixture
def lesson_and_songs(rng: np.random.Generator) -> tuple[Lesson, np.ndarray]:
    texts, songs = np.eye(4, 9, dtype=np.float32), rng.standard_normal((80, 9)).astype(np.float32)
    texts[3, :3] = 0.5, 0.1, 0.0  # another way to say a
    texts[3, 3] = 0.0
    songs /= np.linalg.norm(songs, axis=1, keepdims=True)
    truth = (texts @ songs.T > 0.3) | (songs[:, 0] > 0.3) & (np.arange(4)[:, None] == 3)
    odd = np.eye(9, dtype=np.float32)[5:]
    familiar = asked((*TAGS, "way of a"), texts)
    return Lesson(familiar, truth, np.ones_like(truth), familiar, asked(("q", "w", "e", "r"), odd)), songs


@pytest.fixture
def fitted(lesson_and_songs: tuple[Lesson, np.ndarray]) -> tuple[Matcher, Asked, np.ndarray]:
    lesson, songs = lesson_and_songs
    matcher = fit_matcher(lesson, songs, TAGS)
    assert matcher is not None and set(matcher.calibration.tags) == {*TAGS}
    return matcher, lesson.asked, songs


def test_saved_and_loaded_says_the_same(fitted: tuple[Matcher, Asked, np.ndarray], tmp_path: Path) -> None:
    matcher, texts, songs = fitted
    matcher.save(tmp_path)
    expected = matcher.probabilities(texts, songs)
    np.testing.assert_array_equal(Matcher.load(tmp_path).probabilities(texts, songs), expected)
    assert expected[0, (texts.vectors @ songs.T)[0].argmax()] > 0.6


def test_zeros_match_nothing(fitted: tuple[Matcher, Asked, np.ndarray]) -> None:
    matcher, texts, songs = fitted
    nothing = asked(("?",), np.zeros((1, 9), np.float32))
    assert not matcher.probabilities(nothing, songs).any()
    assert not matcher.probabilities(texts, np.zeros((2, 9), np.float32)).any()


def test_texts_unlike_all_that_is_known_match_hardly(fitted: tuple[Matcher, Asked, np.ndarray]) -> None:
    matcher, texts, songs = fitted
    # in the joint space both lie where tag a does; as texts, one reads like it and one like nothing known
    same = np.repeat(texts.vectors[:1], 2, axis=0)
    read = np.stack([texts.vectors[0], np.eye(9, dtype=np.float32)[6]])
    near, far = matcher.probabilities(Asked(("new", "odd"), same, read), songs)
    assert far.max() < 0.2 * near.max()


def test_strangeness_grows_with_the_distance_from_known_words_and_with_foreign_ones_near() -> None:
    yardstick = Yardstick(np.eye(1, 3, dtype=np.float32), np.eye(3, dtype=np.float32)[2:])
    read = np.array([[2, 0, 0], [0.8, 0.6, 0], [0, 1, 0], [0, 0, 5]], np.float32)
    np.testing.assert_allclose(yardstick.strangeness(read), [[0, 0], [0, 0], [0.6, 0], [0.6, 1]], atol=1e-6)
    alone = Yardstick(yardstick.wordings, np.zeros((0, 3), np.float32))
    assert not alone.strangeness(read)[:, 1].any()


def test_what_the_tag_head_hears_counts_in_every_spelling(
    lesson_and_songs: tuple[Lesson, np.ndarray], rng: np.random.Generator
) -> None:
    lesson, songs = lesson_and_songs
    heard = np.where(lesson.truth[:2].T, 0.9, 0.1).astype(np.float32)
    matcher = fit_matcher(lesson, songs, TAGS, heard, ["a", "b"])
    assert matcher is not None and matcher.calibration.blend[1] > 0
    vectors = lesson.asked.vectors[[0, 0, 2, 0]]
    typed = Asked(("a", "A", "c", "some a b"), vectors, vectors)
    heard[0] = 0  # a song without sound
    alone, both = matcher.probabilities(typed, songs), matcher.probabilities(typed, songs, heard)
    np.testing.assert_array_equal(alone[2], both[2])
    np.testing.assert_array_equal(alone[:, 0], both[:, 0])
    assert (alone[0, 1:] != both[0, 1:]).all() and (alone[1, 1:] != both[1, 1:]).all()
    told = told_by_head(typed.texts, ["a", "b"], heard)
    np.testing.assert_allclose(told[3, 1:], heard[1:, 0] * heard[1:, 1], rtol=1e-5)
    assert np.isnan(told[2]).all() and np.isnan(told[:, 0]).all()


def test_a_tag_read_by_who_was_never_taught_it_is_a_text_without_labels(
    lesson_and_songs: tuple[Lesson, np.ndarray],
) -> None:
    lesson, songs = lesson_and_songs
    rows = [0, 1, 2, 3, 0]
    asked = Asked(
        tuple(lesson.asked.texts[row] for row in rows), lesson.asked.vectors[rows], lesson.asked.read[rows]
    )
    asked.vectors[4] = np.eye(9)[8]  # not understood at all
    apart = (frozenset[str](),) * 4 + (frozenset({"a", "way of a"}),)
    more = Lesson(asked, lesson.truth[rows], lesson.known[rows], lesson.familiar, lesson.unrelated, apart)
    heard = np.where(lesson.truth[:3].T, 0.9, 0.1).astype(np.float32)
    matcher = fit_matcher(more, songs, TAGS, heard, TAGS)
    assert matcher is not None and set(matcher.calibration.tags) == {*TAGS}
    assert matcher.probabilities(lesson.asked, songs)[0].max() > 0.6  # labelled songs vouch for the tag


def test_too_few_songs_give_no_matcher(lesson_and_songs: tuple[Lesson, np.ndarray]) -> None:
    lesson, songs = lesson_and_songs
    few = Lesson(lesson.asked, lesson.truth[:, :5], lesson.known[:, :5], lesson.familiar, lesson.unrelated)
    assert fit_matcher(few, songs[:5], TAGS) is None
