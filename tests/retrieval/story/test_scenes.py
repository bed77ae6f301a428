"""Scenes: cut where the mood turns, whole, in order, and never by a passage without a mood."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.passages import Passage
from retrieval.story.reading import Felt
from retrieval.story.scenes import LONGEST_SECONDS, each_passage, scenes_of

PACE = 120.0  # two words a second


def felt(mood: int | None, words: int = 40, heading: str = "") -> Felt:
    """A passage of one of three moods, or of none."""
    moods = np.zeros(3, np.float32)
    if mood is not None:
        moods[mood] = 0.9
    text = "word " * words
    return Felt(Passage(0, len(text), text, heading), moods, 0.1 if mood is not None else 0.9, 0.0, 0.0)


def ends(passages: list[Felt], count: int | None = None) -> list[int]:
    return [scene.last for scene in scenes_of(passages, PACE, count)]


def test_scenes_turn_where_the_mood_does() -> None:
    assert ends([felt(0), felt(0), felt(1), felt(1), felt(2)]) == [2, 4, 5]


def test_one_mood_is_one_scene() -> None:
    assert ends([felt(1)] * 5) == [5]


def test_a_passage_without_mood_stays_with_what_came_before() -> None:
    assert ends([felt(0), felt(None), felt(1), felt(None)]) == [2, 4]


def test_a_text_without_mood_is_one_scene_without() -> None:
    (scene,) = scenes_of([felt(None)] * 3, PACE)
    assert not scene.has_mood


def test_few_scenes_of_a_long_text_are_of_about_the_same_length() -> None:
    book = [felt(place % 3, 200) for place in range(300)]  # each passage takes 100 seconds
    lengths = [scene.seconds for scene in scenes_of(book, PACE, 10)]
    assert len(lengths) == 10 and min(lengths) >= 700 and max(lengths) <= 6000


def test_as_many_scenes_as_asked_for_or_as_there_are_passages() -> None:
    passages = [felt(place % 2) for place in range(6)]
    assert len(ends(passages, 4)) == 4
    assert len(ends(passages, 1)) == 1
    assert len(ends(passages, 50)) == 6


def test_a_mood_that_lasts_too_long_for_one_piece_of_music_is_cut() -> None:
    scenes = scenes_of([felt(0, 60)] * 30, PACE)
    assert len(scenes) > 1
    assert max(scene.seconds for scene in scenes) <= LONGEST_SECONDS + 60


def test_a_scene_rather_begins_at_a_heading() -> None:
    passages = [felt(0, 12), *(felt(mood, 12, "Two") for mood in (0, 1, 1))]
    middle = np.array([0.5, 0.5, 0], np.float32)
    passages[1] = Felt(passages[1].passage, middle, 0.1, 0.0, 0.0)  # it might belong to either
    assert ends(passages) == [1, 4]


@given(st.lists(st.sampled_from([0, 1, 2, None]), min_size=1, max_size=25), st.integers(1, 8))
def test_every_passage_is_in_one_scene_and_time_has_no_gap(moods: list[int | None], count: int) -> None:
    passages = [felt(mood) for mood in moods]
    for scenes in (scenes_of(passages, PACE), scenes_of(passages, PACE, count), each_passage(passages, PACE)):
        assert [scene.first for scene in scenes] == [0, *(scene.last for scene in scenes[:-1])]
        assert scenes[-1].last == len(passages)
        assert scenes[0].start_seconds == 0
        for before, after in pairwise(scenes):
            assert before.end_seconds == after.start_seconds
        assert np.isclose(scenes[-1].end_seconds, 20.0 * len(passages))
