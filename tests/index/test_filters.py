"""What is typed as a filter is understood as meant, or refused with what to type instead."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.filters import EXAMPLES, FIELDS, FilterError, Filters, Held, Range, parse_filters, split_filters


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("year:1990", Range("year", 1990, 1990)),
        ("year=1990", Range("year", 1990, 1990)),
        ("year>=1990", Range("year", low=1990)),
        ("year > 1990", Range("year", low=1990, with_low=False)),
        ("YEAR<=1990", Range("year", high=1990)),
        ("year<1990", Range("year", high=1990, with_high=False)),
        ("year:1990-1999", Range("year", 1990, 1999)),
        ("-year:1990-1999", Range("year", 1990, 1999, excluded=True)),
        ("bpm:90.5-120", Range("bpm", 90.5, 120)),
        ("bpm:120", Range("bpm", 119.5, 120.5, with_high=False)),
        ("duration<4:30", Range("duration", high=270, with_high=False)),
        ("duration:1:00:00-1:30:00", Range("duration", 3600, 5400)),
        ("duration>300", Range("duration", low=300, with_low=False)),
        ("genre:jazz", Held("genre", "jazz")),
        ("genre=jazz", Held("genre", "jazz", whole=True)),
        ("-genre:hip-hop", Held("genre", "hip-hop", excluded=True)),
        ('artist:"Nina Simone"', Held("artist", "Nina Simone")),
        ("artist:'AC/DC'", Held("artist", "AC/DC")),
        ("artist:O'Brien", Held("artist", "O'Brien")),
        ('title:"year>=1990"', Held("title", "year>=1990")),
        ("folder:/x", Held("folder", "/x")),
        ('folder:"/my music/a:b"', Held("folder", "/my music/a:b")),
        ("folder:/a=b", Held("folder", "/a=b")),
        ('-heard:"no drums"', Held("heard", "no drums", excluded=True)),
    ],
)
def test_a_condition_is_understood(typed: str, meant: Range | Held) -> None:
    found = parse_filters(typed)
    assert (*found.ranges, *found.texts, *found.heard) == (meant,)


def test_several_conditions_are_kept_in_order() -> None:
    found = parse_filters("  year>=1990   bpm:90-120 folder:/x -genre:jazz duration<300 ")
    assert [each.field for each in found.ranges] == ["year", "bpm", "duration"]
    assert [each.field for each in found.texts] == ["folder", "genre"]
    assert found.ranges[2].low == -math.inf


def test_conditions_come_apart_as_they_were_typed() -> None:
    typed = ["year > 1990", 'artist:"Nina  Simone"', "-genre:jazz"]
    assert split_filters("  " + "   ".join(typed)) == tuple(typed)
    with pytest.raises(FilterError):
        split_filters("year:1990 jazz")


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_nothing_typed_asks_for_nothing(typed: str) -> None:
    assert parse_filters(typed) == Filters() and not parse_filters(typed)


def test_the_examples_of_the_messages_are_themselves_understood() -> None:
    assert parse_filters(EXAMPLES)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("yaer:1990", "'yaer', did you mean year: choose from year, bpm, duration, folder, genre"),
        ("colour:red", "choose from year, bpm"),
        ("jazz", "'jazz' is no filter: write a field and a value, a value of several words in quotes, such"),
        (
            "folder:/my music",
            "'music' is no filter: write a field and a value, a value of several words in quotes",
        ),
        ("year:1990 jazz", "'jazz' is no filter"),
        ("year:soon", "year needs a number (a year), not 'soon': write year:1990-1999"),
        ("year:1990-", "write year:1990-1999"),
        ("bpm:fast", "beats per minute"),
        ("duration<4:75", "minutes as in 4:30"),
        ("year:1999-1990", "runs backwards: write year:1990-1999"),
        ("genre>jazz", "write genre:jazz"),
        ('genre:"jazz', "a quotation mark is not closed"),
        ("genre:", "genre needs a value: write genre:jazz"),
        ("genre: ", "needs a value"),
        ("year", "year needs a value"),
        ("year>=", "year needs a value"),
        ("genre:***", "asks for no word"),
        ('folder:""', "asks for no word"),
        ('genre:"jazz"blues', "is no filter"),
        ("--genre:jazz", "is no filter"),
        (f"duration<{5000 * '9'}:00", "minutes as in 4:30"),
        (" ".join(f"-artist:{number}" for number in range(2000)), "100 conditions at most"),
    ],
)
def test_what_cannot_be_understood_says_what_is_allowed(typed: str, told: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filters(typed)
    assert told in str(caught.value)


@given(
    st.lists(
        st.sampled_from(
            [*FIELDS, ":", "=", ">=", "<", "-", '"', "'", " ", "12", "1990-1999", "4:30", "é", "\0"]
        )
    )
)
def test_whatever_is_typed_is_understood_or_refused(pieces: list[str]) -> None:
    try:
        parse_filters("".join(pieces))
    except FilterError as error:
        assert str(error)
