"""What people made must survive: scans, moves, deletions, and names of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.database import CatalogueError
from index.people import DONE, RUNNING
from index.records import AudioFacts, FileFacts, Stamp, TaughtTag

MUSIC = Path("/music")
A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    with catalogue.writing():
        for key in (A, B, C):
            facts = FileFacts(f"Title {key[0]}")
            catalogue.record(MUSIC / f"{key[0]}.mp3", Stamp(1, 2), key, facts, AudioFacts(1.0))
    return catalogue


def test_a_taught_tag_comes_back_as_it_was(filled: Catalogue) -> None:
    tags = [
        TaughtTag("rainy window", (B, A), (C,), b"\x00\xff numbers", "bundle", 0.75),
        TaughtTag("<b>'\"; DROP", (C,)),
    ]
    for tag in tags:
        filled.save_taught(tag)
    assert filled.taught_tags() == sorted(tags, key=lambda tag: tag.name)
    better = TaughtTag("rainy window", (A,), (B, C), b"new", "bundle", 0.8)
    filled.save_taught(better)
    assert better in filled.taught_tags() and len(filled.taught_tags()) == 2
    filled.forget_taught("rainy window")
    assert filled.taught_tags() == [tags[1]]


def test_a_playlist_keeps_its_order_and_its_repetitions(filled: Catalogue) -> None:
    filled.save_playlist("b-sides", [B, A, B])
    filled.save_playlist("  A  list ", [])
    assert filled.playlists() == ["A list", "b-sides"]
    assert filled.playlist("b-sides") == [B, A, B] and filled.playlist("A list") == []
    assert filled.playlist(" A list") == []
    filled.save_playlist("b-sides", [C])
    assert filled.playlist("b-sides") == [C]
    filled.remove_playlist("b-sides")
    assert filled.playlists() == ["A list"]


def test_a_playlist_keeps_where_each_track_is_meant_to_start(filled: Catalogue) -> None:
    filled.save_playlist("moments", [B, A, B], [12.5, 0.0, 3.0])
    assert filled.moments("moments") == [(B, 12.5), (A, 0.0), (B, 3.0)]
    filled.save_playlist("moments", [A])
    assert filled.moments("moments") == [(A, 0.0)]


def test_what_people_made_outlives_files_and_pruning(filled: Catalogue) -> None:
    filled.save_playlist("kept", [A])
    filled.save_taught(TaughtTag("mine", (B,)))
    filled.missing([MUSIC / f"{letter}.mp3" for letter in "abc"])
    assert filled.prune().tracks == (C,)
    assert filled.prune().tracks == ()
    row = filled.track(filled.playlist("kept")[0])
    assert not row.present and row.title == "Title a" and row.path == MUSIC / "a.mp3"
    assert filled.taught_tags()[0].likes == (B,)
    filled.remove_playlist("kept")
    filled.forget_taught("mine")
    assert filled.prune().tracks == (A, B)


def test_a_moved_file_stays_in_its_playlist(filled: Catalogue) -> None:
    filled.save_playlist("kept", [A])
    filled.moved(MUSIC / "a.mp3", MUSIC / "new" / "a.mp3", Stamp(1, 2))
    assert filled.track(filled.playlist("kept")[0]).path == MUSIC / "new" / "a.mp3"


def test_a_duplicate_that_went_is_pruned_though_its_track_is_in_a_playlist(filled: Catalogue) -> None:
    filled.record(MUSIC / "copy.mp3", Stamp(1, 2), A, FileFacts(), AudioFacts(1.0))
    filled.save_playlist("kept", [A])
    filled.missing([MUSIC / "copy.mp3"])
    assert filled.prune().files == 1
    assert filled.missing_stamps() == {} and filled.track(A).present


@pytest.mark.parametrize("how", ["other audio", "damage", "another file"])
def test_a_playlist_still_names_a_track_whose_file_became_something_else(filled: Catalogue, how: str) -> None:
    facts, audio = FileFacts("Lost", ("Somebody",), "Album", ("jazz",)), AudioFacts(9.0)
    filled.record(MUSIC / "a.mp3", Stamp(1, 2), A, facts, audio)
    filled.save_playlist("kept", [A])
    if how == "other audio":
        filled.record(MUSIC / "a.mp3", Stamp(3, 4), "d" * 64, FileFacts("Other"), AudioFacts(1.0))
    elif how == "damage":
        filled.record_failure(MUSIC / "a.mp3", Stamp(3, 4), "damaged", "no audio")
    else:
        filled.moved(MUSIC / "b.mp3", MUSIC / "a.mp3", Stamp(1, 2))
    filled.prune()
    row = filled.track(filled.playlist("kept")[0])
    assert (row.title, row.artists, row.duration_seconds) == ("Lost", ("Somebody",), 9.0)
    assert not row.present and row.paths == () and row.path == Path()
    filled.record(MUSIC / "again.mp3", Stamp(1, 2), A, facts, audio)
    assert filled.track(A).present and filled.track(A).album == "Album"


def test_unknown_names_and_keys_are_told_and_change_nothing(filled: Catalogue) -> None:
    filled.save_playlist("one", [A])
    with pytest.raises(CatalogueError, match=r"no track has the key 'dddd.*scan the folder"):
        filled.save_playlist("one", [B, "d" * 64])
    assert filled.playlist("one") == [A]
    with pytest.raises(CatalogueError, match="no track has the key"):
        filled.save_taught(TaughtTag("tag", ("d" * 64,)))
    for ask in (filled.playlist, filled.remove_playlist):
        with pytest.raises(CatalogueError, match="there is no playlist 'two': choose from one"):
            ask("two")
        with pytest.raises(CatalogueError, match="there is no playlist"):
            ask("\udce9\0")
    with pytest.raises(CatalogueError, match="there is no taught tag 'two': there are none yet"):
        filled.forget_taught("two")
    with pytest.raises(CatalogueError, match="needs a name"):
        filled.save_playlist("  ", [])


def test_what_people_make_is_part_of_the_transaction_around_it(filled: Catalogue) -> None:
    with pytest.raises(KeyError), filled.writing():
        filled.save_playlist("one", [A])
        assert filled.playlists() == ["one"]
        raise KeyError
    assert filled.playlists() == []


def test_jobs_are_told_newest_first_with_how_they_ended(catalogue: Catalogue) -> None:
    first, second = catalogue.start_job("scan"), catalogue.start_job("build")
    catalogue.finish_job(first, DONE, "12 files")
    new, old = catalogue.jobs(10)
    assert (old.id, old.kind, old.state, old.note) == (first, "scan", DONE, "12 files")
    assert old.finished is not None and old.finished >= old.started
    assert (new.id, new.state, new.finished) == (second, RUNNING, None)
    assert [job.id for job in catalogue.jobs(1)] == [second]
    with pytest.raises(CatalogueError, match="choose from running, done, failed, stopped"):
        catalogue.finish_job(first, "well")
    with pytest.raises(CatalogueError, match="there is no job"):
        catalogue.finish_job(second + 1, DONE)
