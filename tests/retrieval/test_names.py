"""Names are told from sounds by what was typed and what tracks are called, and neither swallows the other."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from index.records import TrackRow
from retrieval import names
from retrieval.names import NameReading


def row(key: str, title: str = "", artist: str = "", genres: tuple[str, ...] = ()) -> TrackRow:
    return TrackRow(
        key=key,
        present=True,
        paths=(Path("/music/new") / f"{key}.mp3",),
        duration_seconds=60.0,
        loudness_lufs=None,
        problems=(),
        title=title,
        artists=(artist,) if artist else (),
        album="",
        genres=genres,
        year=None,
        bpm=None,
        comment="",
        has_cover=False,
    )


ROWS = [
    row("a", "Sinnerman", "Nina Simone"),
    row("b", "Jazz", "Ada"),
    row("c", "Rain", "Nina Simone Quartet"),
]


def read(text: str, rows: list[TrackRow], known_tag: bool, means_music: float) -> NameReading:
    found = {each.key: {held.field: held.exact for held in names.find(text, each)} for each in rows}
    found = {key: fields for key, fields in found.items() if fields}
    return names.read(text, found, known_tag, means_music)


def believed(reading: NameReading, key: str, sound: float) -> float:
    place = list(reading.found).index(key) if key in reading.found else -1
    return float(reading.believed(np.array([sound], np.float32), np.array([place]))[0])


def test_a_whole_name_that_means_no_music_is_a_name() -> None:
    reading = read("nina simone", ROWS, known_tag=False, means_music=0.2)
    assert reading.intent > 0.9
    assert believed(reading, "a", 0.01) > believed(reading, "c", 0.01) > 0.5 > believed(reading, "b", 0.3)


def test_a_tag_is_a_sound_though_a_track_is_called_so() -> None:
    reading = read("jazz", ROWS, known_tag=True, means_music=1.0)
    assert reading.intent < 0.2
    assert believed(reading, "a", 0.6) > believed(reading, "b", 0.1)


def test_a_genre_in_the_file_is_believed_beside_the_sound() -> None:
    reading = read("jazz", [row("a", genres=("Jazz",))], known_tag=True, means_music=1.0)
    assert reading.intent == 0.0
    assert believed(reading, "a", 0.3) > 0.6 and believed(reading, "other", 0.3) == pytest.approx(0.3)


def test_words_nowhere_to_be_found_name_nothing() -> None:
    reading = read("moon river", ROWS, known_tag=False, means_music=0.0)
    assert (reading.intent, reading.found) == (0.0, {})


def test_words_must_stand_side_by_side_and_whole() -> None:
    assert [found.field for found in names.find("simone nina", ROWS[0])] == []
    assert [found.field for found in names.find("sinner", ROWS[0])] == []
    assert [(found.field, found.exact) for found in names.find("SINNERMAN!", ROWS[0])] == [("title", True)]
    assert [found.field for found in names.find("new", ROWS[0])] == ["path"]


def test_a_file_is_called_by_its_name_as_by_a_title() -> None:
    named = dataclasses.replace(row("d", "Untitled"), paths=(Path("/music/13-waltz.opus"),))
    bare = dataclasses.replace(named, key="e", title="")
    assert next((found.field, found.value) for found in names.find("waltz", named)) == ("file", "13-waltz")
    assert [found.field for found in names.find("waltz", bare)] == ["title"]
    assert [found.field for found in names.find("untitled", named)] == ["title"]
    reading = read("waltz", [*ROWS, named, bare], known_tag=False, means_music=0.5)
    assert reading.intent > 0.5 and believed(reading, "d", 0.1) == believed(reading, "e", 0.1) > 0.5


@pytest.mark.parametrize(
    ("typed", "inside"),
    [
        ("sad songs by nina simone", (3, 5)),
        ("nina simone live", (0, 2)),
        ("nina simone", None),
        ("songs by ada", None),
        ("simone nina live", None),
    ],
)
def test_an_artist_inside_a_phrase(typed: str, inside: tuple[int, int] | None) -> None:
    assert names.artist_inside(typed.split(), {"nina simone", "ada", "nina simone quartet"}) == inside


def test_a_tag_that_a_person_gave_is_believed_over_what_is_heard() -> None:
    tagged = dataclasses.replace(row("d", "Rain"), tags=("kitchen radio", "radio"))
    reading = read("radio", [*ROWS, tagged], known_tag=False, means_music=0.5)
    assert reading.intent == 0.0
    assert believed(reading, "d", 0.1) > 0.9 and believed(reading, "a", 0.1) == pytest.approx(0.1)
    part = read("kitchen", [tagged], known_tag=False, means_music=0.5)
    assert believed(part, "d", 0.1) == pytest.approx(0.1)
