"""The index's command, from nothing to a second bundle and back."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index import home
from index.catalogue import Catalogue
from index.generations import Generation
from index.locks import BuildLock
from retrieval import indexing
from retrieval.recipes import index_root
from scripts import index, library
from scripts._library import bytes_beneath
from tests.retrieval.library_toys import TORCH, published, served_folder, songs, toy_bundle


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("bundles")
    return toy_bundle(folder / "one", 0), toy_bundle(folder / "two", 1)


@pytest.fixture
def music(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of three songs that nobody heard yet."""
    monkeypatch.setenv("LEITMOTIF_RUNTIME", TORCH)
    with pytest.raises(SystemExit):
        library.main(["add", str(songs(tmp_path / "music", 3))])
    return tmp_path / "music"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Exit code, and all that was said."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        index.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    if isinstance(ended.value.code, str):
        return 1, said.out + said.err + ended.value.code
    assert isinstance(ended.value.code, int)
    return ended.value.code, said.out + said.err


def test_from_nothing_to_another_bundle_and_back(
    music: Path, bundles: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = bundles
    assert "no index yet; 3 tracks in the library: python -m scripts.index build" in run(capsys, "status")[1]
    assert run(capsys, "build", "--bundle", one)[1].startswith("generation 1 serves 3 tracks, 3 heard now")
    assert run(capsys, "build") == (0, "nothing to do: generation 1 serves all of 3 tracks\n")
    code, told = run(capsys, "build", "--bundle", two)
    assert code == 1 and f"python -m scripts.index rebuild --bundle {two}" in told
    code, told = run(capsys, "build", "--bundle", "starter_tagger")
    assert code == 1 and "a joint bundle is needed here" in told and "rebuild" not in told
    assert "generation 2 serves 3 tracks, 3 heard now" in run(capsys, "rebuild", "--bundle", two)[1]
    code, told = run(capsys, "status")
    assert code == 0 and "generation 2 serves 3 tracks" in told and "also there: generation 1" in told
    assert f"every chunk, {TORCH} ({two})" in told and "exactly what the library holds" in told
    assert "generation 1 serves 3 tracks" in run(capsys, "switch", 1)[1]
    assert run(capsys, "build")[1].startswith("nothing to do: generation 1")
    run(capsys, "switch", 2)
    code, told = run(capsys, "prune")
    assert "removed 1 generation (1)" in told and "removed what was heard with bundle" in told
    code, told = run(capsys, "switch", 1)
    assert code == 1 and "there is no generation 1" in told


def test_status_tells_of_builds_that_run_or_were_killed(
    music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Catalogue.open() as catalogue:
        catalogue.start_job("index build")
    told = "interrupted: continue with python -m scripts.index build (or the same rebuild)\n"
    assert told in run(capsys, "status")[1]
    with BuildLock(index_root()):
        assert "a build runs now\n" in run(capsys, "status")[1]


def test_what_left_the_library_leaves_the_index(
    music: Path, bundles: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "build", "--bundle", bundles[0], "--chunks", 2)
    assert len(Generation.open(index_root()).segments) == 6
    song = next(music.rglob("*.mp3"))
    song = song.rename(song.with_name("renamed.mp3"))
    with pytest.raises(SystemExit):
        library.main(["scan"])
    told = capsys.readouterr().out
    assert "1 moved" in told and "behind" not in told, "an index knows no names"
    song.unlink()
    with pytest.raises(SystemExit):
        library.main(["scan"])
    assert "the index is behind: python -m scripts.index build" in capsys.readouterr().out
    assert "1 track in it left the library" in run(capsys, "status")[1]
    assert "generation 2 serves 2 tracks, 0 heard now" in run(capsys, "build")[1]


def test_a_lost_catalogue_is_told_and_adding_the_folder_again_brings_all_back(
    music: Path, bundles: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "build", "--bundle", bundles[0])
    before = published(index_root())
    for part in home.home().glob("catalogue.sqlite*"):
        part.unlink()
    code, told = run(capsys, "status")
    assert "is its catalogue lost?" in told and "python -m scripts.library add FOLDER" in told
    assert "left the library" not in told and "exactly" not in told
    code, told = run(capsys, "build")
    assert code == 1 and "python -m scripts.library add FOLDER" in told
    assert published(index_root()) == before
    with pytest.raises(SystemExit):
        library.main(["add", str(music)])
    assert run(capsys, "build") == (0, "nothing to do: generation 1 serves all of 3 tracks\n")


def test_damage_is_found_and_repaired_as_told(
    music: Path, bundles: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "build", "--bundle", bundles[0])
    before = published(index_root())
    assert run(capsys, "verify") == (0, "every byte is as it was written\n")
    path = served_folder(index_root()) / "tags.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 4
    path.write_bytes(data)
    code, told = run(capsys, "verify")
    assert code == 1 and "tags.npy" in told and "python -m scripts.index build" in told
    assert run(capsys, "build")[0] == 0 and published(index_root()) == before
    run(capsys, "prune")
    for part in (index_root() / "encoded").glob("*/*.safetensors"):
        part.unlink()
    code, told = run(capsys, "verify")
    assert code == 1 and "what was heard of 3 tracks is gone" in told
    assert run(capsys, "build")[0] == 0 and published(index_root()) == before
    seal = home.home() / "catalogue.sqlite.seal"
    seal.write_text(seal.read_text().replace(" ", "_", 1))
    code, told = run(capsys, "verify")
    assert code == 1 and "seal was damaged and is written again" in told and "structure" in told
    assert run(capsys, "verify") == (0, "every byte is as it was written\n")


def test_a_generation_can_be_taken_along(
    music: Path, bundles: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "index.tar"
    assert "there is no index yet" in run(capsys, "export", file)[1]
    run(capsys, "build", "--bundle", bundles[0])
    assert "generation 1 is in" in run(capsys, "export", file)[1]
    assert file.stat().st_size > 10_000
    assert "is there already" in run(capsys, "export", file)[1]
    assert "cannot be written" in run(capsys, "export", tmp_path / "no" / "index.tar")[1]
    for length in (255, 256):  # with a name beside it, and without one, too long
        assert "cannot be written (File name too long)" in run(capsys, "export", tmp_path / ("i" * length))[1]


def test_mistakes_are_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, told in (
        (("build",), "no music in the library: python -m scripts.library add FOLDER"),
        (("build", "--bundle", "nowhere"), "no bundle 'nowhere': choose from starter, or give a folder"),
        (("verify",), "there is no index yet"),
        (("switch", 7), "there is no generation 7"),
        (("prune",), "there is no index yet"),
    ):
        code, said = run(capsys, *arguments)
        assert code == 1 and told in said and "Traceback" not in said, arguments
    assert run(capsys, "status")[0] == 0
    code, said = run(capsys, "build", "--chunks", "0")
    assert code == 2 and "give a whole number of at least 1, or all" in said


def test_ctrl_c_tells_what_is_left(
    music: Path,
    bundles: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = []
    plain = indexing._hear

    def hear(*arguments: object) -> object:
        if len(heard) == 2:
            raise KeyboardInterrupt
        heard.append(arguments)
        return plain(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "_hear", hear)
        code, told = run(capsys, "build", "--bundle", bundles[0], "--workers", 1)
    assert code == 130 and "2 of 3 tracks are heard and kept; the same command goes on" in told
    assert "3 tracks, 1 heard now" in run(capsys, "build", "--bundle", bundles[0], "--workers", 1)[1]


@pytest.mark.parametrize(
    "place",
    [
        "retrieval.recipes.index_root",
        "index.catalogue.Catalogue.open",
        "retrieval.planning.plan",
        "retrieval.listening.Ears.load",
    ],
)
def test_ctrl_c_before_anything_is_heard_says_so(
    music: Path,
    bundles: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(place, stop)
    code, told = run(capsys, "build", "--bundle", bundles[0])
    assert code == 130 and told == "stopped: nothing new was heard yet; the same command goes on\n"


def test_sizes_are_told_while_a_build_takes_files_away(tmp_path: Path) -> None:
    (tmp_path / "stays").write_bytes(bytes(1000))
    done = threading.Event()

    def churn() -> None:
        while not done.is_set():
            folder = tmp_path / "comes and goes"
            folder.mkdir()
            for number in range(20):
                (folder / str(number)).touch()
            shutil.rmtree(folder)

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        assert {bytes_beneath(tmp_path) for _ in range(500)} == {1000}
    finally:
        done.set()
        thread.join()


@pytest.mark.slow
def test_ctrl_c_in_a_terminal_ends_all_processes_and_keeps_what_was_heard(
    music: Path, bundles: tuple[Path, Path], leitmotif_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    songs(music / "more", 12)
    with pytest.raises(SystemExit):
        library.main(["scan"])
    build = [sys.executable, "-m", "scripts.index", "build", f"--bundle={bundles[0]}", "--workers=2"]
    with subprocess.Popen(build, stderr=subprocess.PIPE, text=True, start_new_session=True) as building:
        while not list(index_root().glob("encoded/*/recipe.json")):  # now it starts to hear
            time.sleep(0.05)
        time.sleep(1)
        os.killpg(building.pid, signal.SIGINT)
        _, told = building.communicate(timeout=60)
    assert building.returncode == 130 and "Traceback" not in told
    assert re.search(r"\d+ of 12 tracks are heard and kept", told)
    with pytest.raises(ProcessLookupError):  # the last one to go is told so by the others' end
        for _ in range(200):
            os.killpg(building.pid, 0)
            time.sleep(0.05)
    assert run(capsys, "build", "--bundle", bundles[0])[0] == 0
    assert len(Generation.open(index_root()).keys) == len(list(music.rglob("*.*"))) - 3
