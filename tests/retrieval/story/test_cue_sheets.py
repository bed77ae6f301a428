"""Edit decision lists: what editors' rules allow, also of stories that are longer than a list can be."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.records import TrackRow
from retrieval.passages import Passage
from retrieval.story.cue_sheets import beyond_edl, edl
from retrieval.story.cues import Choice, Cue
from retrieval.story.reading import Felt
from retrieval.story.scenes import Scene
from retrieval.story.soundtrack import Soundtrack

EVENT = re.compile(r"(\d{3})  AX       AA    C        (\S+) (\S+) (\S+) (\S+)")


def story(scenes: int, seconds: float) -> Soundtrack:
    """A cue a scene, each of as many seconds, of tracks that last long enough."""
    moods = np.ones(1, np.float32)
    cues = []
    for place in range(scenes):
        path = Path(f"/music/{place}\nö.mp3")
        track = TrackRow(f"{place}", True, (path,), 1e6, None, (), "", (), "", (), None, None, "", False)
        own = Scene(place, place + 1, place * seconds, (place + 1) * seconds, moods, 0.0, 0.0, True)
        cues.append(Cue(own, Choice(track, 1.0, 1.0 + seconds, 0.0, "fair", (), (), None)))
    felt = tuple(Felt(Passage(0, 4, "text"), moods, 0.0, 0.0, 0.0) for _ in range(scenes))
    return Soundtrack("text", ("happy",), felt, tuple(cues), ((),) * scenes, "own", (("happy",),))


def frames(code: str) -> int:
    hours, minutes, seconds, rest = map(int, code.split(":"))
    assert hours < 24 and minutes < 60 and seconds < 60 and rest < 25
    return ((hours * 60 + minutes) * 60 + seconds) * 25 + rest


def events(found: Soundtrack) -> list[tuple[int, ...]]:
    lines = edl(found, "A\ntale").split("\r\n")
    assert lines[:2] == ["TITLE: A tale", "FCM: NON-DROP FRAME"] and not any("\n" in line for line in lines)
    told = [EVENT.fullmatch(line) for line in lines if line[:3].isdecimal()]
    assert all(told)
    return [(int(each[1]), *(frames(each[part]) for part in range(2, 6))) for each in told if each]


def test_cues_follow_one_another_to_the_frame() -> None:
    found = events(story(40, 7.33))
    assert [each[0] for each in found] == list(range(1, 41))
    assert all(out - begin == end - at > 0 for _, begin, out, at, end in found)
    assert all(before[4] == after[3] for before, after in pairwise(found))
    assert beyond_edl(story(40, 7.33)) == 0


def test_what_a_list_cannot_hold_is_counted() -> None:
    assert len(events(story(1003, 2.0))) == 999 and beyond_edl(story(1003, 2.0)) == 4
    day = story(30, 3600.0)
    assert len(events(day)) == 23 and beyond_edl(day) == 7
    silent = replace(day, cues=tuple(replace(cue, choice=None) for cue in day.cues))
    assert events(silent) == [] and beyond_edl(silent) == 0
