"""A search finds what sounds as asked and what is called so, says why, and shows nothing that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.filters import FilterError
from index.generations import BundleMismatch
from index.records import TaughtTag
from index.serving import Serving
from retrieval import candidates, names
from retrieval.composition import compose
from retrieval.hits import Example, SearchRequest, SearchResult
from retrieval.known_words import KnownWords
from retrieval.query import Part, Query, QueryError
from retrieval.search import SearchEngine, SearchError
from tests.retrieval.search_toys import SONGS, Song, ToyReader, file_of, publish_songs, steady, toy_engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    with toy_engine(tmp_path_factory.mktemp("library")) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[SearchEngine]:
    """An engine of the test's own, over a library in `tmp_path`."""
    with toy_engine(tmp_path) as made:
        yield made


def titles(result: SearchResult) -> list[str]:
    return [hit.title for hit in result]


def test_what_was_asked_for_comes_first_and_what_was_not_stays_away(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest("piano -drums"))
    assert set(titles(found)[:3]) == {"Morning", "Night", "Blue Street (Live)"}
    assert titles(found).index("Evening") >= found.weak_from
    assert [hit.band == "weak" for hit in found] == [
        place >= found.weak_from for place in range(len(found.hits))
    ]
    for part in (found.hits[: found.weak_from], found.hits[found.weak_from :]):
        scores = [hit.score for hit in part]
        assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)


def test_a_title_does_not_stand_above_the_real_thing(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest("jazz"))
    assert titles(found)[0] == "Blue Street"
    assert titles(found).index("Jazz") > titles(found).index("Blue Street (Live)")


@pytest.mark.parametrize("typed", ["Ada Marsh", "ada marsh", "ADA  MARSH"])
def test_an_artist_is_found_by_name(engine: SearchEngine, typed: str) -> None:
    found = engine.search(SearchRequest(typed))
    assert {hit.artist for hit in found.hits[:3]} == {"Ada Marsh"} and found.weak_from == 3
    assert found.understood[0].meaning == "name"
    assert found.hits[0].why.names[0].field == "artist"


def test_a_name_within_a_phrase_is_taken_apart(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest("calm songs by Ada Marsh"))
    assert [part.text for part in found.understood] == ["Ada Marsh", "calm"]
    assert titles(found)[0] == "Morning" and found.weak_from == 1


def test_an_excluded_artist_is_left_out(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest('piano -"Ada Marsh"'))
    assert all(hit.artist != "Ada Marsh" for hit in found.hits[: found.weak_from])


def test_the_moment_that_fits_is_told(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest("choir"))
    hit = next(hit for hit in found if hit.title == "Two Halves")
    assert hit.span is not None
    assert (hit.span.start_seconds, hit.span.end_seconds) == (8.0, 16.0)
    assert hit.why.tags[0][0] == "choir"


def test_nonsense_finds_nothing_and_says_so(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest("zzqxv"))
    assert found.weak_from == 0 and "nothing in your music fits" in found.message


@pytest.mark.parametrize("typed", ["OR", "NEAR(", "the", "AND or"])
def test_words_that_nobody_can_hear_fit_nothing(engine: SearchEngine, typed: str) -> None:
    found = engine.search(SearchRequest(typed))
    assert found.weak_from == 0 and found.hits[0].chance < 0.01


def test_a_name_of_such_words_is_found(tmp_path: Path) -> None:
    with toy_engine(tmp_path, [*SONGS, steady("Infected", "The The", "piano")]) as engine:
        assert engine.search(SearchRequest("the the")).hits[0].artist == "The The"


def test_what_could_not_be_read_as_it_stands_is_remarked_on(engine: SearchEngine) -> None:
    for filters in ("", "year>2100"):
        found = engine.search(SearchRequest('piano "calm', filters=filters))
        assert len(found.remarks) == 1 and found.described()["remarks"] == list(found.remarks)


def test_examples_find_their_like_and_not_themselves(engine: SearchEngine) -> None:
    likes = tuple(Example(song.title, song.key) for song in SONGS if song.title in ("Morning", "Night"))
    unlike = tuple(Example(song.title, song.key) for song in SONGS if song.title == "Cellar")
    found = engine.search(SearchRequest(like=likes, unlike=unlike))
    assert not {"Morning", "Night", "Cellar"} & set(titles(found))
    assert set(titles(found)[:2]) == {"Evening", "Blue Street (Live)"}
    assert engine.search(SearchRequest("drums", like=likes)).hits[0].title == "Evening"


def test_an_example_may_be_called_anything(engine: SearchEngine) -> None:
    odd = Example('like  "Heroes" (live), -2', next(song.key for song in SONGS if song.title == "Night"))
    plain = Example("Night", odd.key)
    assert titles(engine.search(SearchRequest(like=(odd,)))) == titles(
        engine.search(SearchRequest(like=(plain,)))
    )


def test_a_vector_from_outside_is_as_good_as_a_track(engine: SearchEngine) -> None:
    song = next(song for song in SONGS if song.title == "Blue Street")
    vector = engine.shelf().vectors([song.key])[0]
    found = engine.search(SearchRequest(like=(Example("other.mp3", vector=vector),)))
    assert titles(found)[0] == "Blue Street"


def test_filters_narrow_and_impossible_ones_are_told(engine: SearchEngine) -> None:
    assert set(titles(engine.search(SearchRequest("piano", filters="year>=2000")))) == {"Evening", "Night"}
    nothing = engine.search(SearchRequest("piano", filters="year>=2100"))
    assert not nothing.hits and "year>=2100" in nothing.message
    with pytest.raises(FilterError):
        engine.search(SearchRequest("piano", filters="colour:red"))


def test_what_is_gone_from_disk_is_not_found(fresh: SearchEngine, tmp_path: Path) -> None:
    assert titles(fresh.search(SearchRequest("jazz")))[0] == "Blue Street"
    fresh.catalogue.missing([file_of(tmp_path, SONGS[4])])
    assert "Blue Street" not in titles(fresh.search(SearchRequest("jazz")))


def test_variety_holds_artists_and_versions_back(engine: SearchEngine) -> None:
    plain = titles(engine.search(SearchRequest("piano")))
    found = engine.search(SearchRequest("piano", diverse=True))
    assert {"Blue Street", "Blue Street (Live)"} <= set(plain)
    assert sum(hit.artist == "Ada Marsh" for hit in found) == 2
    live = next(hit for hit in found if hit.title.startswith("Blue Street"))
    assert [row.title for row in live.versions] == ["Blue Street"]


def test_a_large_library_is_answered_by_the_index_as_a_small_one_is(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [SearchRequest(text, count=3) for text in ("piano -drums", "jazz", "Ada Marsh", "calm, piano")]
    exact = [titles(engine.search(request)) for request in requests]
    monkeypatch.setattr(candidates, "FEW", 0)
    monkeypatch.setattr(candidates, "NEAREST", 4)
    assert [titles(engine.search(request)) for request in requests] == exact


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "piano",
            "drums",
            "calm piano",
            "piano -drums",
            "jazz",
            "Jazz, -piano",
            "Ada Marsh",
            "piano^2, choir",
        ),
        *(
            "Blue Street",
            "Piano Man",
            "no drums",
            "zzqxv",
            "choir, calm, -jazz",
            "orchard",
            '-"Ada Marsh" drums',
        ),
    ],
)
def test_what_is_judged_at_once_is_what_judging_each_track_plainly_gives(
    engine: SearchEngine, typed: str
) -> None:
    generation, matcher = engine.shelf().generation, engine.reader.matcher
    assert matcher is not None
    found = engine.search(SearchRequest(typed))
    rows = list(engine.catalogue.tracks(engine.catalogue.present_keys()).values())
    for hit in found:
        at = int(generation.rows([hit.track.key])[0])
        parts = []
        for part in found.understood:
            asked = engine.reader.ask([part.text])
            heard = generation.track_tags[at : at + 1].astype(np.float32)
            sound = matcher.probabilities(asked, generation.tracks.vectors[at : at + 1], heard)[0, 0]
            fields = {
                row.key: {each.field: each.exact for each in names.find(part.text, row)} for row in rows
            }
            (means_music,) = names.means_music(matcher.prepared(asked))
            known = bool(KnownWords(matcher.words).places(part.text))
            reading = names.read(part.text, fields, known, means_music)
            place = np.array([list(fields).index(hit.track.key)])
            parts.append(float(reading.believed(np.array([sound], np.float32), place)[0]))
        query = Query(tuple(Part(part.text, part.weight, part.excluded) for part in found.understood))
        assert [each.probability for each in hit.why.parts] == pytest.approx(parts, abs=1e-5)
        assert hit.score == pytest.approx(float(compose(query, np.array(parts)[:, None])[0]), abs=1e-5)


def test_same_request_same_answer(engine: SearchEngine) -> None:
    first, second = (engine.search(SearchRequest("piano, drums")).described() for _ in range(2))
    assert first == second


def test_a_new_generation_is_searched_without_a_new_engine(fresh: SearchEngine, tmp_path: Path) -> None:
    fresh.serving._looked = -1.0
    publish_songs(tmp_path / "index", SONGS[:1], ToyReader().fingerprint())
    assert titles(fresh.search(SearchRequest("jazz"))) == ["Morning"]


def test_what_cannot_be_searched_is_said(engine: SearchEngine, tmp_path: Path) -> None:
    for request in (SearchRequest(""), SearchRequest("..."), SearchRequest("   ")):
        with pytest.raises(QueryError, match="nothing to look for"):
            engine.search(request)
    with pytest.raises(QueryError, match="what the music should be like"):
        engine.search(SearchRequest(unlike=(Example("a", SONGS[0].key),)))
    with pytest.raises(SearchError, match=r"scripts\.index build"):
        engine.search(SearchRequest(like=(Example("a", "0" * 64),)))
    publish_songs(tmp_path / "empty", [], ToyReader().fingerprint())
    empty = SearchEngine(engine.catalogue, Serving(tmp_path / "empty"), ToyReader())
    with pytest.raises(SearchError, match=r"scripts\.library add"):
        empty.search(SearchRequest("piano"))
    publish_songs(tmp_path / "other", SONGS, "other")
    other = SearchEngine(engine.catalogue, Serving(tmp_path / "other"), ToyReader())
    with pytest.raises(SearchError, match=r"scripts\.index rebuild"):
        other.search(SearchRequest("piano"))
    with pytest.raises(BundleMismatch):
        Serving(tmp_path / "other", ToyReader().fingerprint())


def test_without_a_folder_it_says_how_to_add_one(fresh: SearchEngine) -> None:
    fresh.catalogue.remove_folder(fresh.catalogue.folders()[0])
    with pytest.raises(SearchError, match=r"scripts\.library add FOLDER"):
        fresh.search(SearchRequest("piano"))


def test_tracks_forgotten_while_they_are_judged_are_no_failure(
    fresh: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh.catalogue, "tracks", lambda keys: {})
    found = fresh.search(SearchRequest("piano"))
    assert not found.hits and "nothing to find" in found.message


@pytest.mark.parametrize("few", [candidates.FEW, 0])
def test_silence_is_found_by_its_name_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(candidates, "FEW", few)
    silent = Song("Silence", "Nobody", [None, None], year=1900)
    with toy_engine(tmp_path, [*SONGS, silent]) as engine:
        for typed in ("calm", "-drums", "-jazz -drums", "-Silence"):
            found = engine.search(SearchRequest(typed))
            assert found.hits and "Silence" not in titles(found)
        assert engine.search(SearchRequest("Silence")).hits[0].span is None
        nothing = engine.search(SearchRequest("calm", filters="year<1901"))
    assert not nothing.hits and "year<1901" in nothing.message


def test_a_taught_tag_of_another_bundle_or_damaged_is_learned_again(fresh: SearchEngine) -> None:
    likes = tuple(song.key for song in SONGS if "Blue Street" in song.title)
    for bundle, head in (("other", b""), (ToyReader().fingerprint(), b"rubbish"), ("", None)):
        fresh.catalogue.save_taught(TaughtTag("my kind", likes, (), head, bundle, None))
        found = fresh.search(SearchRequest("my kind"))
        assert found.understood[0].meaning == "taught tag" and titles(found)[0].startswith("Blue Street")


def test_what_was_heard_narrows(engine: SearchEngine) -> None:
    def passing(typed: str) -> set[str]:
        return set(titles(engine.search(SearchRequest("calm", filters=typed))))

    with_drums = {"Evening", "Jazz", "Two Halves", "Cellar"}
    assert passing("heard:drums") == with_drums
    assert passing("-heard:Drums") == {song.title for song in SONGS} - with_drums
    assert passing("heard:drums year>=1990") == {"Evening"}
    with pytest.raises(FilterError, match="did you mean piano"):
        passing("heard:pianos")


def test_all_that_fits_is_counted_however_few_are_shown(engine: SearchEngine) -> None:
    few, all_ = (engine.search(SearchRequest("piano", count=count)) for count in (1, 20))
    assert len(few.fitting) == len(all_.fitting) == all_.weak_from > 1
    keys = [engine.shelf().generation.keys[row] for row in all_.fitting]
    assert set(keys) == {hit.track.key for hit in all_.hits[: all_.weak_from]}


def test_what_is_likely_free_of_what_is_not_wanted_fits(engine: SearchEngine) -> None:
    wanted, found = (engine.search(SearchRequest(text)) for text in ("piano", "piano -drums"))
    assert 0 < len(found.fitting) <= len(wanted.fitting)
    for hit in found:
        piano, drums = (each.probability for each in hit.why.parts)
        assert hit.chance == pytest.approx(piano * (1 - drums), abs=1e-5)
    assert all(hit.band == "weak" for hit in found.hits[found.weak_from :])
    assert not found.weak_from or found.hits[found.weak_from - 1].band != "weak"
