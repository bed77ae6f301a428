from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.records import TrackRow
from retrieval.story.cues import Choice, _best_row, best_stretch
from retrieval.story.scenes import Scene
from retrieval.story.sound_facts import SoundFacts

STARTS = np.arange(6) * 10.0


def scene(seconds: float = 20.0) -> Scene:
    return Scene(0, 1, 0.0, seconds, np.ones(1, np.float32), 0.0, 0.0, True)


def choice(key: str, fit: float, seconds: float = 20.0, tempo: float = 0.0) -> Choice:
    track = TrackRow(key, True, (Path(key),), 60.0, None, (), key, (), "", (), None, None, "", False)
    sound = SoundFacts(tempo, 0, False, -20.0) if tempo else None
    return Choice(track, 0.0, seconds, fit, "", (), (), sound)


def test_the_best_stretch_lies_where_scores_are_highest_and_within_the_track() -> None:
    assert best_stretch(np.array([0, 0, 1, 1, 0, 0.0]), STARTS, 20.0, 60.0) == (20.0, 40.0)
    assert best_stretch(np.array([0, 0, 0, 0, 0, 1.0]), STARTS, 25.0, 60.0) == (35.0, 60.0)


@pytest.mark.parametrize("duration", [15.0, 60.0])
def test_a_track_too_short_is_taken_whole(duration: float) -> None:
    assert best_stretch(np.ones(6), STARTS, 90.0, duration) == (0.0, duration)


def test_no_track_comes_twice_and_the_scene_that_needs_it_most_gets_it() -> None:
    lots = [[choice("a", 1.0), choice("b", 0.9)], [choice("a", 1.0), choice("b", 0.0)]]
    assert _best_row([scene(), scene()], lots, [None, None]) == [1, 0]


def test_a_scene_stays_silent_rather_than_take_a_track_again() -> None:
    lots = [[choice("a", 1.0)], [choice("a", 1.0)]]
    assert _best_row([scene(), scene()], lots, [None, None]) == [0, None]


def test_a_track_that_ends_early_costs_what_stays_silent() -> None:
    lots = [[choice("short", 1.0, seconds=2.0), choice("long", 0.5)]]
    assert _best_row([scene()], lots, [None]) == [1]


def test_of_like_fits_the_one_in_the_tempo_before_follows() -> None:
    first = choice("a", 1.0, tempo=120.0)
    lots = [[first], [choice("other", 1.0, tempo=85.0), choice("same", 1.0, tempo=120.0)]]
    assert _best_row([scene(), scene()], lots, [None, None]) == [0, 1]


def test_a_kept_track_goes_to_its_scene_alone() -> None:
    lots = [[choice("a", 2.0), choice("b", 0.0)], [choice("b", 2.0), choice("a", -2.0)]]
    assert _best_row([scene(), scene()], lots, [None, "a"]) == [1, 1]
