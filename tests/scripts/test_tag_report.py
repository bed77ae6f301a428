"""What a person reads about a tagged file, to the letter, at 80 columns."""

from __future__ import annotations

import numpy as np
import pytest

from encoders.waveform import Problem
from retrieval.file_tags import Change
from retrieval.tagger import Tag, TaggedTrack
from scripts._tag_report import Choice, Page, change_rows, report, strongest_span, timeline

TAGS = tuple(
    Tag(name, category)
    for category, names in {
        "genre": ["jazz", "blues", "rock", "folk"],
        "instrument": ["piano", "drums", "no vocals"],
        "activity/theme": ["study"],
    }.items()
    for name in names
)
CHOICE = Choice(top=3, threshold=0.3)
PAGE = Page.fitting(TAGS, 80)


def track(chunks: list[list[float]], *problems: Problem) -> TaggedTrack:
    """Chunks of 4 s one after the other, with the probabilities of `TAGS` given."""
    heard = np.array(chunks, np.float32)
    return TaggedTrack(
        starts_seconds=np.arange(len(heard)) * 4.0,
        chunk_seconds=4.0,
        chunk_probabilities=heard,
        audible=heard.any(axis=1),
        probabilities=heard.mean(axis=0),
        duration_seconds=4.0 * len(heard),
        problems=problems,
    )


def plain(lines: list) -> str:
    return "\n".join(line.plain for line in lines)


def test_the_report_of_a_file() -> None:
    heard = track(
        [[0.91, 0.44, 0.29, 0.1, 0.999, 0.2, 0.95, 0.52]] * 20, Problem("truncated", "heard 5 s of 9 s")
    )
    assert plain(report("night.flac", heard, TAGS, CHOICE, PAGE)) == (
        "night.flac                                                                  1:20\n"
        "  genre           jazz 91 %   blues 44 %\n"
        "  instrument      piano 99 %   no vocals 95 %\n"
        "  activity/theme  study 52 %\n"
        "  note            cut short: heard 5 s of 9 s"
    )


def test_at_most_top_tags_a_category_and_long_rows_are_folded() -> None:
    heard = track([[0.9, 0.8, 0.7, 0.6, 0.1, 0.1, 0.1, 0.1]])
    assert plain(report("x", heard, TAGS, CHOICE, Page.fitting(TAGS, 36))) == (
        "x                               0:04\n"
        "  genre           jazz 90 %\n"
        "                  blues 80 %\n"
        "                  rock 70 %"
    )


def test_tags_that_deny_each_other_are_not_both_shown() -> None:
    tags = tuple(Tag(name, "voice") for name in ("vocals", "no vocals", "male vocals", "choir"))
    choice = Choice(top=4, threshold=0.3)
    sung = choice.of(np.array([0.55, 0.5, 0.4, 0.35]), tags)["voice"]
    assert [name for name, _ in sung] == ["vocals", "male vocals", "choir"]
    played = choice.of(np.array([0.5, 0.55, 0.4, 0.1]), tags)["voice"]
    assert [name for name, _ in played] == ["no vocals"]


def test_silence_is_called_silence() -> None:
    silent = track([[0.0] * 8], Problem("silent", "100% of what was heard is silence (below -60 dB)"))
    assert plain(report("hush.wav", silent, TAGS, CHOICE, PAGE)).splitlines()[1:] == [
        "  silent          nothing can be heard in it, so there is nothing to tag"
    ]


def test_doubt_is_called_doubt() -> None:
    doubtful = track([[0.1, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]])
    assert plain(report("x.wav", doubtful, TAGS, CHOICE, PAGE)).splitlines()[1:] == [
        "  unsure          no tag reaches 30 %; the nearest is blues, 20 %"
    ]


def test_the_timeline_shows_when() -> None:
    rises = [[0.9, 0, 0, 0, i / 7, 0, 0, 0] for i in range(8)]
    assert plain(timeline(track(rises), TAGS, CHOICE, Page(60, 13))) == (
        "  over time    0:00          0:15                  strongest\n"
        "  jazz         ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇    throughout\n"
        "  piano            ▁▁▁▁▂▂▂▃▃▃▃▄▅▅▅▅▆▆▆▇▇▇▇████     0:24-0:32"
    )
    assert plain(timeline(track(rises), TAGS, CHOICE, Page(60, 13, "ascii"))).isascii()


@pytest.mark.parametrize("seconds", [1, 30, 7200])
@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_timeline_is_wider_than_the_terminal(seconds: int, width: int) -> None:
    heard = track([[0.9, 0, 0, 0, 0, 0, 0, 0]] * max(1, seconds // 4))
    assert {len(line) for line in timeline(heard, TAGS, CHOICE, Page(width, 13))} == {width}


def test_the_strongest_span_is_the_stretch_around_the_peak() -> None:
    heard = np.array([0.9, 0.1, 0.8, 1.0, 0.9, 0.2])
    assert strongest_span(track([[0.5] * 8] * 6), heard) == (8.0, 20.0)


def test_changes_of_file_tags_are_shown() -> None:
    changes = [Change("GENRE", (), ("jazz",)), Change("LEITMOTIF_MOOD", ("sad", "dark"), ())]
    assert plain(change_rows(changes, False, PAGE)) == (
        "  would write     GENRE: jazz\n"
        "                  LEITMOTIF_MOOD: nothing (was sad; dark)"
    )  # fmt: skip
    assert plain(change_rows([], True, PAGE)) == "  file tags       hold all of this already"
