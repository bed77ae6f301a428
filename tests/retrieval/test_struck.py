"""A tag that a person struck out of a track is as if it had never been heard there, and only there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.filters import FilterError, parse_filters
from retrieval.facets import facets_of
from retrieval.hits import Hit, SearchRequest
from retrieval.long_tracks import LONG_SEGMENTS
from retrieval.moments import moments_of
from retrieval.narrowing import passing
from retrieval.search import SearchEngine
from retrieval.struck import Struck, StruckError, heard_tag
from retrieval.teaching import teach
from tests.retrieval.search_toys import SONGS, WORDS, Song, toy_engine

MORNING, EVENING, NIGHT, DRUMS, BLUE, LIVE, HALVES, MAN, CELLAR = SONGS


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SearchEngine]:
    with toy_engine(tmp_path) as made:
        yield made


def search(engine: SearchEngine, text: str, filters: str = "") -> dict[str, Hit]:
    """All hits by their keys, best first."""
    return {hit.track.key: hit for hit in engine.search(SearchRequest(text, filters=filters))}


def fits(engine: SearchEngine, text: str) -> set[str]:
    return {hit.track.title for hit in search(engine, text).values() if hit.band != "weak"}


def strike(engine: SearchEngine, song: Song, *tags: str) -> None:
    engine.catalogue.strike_tags(song.key, tags)


@pytest.mark.parametrize("typed", ["drums", "Drum", "the drums", "choir, drums", "choir with drums"])
def test_a_track_is_no_hit_by_what_was_struck_out(engine: SearchEngine, typed: str) -> None:
    fitting, others = fits(engine, typed), search(engine, typed)
    assert all(part.probability for part in others[CELLAR.key].why.parts)
    strike(engine, CELLAR, "drums")
    assert fits(engine, typed) == fitting - {"Cellar"}
    found = search(engine, typed)
    assert found[CELLAR.key].why.struck == ("drums",)
    assert min(part.probability for part in found[CELLAR.key].why.parts) == 0
    for key in found.keys() - {CELLAR.key}:  # nothing changes for the rest
        assert found[key] == others[key]
    engine.catalogue.strike_tags(CELLAR.key, restore=["drums"])
    assert search(engine, typed) == others


def test_an_exclusion_lets_it_through(engine: SearchEngine) -> None:
    assert "Cellar" in fits(engine, "drums") - fits(engine, "choir, -drums")
    strike(engine, CELLAR, "drums")
    found = search(engine, "choir, -drums")
    assert found[CELLAR.key].band == "strong" and found[CELLAR.key].why.struck == ("drums",)
    assert search(engine, "choir")[CELLAR.key].why.struck == ()  # which was not asked for


def test_other_words_of_the_track_count_as_ever(engine: SearchEngine) -> None:
    before = search(engine, "choir")[CELLAR.key]
    assert "drums" in dict(before.why.tags)
    strike(engine, CELLAR, "drums")
    after = search(engine, "choir")[CELLAR.key]
    assert (after.score, after.spans) == (before.score, before.spans)
    assert after.why.tags == tuple(each for each in before.why.tags if each[0] != "drums")


def test_what_a_file_or_a_person_says_outweighs_it(engine: SearchEngine) -> None:
    strike(engine, BLUE, "jazz")  # whose file says that it is jazz
    strike(engine, LIVE, "jazz")
    found = search(engine, "jazz")
    assert found[LIVE.key].why.parts[0].probability == 0 < found[BLUE.key].why.parts[0].probability
    engine.catalogue.tag_track(LIVE.key, ["Jazz"])
    found = search(engine, "jazz")
    assert found[LIVE.key].band == "strong" and found[LIVE.key].why.struck == ()


def test_a_tag_that_was_taught_by_that_name_is_another(engine: SearchEngine) -> None:
    teach(engine.catalogue, engine.shelf(), "drums", [DRUMS.key, EVENING.key], [])
    before = search(engine, "drums")
    strike(engine, CELLAR, "drums")
    assert [hit.score for hit in search(engine, "drums").values()] == [h.score for h in before.values()]


def test_filters_and_counts_follow(engine: SearchEngine) -> None:
    def passed(typed: str) -> set[str]:
        shelf = engine.shelf()
        rows = np.flatnonzero(passing(parse_filters(typed), engine.catalogue, shelf))
        return {shelf.generation.keys[row] for row in rows}

    def offered() -> dict[str, int]:
        shelf, catalogue = engine.shelf(), engine.catalogue
        categories = {"drums": "voice", "choir": "voice"}
        facets = facets_of(shelf.generation, catalogue.countable(), [], categories, shelf.struck)
        choices = next(facet for facet in facets if facet.name == "Vocals").choices
        return {choice.condition: int(choice.rows.sum()) for choice in choices}

    heard, unheard, counts = passed("heard:drums"), passed("-heard:drums"), offered()
    strike(engine, CELLAR, "drums")
    assert passed("heard:drums") == heard - {CELLAR.key} and CELLAR.key in heard
    assert passed("-heard:drums") == unheard | {CELLAR.key}
    assert offered() == counts | {"heard:drums": counts["heard:drums"] - 1}
    with pytest.raises(FilterError, match="nobody listened for 'flute'"):
        passed("heard:flute")


def test_moments_of_the_track_hold_it_no_more(engine: SearchEngine) -> None:
    before = moments_of(engine, HALVES.key, "drums")
    assert before is not None and before.likely_each.max() > 0.5
    strike(engine, HALVES, "drums")
    after = moments_of(engine, HALVES.key, "drums")
    assert after is not None and after.likely_each.max() < 1e-3 and after.band == "weak"


def test_a_minute_of_a_long_track_does_not_bring_it_back(tmp_path: Path) -> None:
    mix = Song("Mix", "Nobody", [{"drums": 1.0}] * 40 + [{"calm": 1.0}] * LONG_SEGMENTS)
    with toy_engine(tmp_path, [mix, *SONGS]) as engine:
        assert search(engine, "drums")[mix.key].band != "weak"
        strike(engine, mix, "drums")
        assert search(engine, "drums")[mix.key].chance < 1e-3


def test_what_no_bundle_hears_any_more_waits(engine: SearchEngine) -> None:
    before = search(engine, "drums")
    engine.catalogue.strike_tags(CELLAR.key, ["theremin"])
    engine.catalogue.strike_tags(DRUMS.key, ["choirs"])  # as another bundle may spell it
    assert search(engine, "drums") == before
    shelf = engine.shelf()
    assert shelf.struck == Struck({int(shelf.rows([DRUMS.key])[0]): (WORDS.index("choir"),)})


@pytest.mark.parametrize(("typed", "meant"), [("drums", "drums"), (" Drum", "drums"), ("Choirs", "choir")])
def test_tags_are_meant_in_any_spelling(typed: str, meant: str) -> None:
    assert heard_tag(typed, WORDS) == meant


@pytest.mark.parametrize(("typed", "told"), [("drumms", "did you mean drums"), ("", "choose from piano, ")])
def test_what_nobody_listens_for_cannot_be_struck_out(typed: str, told: str) -> None:
    with pytest.raises(StruckError, match=told):
        heard_tag(typed, WORDS)


def rows_of(struck: Struck, places: Sequence[int]) -> list[int]:
    return sorted(set(struck.rows(places).tolist()))


def test_tags_are_silenced_in_their_tracks_alone(rng: np.random.Generator) -> None:
    struck = Struck.among([4, -1, 2], [("choir", "drums"), ("piano",), ("drum",)], WORDS)
    assert struck.of == {4: (1, 4), 2: (1,)}
    assert rows_of(struck, [1]) == [2, 4] and rows_of(struck, [4, 0]) == [4] and rows_of(struck, [0]) == []
    heard, rows = rng.random((3, len(WORDS))).astype(np.float32), np.array([2, 3, 4])
    found = struck.silenced(heard, rows)
    expected = heard.copy()
    expected[0, 1] = expected[2, 1] = expected[2, 4] = 0
    np.testing.assert_array_equal(found, expected)
    assert heard.all() and Struck({}).silenced(heard, rows) is heard
