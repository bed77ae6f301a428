"""The library's command: what a person reads after each step, and where it sends them next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.generations import Generation, GenerationError
from index.locks import BuildLock
from retrieval.library import Scan
from retrieval.recipes import index_root
from scripts import index, library
from tests.retrieval.library_toys import TORCH, song, songs, toy_bundle


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = songs(tmp_path / "my music", 3)
    (folder / "broken.mp3").write_text("no music")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Exit code, and all that was said."""
    with pytest.raises(SystemExit) as ended:
        library.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    told = said.out + said.err
    if isinstance(ended.value.code, str):
        return 1, told + ended.value.code
    assert isinstance(ended.value.code, int)
    return ended.value.code, told


def test_adding_scans_and_says_what_to_type_next(music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "add", music)
    assert code == 1 and "4 music files: 3 new, 1 could not be read" in told
    assert "3 tracks not in the index yet: python -m scripts.index build" in told
    assert "python -m scripts.library failures" in told
    code, told = run(capsys, "scan")
    assert code == 0 and "4 music files: nothing new" in told
    code, told = run(capsys, "status")
    assert code == 0 and "3 tracks in 3 files" in told and "1 file could not be read" in told
    code, told = run(capsys, "failures")
    assert code == 0 and "broken.mp3 is not a sound file" in told
    song(music / "good.wav", 9).replace(music / "broken.mp3")
    code, told = run(capsys, "failures", "--retry")
    assert code == 0 and "1 new" in told and "4 tracks" in told
    assert "every file could be read" in run(capsys, "failures")[1]


def test_a_file_that_was_heard_in_spite_of_a_fault_is_told(
    music: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEITMOTIF_RUNTIME", TORCH)
    (music / "broken.mp3").unlink()
    cut = song(music / "cut.wav", 9, 4.0)
    cut.write_bytes(cut.read_bytes()[:60_000])
    run(capsys, "add", music)
    with pytest.raises(SystemExit):
        index.main(["build", "--bundle", str(toy_bundle(tmp_path / "bundle"))])
    code, told = run(capsys, "failures")
    assert code == 0 and "cut.wav: heard, but truncated: " in told and told.count("heard, but") == 1
    assert "every file could be read, those above with a fault" in told


def test_one_file_that_is_gone_is_told_as_one(music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "add", music)
    next(music.rglob("*.flac")).unlink()
    run(capsys, "scan")
    assert "forgot 1 file that is gone, 1 track with it" in run(capsys, "prune")[1]


def test_folders_that_are_not_there_are_told(music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "add", music)
    music.rename(music.parent / "away")
    code, told = run(capsys, "scan")
    assert code == 1 and "is its disk plugged in? Nothing in it was taken for deleted" in told
    assert "(not there now)" in run(capsys, "status")[1]
    code, told = run(capsys, "remove", music)
    assert code == 0 and "3 tracks left the library" in told
    code, told = run(capsys, "prune")
    assert code == 0 and "forgot 3 files that are gone, 3 tracks with them" in told
    assert "no folders yet" in run(capsys, "status")[1]


def test_what_is_in_a_playlist_is_not_forgotten(music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "add", music)
    with Catalogue.open() as catalogue:
        catalogue.save_playlist("evening", catalogue.present_keys()[:1])
    run(capsys, "remove", music)
    assert "kept 1 track for playlists" in run(capsys, "prune")[1]


def test_commands_to_type_next_can_be_typed() -> None:
    lines = library.scan_lines(Scan(unplugged=[Path("/my music")]))
    assert lines[-1].endswith("scripts.library remove '/my music'")


def test_mistakes_are_one_sentence(music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, told in (
        (("scan",), "no folders yet: python -m scripts.library add FOLDER"),
        (("watch",), "no folder to watch: python -m scripts.library add FOLDER"),
        (("add", music / "nowhere"), "is not a folder"),
        (("remove", music), "none of the folders of the library"),
        (("scan", music), "is not in the library: python -m scripts.library add"),
    ):
        code, said = run(capsys, *arguments)
        assert code == 1 and told in said and "Traceback" not in said
    assert run(capsys, "add", music, music / "nowhere")[0] == 1
    assert "no folders yet" in run(capsys, "status")[1], "of several folders, all are added or none"
    with pytest.raises(SystemExit) as ended:
        library.main(["tidy"])
    assert ended.value.code == 2


def test_pruning_waits_for_a_build(
    music: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "add", music)
    ready, theirs = os.pipe()
    if (child := os.fork()) == 0:
        with BuildLock(index_root()):
            os.write(theirs, b"!")
            signal.pause()
    os.read(ready, 1)
    try:
        code, told = run(capsys, "prune")
        assert code == 1 and f"another build runs (process {child}" in told
        with pytest.raises(SystemExit, match="another build runs"):
            index.main(["build"])
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_ctrl_c_keeps_what_was_read(
    music: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("retrieval.library.read_file", interrupt)
    code, told = run(capsys, "add", music)
    assert code == 130 and "the next scan goes on" in told


@pytest.mark.slow
def test_watching_finds_new_and_deleted_files_by_itself(tmp_path: Path, leitmotif_home: Path) -> None:
    music, bundle = songs(tmp_path / "music", 2), toy_bundle(tmp_path / "bundle")
    environment = {**os.environ, "LEITMOTIF_RUNTIME": TORCH}

    def command(*arguments: object) -> None:
        subprocess.run([sys.executable, "-m", *map(str, arguments)], env=environment, check=True)

    def wait_for(tracks: int) -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                if len(Generation.open(index_root()).keys) == tracks:
                    return
            except GenerationError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"no index of {tracks} tracks")

    command("scripts.library", "add", music)
    command("scripts.index", "build", f"--bundle={bundle}")
    song(music / "late.wav", 40)
    with subprocess.Popen([sys.executable, "-m", "scripts.library", "watch"], env=environment) as watching:
        try:
            wait_for(3)  # what came before it began
            time.sleep(3)
            song(music / "new folder" / "later.wav", 41)
            wait_for(4)
            (music / "late.wav").unlink()
            wait_for(3)
        finally:
            watching.send_signal(signal.SIGINT)
        assert watching.wait(60) == 130
