"""Real small files, moved, changed, broken and taken away: the catalogue says what is on the disk."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import mutagen
import pytest

from encoders.waveform.identity import audio_key
from index.catalogue import Catalogue
from index.records import AudioFacts
from retrieval import library
from retrieval.library import LibraryError, Scan, absolute, add_folder, scan
from scripts._sound_files import tones, write_sound

RATE = 16_000


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with Catalogue.open() as opened:
        yield opened


@pytest.fixture
def music(tmp_path: Path, catalogue: Catalogue) -> Path:
    """Four songs in a folder of the library, not scanned yet."""
    folder = tmp_path / "music"
    (folder / "deep").mkdir(parents=True)
    for number, name in enumerate(("a.flac", "b.flac", "deep/c.mp3", "deep/d.wav")):
        song(folder / name, number)
    add_folder(catalogue, folder)
    return folder


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that is opened by a scan."""
    opened: list[Path] = []

    def read_file(path: Path) -> object:
        opened.append(path)
        return plain(path)

    plain = library.read_file
    monkeypatch.setattr(library, "read_file", read_file)
    return opened


def song(path: Path, seed: int) -> Path:
    kind = {".flac": "flac", ".mp3": "mp3", ".wav": "wav"}[path.suffix]
    write_sound(path, tones(0.3, RATE, 1, seed), RATE, kind)
    return path


def counted(tally: Scan) -> dict[str, int]:
    return {name: value for name, value in vars(tally).items() if isinstance(value, int) and value}


def test_unchanged_files_cost_a_look_alone(catalogue: Catalogue, music: Path, reads: list[Path]) -> None:
    assert counted(scan(catalogue, [music])) == {"seen": 4, "new": 4}
    assert len(reads) == 4 and len(catalogue.present_keys()) == 4
    row = catalogue.track(audio_key(music / "deep" / "d.wav"))
    assert row.path == music / "deep" / "d.wav" and row.duration_seconds == pytest.approx(0.3)
    assert not scan(catalogue, [music]).news and len(reads) == 4


def test_moved_and_renamed_files_keep_key_and_playlists(catalogue: Catalogue, music: Path) -> None:
    scan(catalogue, [music])
    keys = catalogue.present_keys()
    catalogue.save_playlist("evening", keys)
    (music / "a.flac").rename(music / "deep" / "z.flac")
    (music / "deep" / "c.mp3").rename(music / "b.mp3")
    assert counted(scan(catalogue, [music])) == {"seen": 4, "moved": 2, "gone": 2}
    assert catalogue.present_keys() == keys == sorted(catalogue.playlist("evening"))
    assert catalogue.counts().missing == 0 and not catalogue.missing_stamps()
    assert catalogue.track(audio_key(music / "b.mp3")).paths == (music / "b.mp3",)


def test_a_file_that_moves_to_another_folder_of_the_library_is_followed(
    catalogue: Catalogue, music: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    song(other / "e.wav", 9)
    add_folder(catalogue, other)
    scan(catalogue, [music, other])
    keys = catalogue.present_keys()
    (music / "a.flac").rename(other / "a.flac")
    assert counted(scan(catalogue, catalogue.folders())) == {"seen": 5, "moved": 1, "gone": 1}
    assert catalogue.present_keys() == keys


def test_retagged_files_keep_their_key_and_show_their_new_tags(catalogue: Catalogue, music: Path) -> None:
    scan(catalogue, [music])
    keys = catalogue.present_keys()
    key = audio_key(music / "a.flac")
    heard = catalogue.track(key)
    catalogue.record(
        heard.path, catalogue.stamps(music)[str(heard.path)], key,
        library.read_file(heard.path).facts, AudioFacts(0.3, -17.5, ("clipped",)),
    )  # fmt: skip
    audio = mutagen.File(music / "a.flac")
    audio["title"] = "Other"
    audio.save()
    assert counted(scan(catalogue, [music])) == {"seen": 4, "changed": 1}
    row = catalogue.track(key)
    assert catalogue.present_keys() == keys and row.title == "Other"
    assert (row.loudness_lufs, row.problems) == (-17.5, ("clipped",))  # what listening told stays


def test_changed_files_are_read_again_and_deleted_ones_are_gone_at_once(
    catalogue: Catalogue, music: Path
) -> None:
    scan(catalogue, [music])
    before = audio_key(music / "a.flac")
    song(music / "a.flac", 7)
    (music / "b.flac").unlink()
    assert counted(scan(catalogue, [music])) == {"seen": 3, "changed": 1, "gone": 1}
    assert catalogue.present_keys() == sorted(
        audio_key(path) for path in (music / "a.flac", music / "deep/c.mp3", music / "deep/d.wav")
    )
    assert before not in catalogue.present_keys() and catalogue.counts().missing == 2
    assert len(catalogue.prune().tracks) == 2 and catalogue.counts().missing == 0


def test_a_file_that_comes_back_is_not_read_again(
    catalogue: Catalogue, music: Path, tmp_path: Path, reads: list[Path]
) -> None:
    scan(catalogue, [music])
    (music / "a.flac").rename(tmp_path / "elsewhere.flac")
    scan(catalogue, [music])
    assert len(catalogue.present_keys()) == 3
    (tmp_path / "elsewhere.flac").rename(music / "a.flac")
    assert counted(scan(catalogue, [music])) == {"seen": 4, "returned": 1}
    assert len(catalogue.present_keys()) == 4 and len(reads) == 4


def test_duplicates_are_one_track_with_several_paths(catalogue: Catalogue, music: Path) -> None:
    shutil.copy(music / "a.flac", music / "deep" / "copy of a.flac")
    (music / "link.flac").symlink_to(music / "a.flac")
    scan(catalogue, [music])
    assert len(catalogue.present_keys()) == 4
    paths = (music / "a.flac", music / "deep" / "copy of a.flac", music / "link.flac")
    assert catalogue.track(audio_key(music / "a.flac")).paths == paths
    (music / "a.flac").unlink()
    scan(catalogue, [music])
    assert catalogue.track(audio_key(paths[1])).paths == paths[1:2]


def test_equal_size_and_time_do_not_make_two_recordings_one(catalogue: Catalogue, music: Path) -> None:
    """A file disappears, and another one appears that only looks the same from outside."""
    times = (10**18, 10**18)
    os.utime(music / "deep" / "d.wav", ns=times)
    scan(catalogue, [music])
    old = audio_key(music / "deep" / "d.wav")
    (music / "deep" / "d.wav").unlink()
    other = song(music / "deep" / "e.wav", 8)
    os.utime(other, ns=times)
    assert counted(scan(catalogue, [music])) == {"seen": 4, "new": 1, "gone": 1}
    assert old not in catalogue.present_keys() and audio_key(other) in catalogue.present_keys()


def test_bad_files_are_listed_with_reasons_and_tried_again_when_told(
    catalogue: Catalogue, music: Path, reads: list[Path]
) -> None:
    (music / "words.mp3").write_text("no music here")
    (music / "empty.flac").touch()
    assert counted(scan(catalogue, [music])) == {"seen": 6, "new": 4, "failed": 2}
    failures = {failure.path.name: failure.reason for failure in catalogue.failures()}
    assert failures == {"words.mp3": "not_audio", "empty.flac": "empty"}
    assert counted(scan(catalogue, [music])) == {"seen": 6} and len(reads) == 6
    assert catalogue.forget_failures() == 2
    assert counted(scan(catalogue, [music])) == {"seen": 6, "failed": 2}
    song(music / "empty.flac", 20)  # mended, without being told
    assert counted(scan(catalogue, [music])) == {"seen": 6, "changed": 1}
    assert [failure.path.name for failure in catalogue.failures()] == ["words.mp3"]


@pytest.mark.slow
def test_a_crash_of_a_decoder_costs_its_file_alone(
    catalogue: Catalogue, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_prepare", _prepare_to_die)
    assert counted(scan(catalogue, [music], workers=2)) == {"seen": 4, "new": 3, "failed": 1}
    assert [failure.reason for failure in catalogue.failures()] == ["crashed"]


def _prepare_to_die() -> object:
    def read(path: Path) -> object:
        if path.name == "b.flac":
            os.abort()
        return library.read_file(path)

    return read


def test_odd_names_and_odd_files(catalogue: Catalogue, music: Path) -> None:
    loop = music / "loop"
    loop.symlink_to(music)
    (music / "self.mp3").symlink_to(music / "self.mp3")
    os.mkfifo(music / "pipe.mp3")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(music / "socket.mp3"))
        longest = music / ("é" * 125 + ".flac")
        assert len(os.fsencode(longest.name)) == 255
        not_text = Path(os.fsdecode(os.fsencode(music) + b"/gr\xfcn \xff\xfe.flac"))
        control = music / "line\nbreak \x1b[31m.flac"
        for seed, path in enumerate((longest, not_text, control), start=10):
            shutil.copy(song(music / "made.flac", seed), path)
        (music / "made.flac").unlink()
        assert counted(scan(catalogue, [music])) == {"seen": 7, "new": 7}
    for path in (longest, not_text, control):
        assert catalogue.track(audio_key(path)).path == path
    assert not scan(catalogue, [music]).news
    assert scan(catalogue, [music]).out_of_reach == []
    assert not catalogue.failures()


def test_a_folder_that_is_not_there_or_empty_is_unplugged_and_nothing_in_it_deleted(
    catalogue: Catalogue, music: Path, tmp_path: Path
) -> None:
    scan(catalogue, [music])
    music.rename(tmp_path / "away")
    assert scan(catalogue, [music]).unplugged == [music]
    music.mkdir()  # the mount point alone
    assert scan(catalogue, [music]).unplugged == [music]
    assert len(catalogue.present_keys()) == 4
    music.rmdir()
    (tmp_path / "away").rename(music)
    assert counted(scan(catalogue, [music])) == {"seen": 4}


def test_a_link_to_a_disk_that_is_not_there_is_no_deletion(
    catalogue: Catalogue, music: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    song(disk / "e.flac", 11)
    (music / "disk").symlink_to(disk)
    scan(catalogue, [music])
    disk.rename(tmp_path / "unplugged")
    tally = scan(catalogue, [music])
    assert tally.out_of_reach == [music / "disk"] and len(catalogue.present_keys()) == 5


def test_a_folder_without_permission_is_no_deletion(
    catalogue: Catalogue, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(catalogue, [music])
    plain = os.scandir

    def scandir(place: str) -> object:  # root may read everything: here as little as anybody
        if place == str(music / "deep"):
            raise PermissionError(13, "Permission denied", place)
        return plain(place)

    monkeypatch.setattr(os, "scandir", scandir)
    tally = scan(catalogue, [music])
    assert tally.out_of_reach == [music / "deep"] and len(catalogue.present_keys()) == 4


def test_a_path_longer_than_the_system_takes_is_told_and_ends_no_scan(
    catalogue: Catalogue, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(music)
    for _ in range(20):
        os.mkdir("d" * 250)  # noqa: PTH102
        os.chdir("d" * 250)
    tally = scan(catalogue, [music])
    monkeypatch.chdir(music)
    assert tally.new == 4
    assert [place.name for place in tally.out_of_reach] == ["d" * 250]
    with pytest.raises(LibraryError, match="cannot be looked into"):
        add_folder(catalogue, tally.out_of_reach[0])


def test_a_folder_taken_out_while_it_is_scanned_stays_out(
    catalogue: Catalogue, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path) -> object:
        with Catalogue.open() as theirs:
            if music in theirs.folders():
                theirs.remove_folder(music)
        return plain(path)

    plain = library.read_file
    monkeypatch.setattr(library, "read_file", read)
    assert not scan(catalogue, [music]).news and catalogue.present_keys() == []
    assert catalogue.failures() == []


def test_an_interrupted_scan_keeps_what_it_read(
    catalogue: Catalogue, music: Path, monkeypatch: pytest.MonkeyPatch, reads: list[Path]
) -> None:
    def read(path: Path) -> object:
        if len(reads) == 2:
            raise KeyboardInterrupt
        return library.read_file(path)

    with monkeypatch.context() as patched:
        patched.setattr(library, "_prepare", lambda: read)
        with pytest.raises(KeyboardInterrupt):
            scan(catalogue, [music])
    assert len(catalogue.present_keys()) == 2
    assert counted(scan(catalogue, [music])) == {"seen": 4, "new": 2}
    assert len(reads) == 4


def test_folders_are_known_by_their_whole_path_and_once(
    catalogue: Catalogue, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(music)
    add_folder(catalogue, Path("../music"))
    assert catalogue.folders() == [music]
    with pytest.raises(LibraryError, match=r"deep is scanned already, as a part of"):
        add_folder(catalogue, Path("deep"))
    with pytest.raises(LibraryError, match="is not a folder"):
        add_folder(catalogue, Path("a.flac"))
    assert absolute(Path("deep/..")) == music
    scan(catalogue, [music])
    add_folder(catalogue, music.parent)
    assert catalogue.folders() == [music.parent] and len(catalogue.present_keys()) == 4


def test_many_files_in_one_folder_are_compared_soon(
    tmp_path: Path, catalogue: Catalogue, reads: list[Path]
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(5_000):
        os.close(os.open(folder / f"{number}.mp3", os.O_CREAT | os.O_WRONLY))
    add_folder(catalogue, folder)
    assert counted(scan(catalogue, [folder], workers=1)) == {"seen": 5_000, "failed": 5_000}
    before = time.process_time()
    assert counted(scan(catalogue, [folder])) == {"seen": 5_000} and len(reads) == 5_000
    assert time.process_time() - before < 5
