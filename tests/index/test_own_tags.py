"""Tags given by hand are found by words and filters, stay with the sound, and go when they are taken back;
and so do notes that a tag was heard wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.database import CatalogueError
from index.filters import parse_filters
from index.own_tags import LONGEST_TAG, MOST_TAGS
from index.records import AudioFacts, FileFacts, Stamp

MUSIC = Path("/music")
A, B = "a" * 64, "b" * 64


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    with catalogue.writing():
        for key in (A, B):
            facts = FileFacts(f"Title {key[0]}")
            catalogue.record(MUSIC / f"{key[0]}.mp3", Stamp(1, 2), key, facts, AudioFacts(1.0))
    return catalogue


def found(catalogue: Catalogue, typed: str) -> list[str]:
    return [hit.key for hit in catalogue.find_text(typed, 5)]


def test_tags_are_given_and_taken(filled: Catalogue) -> None:
    assert filled.tag_track(A, [" rainy   day", "Küche"]) == ("Küche", "rainy day")
    assert filled.tag_track(A, ["rainy day"]) == ("Küche", "rainy day")
    assert filled.tag_track(B, ["rainy day"]) == ("rainy day",)
    assert filled.own_tags() == {"Küche": 1, "rainy day": 2}
    assert filled.track(A).tags == ("Küche", "rainy day")
    assert filled.tag_track(A, ["new"], ["rainy day", "never had"]) == ("Küche", "new")
    assert filled.own_tags() == {"Küche": 1, "new": 1, "rainy day": 1}


def test_a_tag_is_found_at_once_and_not_after_it_was_taken(filled: Catalogue) -> None:
    before = filled.revision()
    filled.tag_track(A, ["rainy day"])
    assert found(filled, "rainy") == [A] and filled.revision() > before
    assert filled.filtered(parse_filters('tag:"rainy day"')) == {A}
    assert filled.filtered(parse_filters("-tag:rainy")) == {B}
    filled.tag_track(A, remove=["rainy day"])
    assert found(filled, "rainy") == [] and filled.filtered(parse_filters("tag:rainy")) == set()


def test_tags_stay_with_the_sound(filled: Catalogue) -> None:
    filled.tag_track(A, ["kitchen"])
    filled.moved(MUSIC / "a.mp3", MUSIC / "new" / "a.mp3", Stamp(1, 2))
    assert found(filled, "kitchen") == [A]
    filled.missing([MUSIC / "new" / "a.mp3"])
    assert found(filled, "kitchen") == [] and filled.own_tags() == {}
    assert filled.prune().tracks == () and filled.track(A).tags == ("kitchen",)
    filled.record(MUSIC / "back.mp3", Stamp(3, 4), A, FileFacts("Again"), AudioFacts(1.0))
    assert found(filled, "kitchen") == [A] and filled.own_tags() == {"kitchen": 1}
    filled.missing([MUSIC / "back.mp3"])
    filled.tag_track(A, remove=["kitchen"])
    assert filled.prune().tracks == (A,)


@pytest.mark.parametrize("tag", ["", "  ", "---", "x" * (LONGEST_TAG + 1)])
def test_what_is_no_tag_is_refused_and_nothing_changes(filled: Catalogue, tag: str) -> None:
    with pytest.raises(CatalogueError):
        filled.tag_track(A, ["good", tag])
    assert filled.track(A).tags == ()


def test_there_is_an_end_to_tags(filled: Catalogue) -> None:
    filled.tag_track(A, [f"tag {number}" for number in range(MOST_TAGS)])
    with pytest.raises(CatalogueError, match="too many"):
        filled.tag_track(A, ["one more"])
    assert len(filled.track(A).tags) == MOST_TAGS


def test_a_track_that_nobody_knows_cannot_be_tagged(filled: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="no track has the key"):
        filled.tag_track("f" * 64, ["kitchen"])


def test_a_heard_tag_is_struck_out_and_that_is_taken_back(filled: Catalogue) -> None:
    before = filled.revision()
    assert filled.strike_tags(A, ["drums", " female  vocals"]) == ("drums", "female vocals")
    assert filled.strike_tags(B, ["drums"]) == ("drums",) and filled.revision() > before
    assert filled.struck_tags() == {A: ("drums", "female vocals"), B: ("drums",)}
    assert found(filled, "drums") == [] and filled.own_tags() == {}  # a note, and no tag
    told = filled.revision()
    assert filled.strike_tags(A, ["drums"], ["never struck"]) == ("drums", "female vocals")
    assert filled.revision() == told
    assert filled.strike_tags(A, restore=["drums"]) == ("female vocals",) and filled.revision() > told
    assert filled.struck_tags() == {A: ("female vocals",), B: ("drums",)}


def test_of_a_tag_given_and_struck_out_the_last_word_counts(filled: Catalogue) -> None:
    filled.strike_tags(A, ["hip-hop", "drums"])
    filled.tag_track(A, ["Hip Hop"])
    assert filled.struck_tags() == {A: ("drums",)} and filled.track(A).tags == ("Hip Hop",)
    filled.strike_tags(A, ["hip-hop"])
    assert filled.struck_tags() == {A: ("drums", "hip-hop")} and filled.track(A).tags == ()
    assert found(filled, "hip") == []


def test_what_is_struck_out_stays_with_the_sound(filled: Catalogue) -> None:
    filled.strike_tags(A, ["drums"])
    filled.moved(MUSIC / "a.mp3", MUSIC / "new" / "a.mp3", Stamp(1, 2))
    filled.missing([MUSIC / "new" / "a.mp3"])
    assert filled.prune().tracks == () and filled.struck_tags() == {A: ("drums",)}
    filled.record(MUSIC / "back.mp3", Stamp(3, 4), A, FileFacts("Again"), AudioFacts(1.0))
    assert filled.struck_tags() == {A: ("drums",)}
    filled.missing([MUSIC / "back.mp3"])
    filled.strike_tags(A, restore=["drums"])
    assert filled.prune().tracks == (A,)


def test_nothing_is_struck_out_of_what_nobody_knows(filled: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="no track has the key"):
        filled.strike_tags("f" * 64, ["drums"])
    with pytest.raises(CatalogueError, match="a letter or a digit"):
        filled.strike_tags(A, ["good", "--"])
    assert filled.struck_tags() == {}
