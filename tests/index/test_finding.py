"""Words find what they name, conditions narrow what they say, and nothing typed is ever syntax."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest

from index.catalogue import Catalogue
from index.filters import parse_filters
from index.finding import CANDIDATES
from index.records import AudioFacts, FileFacts, Stamp
from retrieval.names import find

MUSIC = Path("/music")
NINA = "soul/Nina Simone"
TRACKS = {
    "sinnerman": (
        f"{NINA}/sinnerman.mp3",
        FileFacts("Sinnerman", ("Nina Simone",), "Pastel Blues", ("Vocal Jazz", "Soul"), 1965, 140.0),
    ),
    "feeling": (
        f"{NINA}/feeling.mp3",
        FileFacts("Feeling Good", ("Nina Simone", "Hal Mooney"), "Spells", ("Vocal Jazz",), 1965, 80.0),
    ),
    "mississippi": ("soul/va/number 3.mp3", FileFacts("Nina", ("Simone",), year=1999)),
    "jazz": ("pop/jazz.mp3", FileFacts("Jazz", ("Queen",), "Jazz", ("Rock",), 1978, 119.97)),
    "thunder": (
        "rock/AC-DC/thunder.mp3",
        FileFacts("Thunderstruck", ("AC/DC",), "The Razors Edge", ("Hard Rock",), 1990, 134.0, "Loud!"),
    ),
    "joga": ("rock/bjork/joga.mp3", FileFacts("Jóga", ("Björk",), "Homogenic", ("Électronique",), 1997)),
    "rock": ("rock/rock.mp3", FileFacts("Rock", ("The Rockers",), genres=("Rock",))),
    "tokyo": ("asia/群青.mp3", FileFacts("群青日和", ("東京事変",), year=2004)),
    "bare": ("bare/no tags at all.mp3", FileFacts()),
}


def key(name: str) -> str:
    return name.encode().hex().ljust(64, "0")


def name(key: str) -> str:
    return bytes.fromhex(key).rstrip(b"\0").decode()


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    with catalogue.writing():
        for place, (track, (path, facts)) in enumerate(TRACKS.items()):
            catalogue.record(MUSIC / path, Stamp(1, 2), key(track), facts, AudioFacts(60.0 * (place + 1)))
    return catalogue


def found(catalogue: Catalogue, typed: str) -> list[str]:
    return [name(hit.key) for hit in catalogue.find_text(typed, 10)]


def test_an_artist_is_found_by_name_before_whoever_shares_a_word(filled: Catalogue) -> None:
    hits = filled.find_text("nina simone", 10)
    assert [name(hit.key) for hit in hits][:2] == ["feeling", "sinnerman"]
    assert hits[0].score == pytest.approx(1.0)
    assert hits[0].fields == {"artist": ("nina", "simone"), "path": ("nina", "simone")}
    assert name(hits[2].key) == "mississippi"
    assert hits[2].fields == {"title": ("nina",), "artist": ("simone",)}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Feeling good", "feeling"),
        ("SINNERMAN!", "sinnerman"),
        ("acdc", "thunder"),
        ("AC/DC", "thunder"),
        ("ac dc", "thunder"),
        ("bjork", "joga"),
        ("BJÖRK jóga", "joga"),
        ("東京", "tokyo"),
        ("群青", "tokyo"),
        ("electronique", "joga"),
        ("razors edge", "thunder"),
        ("loud", "thunder"),
        ("no tags at all", "bare"),
        ("sad songs by nina simone", "feeling"),
    ],
)
def test_words_find_what_they_name(filled: Catalogue, typed: str, first: str) -> None:
    assert found(filled, typed)[0] == first


def test_what_is_nothing_but_the_words_comes_first(filled: Catalogue) -> None:
    assert found(filled, "rock") == ["rock", "jazz", "thunder", "joga"]
    assert filled.find_text("rock", 1)[0].fields.keys() == {"title", "genre", "path"}
    assert [name(hit.key) for hit in filled.find_text("rock", 2)] == ["rock", "jazz"]


@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", "*", '"', '"nina', "nina*", "nina OR", "AND", "NOT nina", "NEAR(a b)", "{title}: nina",
        "nina -simone", "(", "^nina", "a'b", "'; DROP TABLE search_fts; --", "%", "_", "\\", "<->",
        "nina & !simone | :*", "\0nina\0", "\udce9", "🎹", "+", "|", "nina " * 500, "x" * 5000,
    ],
)  # fmt: skip
def test_nothing_typed_is_syntax(filled: Catalogue, typed: str) -> None:
    hits = filled.find_text(typed, 5)
    assert all(0 < hit.score <= 1 for hit in hits)
    assert bool(hits) == ("nina" in typed)
    assert filled.filtered(parse_filters("title:nina")) == {key("mississippi")}


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", '"; DROP TABLE search_fts; --', "100% (sure)_*"]
)
def test_odd_titles_are_found_as_any_other(filled: Catalogue, title: str) -> None:
    filled.record(MUSIC / "odd.mp3", Stamp(1, 2), key("odd"), FileFacts(title), AudioFacts(1.0))
    assert found(filled, title)[0] == "odd"


def test_missing_and_changed_tracks_are_found_no_more(filled: Catalogue) -> None:
    path = MUSIC / TRACKS["sinnerman"][0]
    filled.missing([path])
    assert "sinnerman" not in found(filled, "sinnerman") and key("sinnerman") not in filled.filtered(
        parse_filters("genre:jazz")
    )
    filled.returned([path])
    assert found(filled, "sinnerman") == ["sinnerman"]
    filled.record(path, Stamp(3, 4), key("sinnerman"), FileFacts("Renamed"), AudioFacts(1.0))
    filled.moved(path, MUSIC / "elsewhere.mp3", Stamp(3, 4))
    assert found(filled, "sinnerman") == [] and found(filled, "renamed") == ["sinnerman"]
    assert found(filled, "elsewhere") == ["sinnerman"]


def test_a_word_that_too_many_tracks_have_still_counts_beside_rarer_ones(catalogue: Catalogue) -> None:
    with catalogue.writing():
        for number in range(CANDIDATES + 100):
            facts = FileFacts(
                f"Song of the {number}th", ("Somebody",) if number != 55 else ("Somebody", "Rare")
            )
            catalogue.record(MUSIC / f"{number}.mp3", Stamp(1, 2), f"{number:064x}", facts, AudioFacts(1.0))
        catalogue.record(
            MUSIC / "x.mp3", Stamp(1, 2), "f" * 64, FileFacts("The", ("The Somebody",)), AudioFacts(1.0)
        )
    rare = catalogue.find_text("the rare song", 10)
    assert [hit.key for hit in rare] == [f"{55:064x}"]
    assert rare[0].fields == {"artist": ("rare",), "title": ("the", "song")}
    assert catalogue.find_text("the", 3)[0].key == "f" * 64
    assert len(catalogue.find_text("somebody", 10_000)) == CANDIDATES
    assert "somebody" in catalogue.find_text("the somebody", 1)[0].fields["artist"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", set(TRACKS)),
        ("year>=1990", {"thunder", "joga", "mississippi", "tokyo"}),
        ("year>1990 year<1999", {"joga"}),
        ("year:1965", {"sinnerman", "feeling"}),
        ("-year>=1978", {"sinnerman", "feeling", "rock", "bare"}),
        ("bpm:100-140", {"sinnerman", "jazz", "thunder"}),
        ("bpm:120", {"jazz"}),
        ("duration<2:30", {"sinnerman", "feeling"}),
        ("duration>=540", {"bare"}),
        ("genre:jazz", {"sinnerman", "feeling"}),
        ("genre:JAZZ -genre:soul", {"feeling"}),
        ('genre:"vocal jazz"', {"sinnerman", "feeling"}),
        ('genre:"jazz soul"', set()),
        ("genre=jazz", set()),
        ('genre="vocal jazz"', {"sinnerman", "feeling"}),
        ("genre=rock", {"jazz", "rock"}),
        ("genre:rock", {"jazz", "rock", "thunder"}),
        ("genre:electronique", {"joga"}),
        ("artist:bjork", {"joga"}),
        ("artist:acdc", {"thunder"}),
        ("artist:AC/DC", {"thunder"}),
        ("artist:nin", set()),
        ('artist:"simone hal"', set()),
        ("artist:東京", {"tokyo"}),
        ("album:edge title:thunderstruck", {"thunder"}),
        ("folder:/music/soul", {"sinnerman", "feeling", "mississippi"}),
        ("folder:/music/soul/", {"sinnerman", "feeling", "mississippi"}),
        ("folder:/music/so", set()),
        ('folder:"Nina Simone"', {"sinnerman", "feeling"}),
        ('folder:"soul/Nina Simone"', {"sinnerman", "feeling"}),
        ("folder:simone", set()),
        ("-folder:soul -folder:rock", {"jazz", "tokyo", "bare"}),
        ("folder:/", set(TRACKS)),
        ("folder:~nobody-here/music", set()),
        ("title:%", None),
    ],
)
def test_conditions_narrow_to_what_they_say(filled: Catalogue, typed: str, kept: set[str] | None) -> None:
    if kept is not None:
        assert {name(found) for found in filled.filtered(parse_filters(typed))} == kept


def test_a_duplicate_is_in_the_folder_of_any_of_its_files(filled: Catalogue) -> None:
    filled.record(Path("/other/copy.mp3"), Stamp(1, 2), key("jazz"), FileFacts("Copy"), AudioFacts(1.0))
    for folder in ("/other", "/music/pop", "other"):
        assert filled.filtered(parse_filters(f"folder:{folder}")) == {key("jazz")}
    assert found(filled, "copy") == ["jazz"]


def test_folders_that_are_no_text_can_be_asked_for(filled: Catalogue) -> None:
    folder = Path(os.fsdecode(b"/music/caf\xe9"))
    filled.record(folder / "x.mp3", Stamp(1, 2), key("cafe"), FileFacts(), AudioFacts(1.0))
    assert filled.filtered(parse_filters(f"folder:{folder}")) == {key("cafe")}
    assert filled.filtered(parse_filters(f"folder:{folder.name}")) == {key("cafe")}


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "nina simone",
            "Vocal Jazz",
            "jazz",
            "AC/DC",
            "acdc",
            "bjork",
            "Jóga",
            "群青",
            "rock",
            "the razors edge",
        ),
        *("simone nina", "sinner", "no tags at all", "number 3", "good", "nothing", "", "!", "soul"),
    ],
)
def test_what_holds_words_side_by_side_is_found_as_reading_every_track_would(
    filled: Catalogue, typed: str
) -> None:
    rows = filled.tracks(filled.present_keys()).values()
    wanted = {
        row.key: fields
        for row in rows
        if (fields := {each.field: each.exact for each in find(typed, row) if each.field != "path"})
    }
    found = {}
    for each in filled.holding(typed):
        fields = {field: exact for field, exact in each.fields.items() if field != "path"}
        if "title" in fields:
            fields.pop("file", None)
        if fields:
            found[each.key] = fields
    assert found == wanted


def test_of_too_many_that_hold_a_word_the_shortest_are_looked_at(catalogue: Catalogue) -> None:
    with catalogue.writing():
        for number in range(CANDIDATES + 50):
            facts = FileFacts("Rain" + " drop" * (number % 7), ("Somebody",))
            catalogue.record(MUSIC / f"{number}.mp3", Stamp(1, 2), f"{number:064x}", facts, AudioFacts(1.0))
    held = catalogue.holding("rain")
    assert len(held) == CANDIDATES and sum(each.fields["title"] for each in held) == 50


def test_artists_are_told_once_each_as_they_are_compared(filled: Catalogue) -> None:
    assert {"nina simone", "ac dc", "bjork", "hal mooney"} <= filled.artists()
    assert all(name == name.strip() != "" for name in filled.artists())


def test_a_view_is_of_one_moment(filled: Catalogue) -> None:
    with filled.viewing():
        before = filled.revision()
        with filled.viewing():
            assert filled.holding("rock")
        thread = Thread(target=filled.missing, args=([MUSIC / "rock/rock.mp3"],))
        thread.start()
        thread.join()
        assert filled.revision() == before and key("rock") in filled.present_keys()
    assert filled.revision() > before and key("rock") not in filled.present_keys()
