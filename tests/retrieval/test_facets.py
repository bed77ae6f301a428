"""Facets offer conditions that part the library, and count what those conditions let through."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.filters import parse_filters
from index.records import AudioFacts, FileFacts, Stamp
from retrieval.facets import MOST, Facet, facets_of
from retrieval.narrowing import passing
from retrieval.search import SearchEngine
from retrieval.struck import Struck
from tests.retrieval.search_toys import SONGS, Song, toy_engine

CATEGORIES = {"piano": "voice", "drums": "voice", "calm": "mood", "choir": "mood", "jazz": "genre"}
GENRES = ("Hip-Hop", "hip hop", 'Rock "n" Roll', "Drum & Bass", "12'' 7\"", "Jazz", "Jazz", "")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SearchEngine]:
    songs = [
        Song(f"Song {place}", "Ada", SONGS[place % 8].segments, genres=(genre,) if genre else ())
        for place, genre in enumerate(GENRES)
    ]
    with toy_engine(tmp_path, songs) as made:
        with made.catalogue.writing():
            for place, song in enumerate(songs):
                folder = tmp_path / f"part {place % 3}"
                facts = FileFacts(song.title, (song.artist,), genres=song.genres, year=1985 + 3 * place)
                audio = AudioFacts(20.0 * (place + 1))
                made.catalogue.record(folder / f"{place}.mp3", Stamp(2, 2), song.key, facts, audio)
            made.catalogue.missing([tmp_path / f"Ada {song.title}.mp3" for song in songs])
        yield made


def facets(engine: SearchEngine) -> dict[str, Facet]:
    generation, catalogue = engine.shelf().generation, engine.catalogue
    found = facets_of(
        generation, catalogue.countable(), catalogue.folders(), CATEGORIES, engine.shelf().struck
    )
    return {facet.name: facet for facet in found}


def test_every_choice_counts_what_its_condition_lets_through(engine: SearchEngine) -> None:
    found = facets(engine)
    assert set(found) == {"Genre", "Mood", "Vocals", "Year", "Length", "Folder"}
    for facet in found.values():
        for choice in facet.choices:
            passed = passing(parse_filters(choice.condition), engine.catalogue, engine.shelf())
            np.testing.assert_array_equal(choice.rows, passed, choice.condition)
            assert choice.rows.sum() > 0


def test_spellings_of_a_genre_are_one(engine: SearchEngine) -> None:
    labels = {choice.label: int(choice.rows.sum()) for choice in facets(engine)["Genre"].choices}
    assert labels == {"Jazz": 2, "Hip-Hop": 2, 'Rock "n" Roll': 1, "Drum & Bass": 1}


def test_tags_given_by_hand_are_offered_even_one_alone(engine: SearchEngine) -> None:
    assert "Tagged" not in facets(engine)
    engine.catalogue.tag_track(engine.shelf().generation.keys[2], ["Opening titles"])
    (choice,) = facets(engine)["Tagged"].choices
    assert (choice.label, choice.condition) == ("Opening titles", 'tag="Opening titles"')
    passed = passing(parse_filters(choice.condition), engine.catalogue, engine.shelf())
    np.testing.assert_array_equal(choice.rows, passed)
    assert np.flatnonzero(passed).tolist() == [2]


def test_what_was_heard_stands_in_for_genres_that_no_file_tells(engine: SearchEngine) -> None:
    untold = [track._replace(genres=()) for track in engine.catalogue.countable()]
    generation = engine.shelf().generation
    categories = {"jazz": "genre", "piano": "genre"}
    found = facets_of(generation, untold, engine.catalogue.folders(), categories, engine.shelf().struck)
    genres = next(facet for facet in found if facet.name == "Genre")
    assert [choice.condition for choice in genres.choices] == ["heard:piano", "heard:jazz"]


def test_tempo_is_told_by_files_where_enough_do(engine: SearchEngine) -> None:
    told = [track._replace(bpm=70.0 + 10 * place) for place, track in enumerate(engine.catalogue.countable())]
    found = facets_of(engine.shelf().generation, told, [], {}, Struck({}))
    tempo = next(facet for facet in found if facet.name == "Tempo")
    assert [choice.condition for choice in tempo.choices] == [
        "bpm<80",
        "bpm:80-110",
        "bpm:110-140",
        "bpm>=140",
    ]
    assert [int(choice.rows.sum()) for choice in tempo.choices] == [1, 4, 4, 1]


def test_years_come_newest_first_and_lengths_shortest_first(engine: SearchEngine) -> None:
    found = facets(engine)
    assert [choice.label for choice in found["Year"].choices] == ["2000s", "1990s", "1980s"]
    assert next(choice.label for choice in found["Length"].choices).startswith("under")


def test_folders_are_the_roots_where_there_are_several(engine: SearchEngine, tmp_path: Path) -> None:
    assert [choice.label for choice in facets(engine)["Folder"].choices] == ["part 0", "part 1", "part 2"]
    roots = [tmp_path / "part 0", tmp_path / "part 1"]
    found = facets_of(engine.shelf().generation, engine.catalogue.countable(), roots, {}, Struck({}))
    folders = next(facet for facet in found if facet.name == "Folder")
    assert [choice.condition for choice in folders.choices] == [f'folder:"{root}"' for root in roots]


def test_no_facet_has_more_choices_than_a_person_reads(engine: SearchEngine) -> None:
    tracks = [
        track._replace(genres=(f"genre {place}", f"other {place}"), year=1000 + 10 * place)
        for place, track in enumerate(engine.catalogue.countable())
    ]
    for facet in facets_of(engine.shelf().generation, tracks, [], CATEGORIES, Struck({})):
        assert 1 < len(facet.choices) <= MOST


def test_a_folder_whose_name_is_no_text_is_left_out(engine: SearchEngine, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"\xff")
    first, second, *rest = engine.catalogue.countable()
    tracks = [
        first._replace(paths=(str(odd / "a.mp3"),)),
        second._replace(paths=(str(tmp_path / "x" / "a.mp3"),)),
        *rest,
    ]
    found = facets_of(engine.shelf().generation, tracks, [tmp_path], {}, Struck({}))
    folders = next(facet for facet in found if facet.name == "Folder")
    assert "x" in [choice.label for choice in folders.choices]
    assert all("\udcff" not in choice.condition for choice in folders.choices)
