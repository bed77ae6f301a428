"""The catalogue keeps what was found, whatever names and tags say, and forgets only when told to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.database import CatalogueError
from index.records import AudioFacts, Counts, FileFacts, FileFailure, Stamp

MUSIC = Path("/music")
A, B, C = ("a" * 64, "b" * 64, "c" * 64)


def put(catalogue: Catalogue, name: str, key: str, **facts: object) -> Path:
    path = MUSIC / name
    catalogue.record(path, Stamp(1, 2), key, FileFacts(**facts), AudioFacts(3.5))  # type: ignore[arg-type]
    return path


def test_what_was_recorded_comes_back(catalogue: Catalogue) -> None:
    facts = FileFacts(
        title="Für Élise",
        artists=("Ludwig van", "Jemand"),
        album="Album",
        genres=("Klassik",),
        year=1810,
        bpm=72.5,
        comment="two\nlines",
        has_cover=True,
    )
    audio = AudioFacts(179.25, -14.5, ("garbage was skipped",))
    catalogue.record(MUSIC / "a.mp3", Stamp(10**10, 2**62), A, facts, audio)
    row = catalogue.track(A)
    assert (row.key, row.present, row.path, row.paths) == (A, True, MUSIC / "a.mp3", (MUSIC / "a.mp3",))
    assert (row.duration_seconds, row.loudness_lufs, row.problems) == (179.25, -14.5, audio.problems)
    assert FileFacts(*(getattr(row, name) for name in FileFacts.__dataclass_fields__)) == facts
    assert catalogue.stamps(MUSIC) == {"/music/a.mp3": Stamp(10**10, 2**62)}
    assert catalogue.key_at(MUSIC / "a.mp3") == A
    assert catalogue.key_at(MUSIC / "b.mp3") is None


def test_duplicates_are_one_track_that_shows_its_first_file(catalogue: Catalogue) -> None:
    last = put(catalogue, "z.mp3", A, title="last")
    first = put(catalogue, "k.mp3", A, title="first")
    put(catalogue, "other.mp3", B)
    assert catalogue.present_keys() == [A, B]
    assert catalogue.track(A).paths == (first, last)
    assert catalogue.track(A).title == "first"
    catalogue.missing([first])
    assert catalogue.track(A).paths == (last,)
    assert catalogue.track(A).title == "last"


def test_tracks_of_every_kind_are_told_the_same_together_as_alone(catalogue: Catalogue) -> None:
    keys = [f"{number:064x}" for number in range(5)]
    alone, several, gone, tagged, both = keys
    with catalogue.writing():
        for name, key in (("1", alone), ("2", several), ("3", several), ("4", gone), ("5", tagged)):
            put(catalogue, f"{name}.mp3", key)
        put(catalogue, "6.mp3", both)
        put(catalogue, "7.mp3", both)
        catalogue.tag_track(tagged, ["kitchen"])
        catalogue.tag_track(both, ["rain", "car"])
        # before anything is settled, too
        assert [len(row.paths) for row in catalogue.tracks(keys).values()] == [
            len(catalogue.track(key).paths) for key in keys
        ]
    catalogue.missing([MUSIC / "4.mp3", MUSIC / "6.mp3"])
    found = catalogue.tracks([*keys, "f" * 64])
    assert list(found) == keys and all(catalogue.track(key) == row for key, row in found.items())
    names = [[path.stem for path in row.paths] for row in found.values()]
    assert names == [["1"], ["2", "3"], ["4"], ["5"], ["7"]]
    assert [row.tags for row in found.values()] == [(), (), (), ("kitchen",), ("car", "rain")]
    assert [row.present for row in found.values()] == [True, True, False, True, True]


def test_a_missing_file_is_out_at_once_and_shown_until_pruned(catalogue: Catalogue) -> None:
    path = put(catalogue, "a.mp3", A, title="kept")
    catalogue.missing([path])
    assert catalogue.present_keys() == [] and catalogue.stamps(MUSIC) == {}
    assert catalogue.missing_stamps() == {str(path): Stamp(1, 2)}
    row = catalogue.track(A)
    assert not row.present and row.title == "kept" and row.path == path
    catalogue.returned([path])
    assert catalogue.present_keys() == [A] and catalogue.track(A).title == "kept"
    catalogue.missing([path])
    pruned = catalogue.prune()
    assert (pruned.files, pruned.tracks) == (1, (A,))
    assert catalogue.tracks([A]) == {}
    with pytest.raises(CatalogueError, match="no track has the key"):
        catalogue.track(A)


def test_a_moved_file_keeps_its_track(catalogue: Catalogue) -> None:
    old = put(catalogue, "old.mp3", A, title="same")
    catalogue.mark_encoded([A], "recipe", [7])
    catalogue.missing([old])
    catalogue.moved(old, MUSIC / "new.mp3", Stamp(1, 3))
    assert catalogue.track(A).paths == (MUSIC / "new.mp3",)
    assert catalogue.track(A).title == "same"
    assert catalogue.stamps(MUSIC) == {"/music/new.mp3": Stamp(1, 3)}
    assert catalogue.encoded_by("recipe") == {A: 7}
    with pytest.raises(CatalogueError, match=r"old\.mp3 is not in the catalogue"):
        catalogue.moved(old, MUSIC / "third.mp3", Stamp(1, 3))


def test_a_file_moved_over_another_replaces_it(catalogue: Catalogue) -> None:
    old, new = put(catalogue, "old.mp3", A), put(catalogue, "new.mp3", B)
    catalogue.moved(old, new, Stamp(1, 2))
    assert catalogue.present_keys() == [A]
    assert catalogue.track(A).paths == (new,)
    assert catalogue.prune().tracks == (B,)


def test_a_file_with_other_audio_now_is_another_track(catalogue: Catalogue) -> None:
    put(catalogue, "a.mp3", A)
    put(catalogue, "a.mp3", B)
    assert catalogue.present_keys() == [B]
    assert catalogue.prune().tracks == (A,)


def test_failures_are_listed_kept_from_search_and_tried_again(catalogue: Catalogue) -> None:
    path = put(catalogue, "a.mp3", A)
    catalogue.record_failure(path, Stamp(5, 6), "damaged", "no audio in it")
    catalogue.record_failure(MUSIC / "b.mp3", Stamp(7, 8), "empty", "nothing in it")
    assert catalogue.failures() == [
        FileFailure(path, "damaged", "no audio in it"),
        FileFailure(MUSIC / "b.mp3", "empty", "nothing in it"),
    ]
    assert catalogue.present_keys() == []
    assert catalogue.counts() == Counts(present=0, missing=1, failed=2)
    assert catalogue.stamps(MUSIC)[str(path)] == Stamp(5, 6)
    assert catalogue.forget_failures([path, MUSIC / "c.mp3"]) == 1
    assert list(catalogue.stamps(MUSIC)) == ["/music/b.mp3"]
    assert catalogue.forget_failures() == 1 and catalogue.failures() == []
    catalogue.record_failure(path, Stamp(5, 6), "damaged", "no audio in it")
    put(catalogue, "a.mp3", A)
    assert catalogue.failures() == [] and catalogue.present_keys() == [A]
    catalogue.record_failure(path, Stamp(5, 6), "damaged", "no audio in it")
    catalogue.missing([path])  # gone without ever having been music: nothing to keep
    assert catalogue.failures() == [] and catalogue.missing_stamps() == {}


def test_stamps_are_of_files_beneath_the_folder_alone(catalogue: Catalogue) -> None:
    for name in ("jazz/a.mp3", "jazz/deep/b.mp3", "jazz2/c.mp3", "jazz.mp3"):
        put(catalogue, name, A)
    assert sorted(catalogue.stamps(MUSIC / "jazz")) == ["/music/jazz/a.mp3", "/music/jazz/deep/b.mp3"]
    assert len(catalogue.stamps(Path("/"))) == 4


DEEP = b"/".join([b"d" * 250] * 15)


@pytest.mark.parametrize(
    "name", [b"caf\xe9.mp3", b"\xff\xfe.mp3", b"new\nline\t.mp3", b"%_'\";--.mp3", b"n" * 255, DEEP]
)
def test_any_name_a_file_system_allows_comes_back_as_it_was(catalogue: Catalogue, name: bytes) -> None:
    path = Path(os.fsdecode(b"/music/" + name))
    catalogue.record(path, Stamp(1, 2), A, FileFacts(), AudioFacts(1.0))
    catalogue.record_failure(path.with_name("other"), Stamp(1, 2), "damaged", f"{path} is bad")
    assert catalogue.track(A).path == path
    assert os.fsencode(catalogue.track(A).path) == b"/music/" + name
    assert str(path) in catalogue.stamps(MUSIC)
    catalogue.moved(path, path.with_suffix(".ogg"), Stamp(1, 2))
    assert catalogue.key_at(path.with_suffix(".ogg")) == A


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", '"; DROP TABLE track; --', "%s {0} \\", "🎹 夜曲"]
)
def test_titles_are_just_text(catalogue: Catalogue, title: str) -> None:
    put(catalogue, "a.mp3", A, title=title, artists=(title,), comment=title)
    assert (catalogue.track(A).title, catalogue.track(A).artists) == (title, (title,))


def test_what_no_database_can_keep_becomes_what_it_can(catalogue: Catalogue) -> None:
    facts = FileFacts(title="a\0b\udce9", year=99999, bpm=float("nan"))
    catalogue.record(MUSIC / "a.mp3", Stamp(1, 2), A, facts, AudioFacts(float("inf"), float("-inf"), ("\0",)))
    row = catalogue.track(A)
    assert (row.title, row.year, row.bpm) == ("ab\ufffd", None, None)
    assert (row.duration_seconds, row.loudness_lufs, row.problems) == (0.0, None, ("",))


def test_a_stamp_can_be_kept_however_wrong_the_clock(catalogue: Catalogue) -> None:
    facts = os.stat_result((0,) * 6 + (5, 0, 0, 0), {"st_mtime_ns": 10**25})
    stamp = Stamp.of(facts)
    catalogue.record(MUSIC / "a.mp3", stamp, A, FileFacts(), AudioFacts(1.0))
    assert catalogue.stamps(MUSIC) == {"/music/a.mp3": stamp}


def test_folders_are_remembered_until_removed(catalogue: Catalogue) -> None:
    for name in ("rock", "jazz", "jazz", "jazz/old"):
        catalogue.add_folder(MUSIC / name)
    assert catalogue.folders() == [MUSIC / "jazz", MUSIC / "jazz" / "old", MUSIC / "rock"]
    put(catalogue, "jazz/a.mp3", A)
    put(catalogue, "jazz/old/b.mp3", B)
    catalogue.remove_folder(MUSIC / "jazz")
    assert catalogue.folders() == [MUSIC / "jazz" / "old", MUSIC / "rock"]
    assert catalogue.present_keys() == [B]
    with pytest.raises(
        CatalogueError, match="is none of the folders of the library: /music/jazz/old, /music/rock"
    ):
        catalogue.remove_folder(MUSIC / "pop")


def test_encodings_are_told_by_recipe(catalogue: Catalogue) -> None:
    put(catalogue, "a.mp3", A)
    put(catalogue, "b.mp3", B)
    catalogue.mark_encoded([A, B], "old", [8, 9])
    catalogue.mark_encoded([A], "new", [3])
    catalogue.mark_encoded([A], "old", [10])
    assert catalogue.encoded_by("old") == {A: 10, B: 9}
    assert catalogue.encoded_by("new") == {A: 3}
    catalogue.forget_encoded([A, C], "old")
    assert catalogue.encoded_by("old") == {B: 9}
    catalogue.missing([MUSIC / "b.mp3"])
    catalogue.prune()
    assert catalogue.encoded_by("old") == {}


def test_a_batch_happens_whole_or_not_at_all(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError), catalogue.writing():
        put(catalogue, "a.mp3", A)
        assert catalogue.key_at(MUSIC / "a.mp3") == A  # what was written is seen inside
        raise KeyError
    assert catalogue.key_at(MUSIC / "a.mp3") is None
    with catalogue.writing():
        path = put(catalogue, "a.mp3", A)
        catalogue.missing([path])
        catalogue.returned([path])
        put(catalogue, "b.mp3", B)
    assert catalogue.present_keys() == [A, B]


def test_the_revision_grows_with_every_change_of_tracks(catalogue: Catalogue) -> None:
    seen = [catalogue.revision()]
    path = put(catalogue, "a.mp3", A)
    seen.append(catalogue.revision())
    catalogue.missing([path])
    seen.append(catalogue.revision())
    catalogue.returned([path])
    seen.append(catalogue.revision())
    assert seen == sorted(set(seen))
    catalogue.stamps(MUSIC)
    catalogue.add_folder(MUSIC)
    assert catalogue.revision() == seen[-1]
