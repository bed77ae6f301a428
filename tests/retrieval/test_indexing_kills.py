"""Builds that are killed, and builds without room: what served goes on serving, and no work is lost."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from index import home
from index.catalogue import Catalogue
from index.database import CatalogueError
from index.generations import Generation
from index.upkeep import verify
from retrieval import indexing
from retrieval.kept import all_kept
from retrieval.library import add_folder, scan
from retrieval.recipes import index_root
from retrieval.rhythm import Rhythm
from scripts import index as command
from tests.retrieval.library_toys import TORCH, published, song, songs, toy_bundle

KILLS = 50
PAGE = 4096
SEED = int(os.environ.get("LEITMOTIF_TEST_SEED", "0"))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve songs, four of which an index serves already; gives the bundle."""
    monkeypatch.setenv("LEITMOTIF_RUNTIME", TORCH)
    monkeypatch.setattr(indexing, "BATCH_TRACKS", 2)
    monkeypatch.setattr(Rhythm, "due", lambda self: True)
    bundle, music = toy_bundle(tmp_path / "bundle"), tmp_path / "music"
    songs(music, 4)
    with Catalogue.open() as catalogue:
        add_folder(catalogue, music)
        scan(catalogue, [music])
        assert build(bundle) == 0
        for number in range(8):
            song(music / f"new {number}.flac", 100 + number, 2 + number / 2)
        scan(catalogue, [music])
    return bundle


def build(bundle: Path, after: float | None = None, said: Path = Path(os.devnull)) -> int:
    """`python -m scripts.index build` in a process of its own, killed after so many seconds if told.

    Forked from this one, which has all of torch loaded: fifty starts would take minutes. Gives the exit code;
    that of a killed process is -9. What it ended with is written to `said`.
    """
    child = os.fork()
    if child == 0:
        try:
            for descriptor in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
            command.main(["build", f"--bundle={bundle}", "--workers=1"])
        except SystemExit as ended:
            said.write_text(str(ended.code))
            os._exit(ended.code if isinstance(ended.code, int) else 1)
        finally:
            os._exit(99)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def undisturbed(library: Path, tmp_path: Path) -> Iterator[tuple[dict[str, bytes], float]]:
    """The bytes that a build ends with when nobody kills it, and how long it takes; the library as before."""
    before = tmp_path / "before"
    shutil.copytree(home.home(), before)
    started = time.monotonic()
    assert build(library) == 0
    yield published(index_root()), time.monotonic() - started


def as_before(tmp_path: Path) -> None:
    shutil.rmtree(home.home())
    shutil.copytree(tmp_path / "before", home.home())


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_fifty_kills_lose_a_batch_each_at_most_and_end_with_the_same_bytes(
    library: Path, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path
) -> None:
    expected, seconds = undisturbed
    rng = np.random.default_rng(SEED)
    old = len(Generation.open(home_before(tmp_path)).keys)
    kills = finished = 0
    while kills < KILLS:
        as_before(tmp_path)
        heard, searchable = kept(), old
        while True:
            code = build(library, after=rng.uniform(0, 1.1 * seconds) if kills < KILLS else None)
            generation = Generation.open(index_root())
            searchable, before = len(generation.keys), searchable
            assert before <= searchable <= 12 and not verify(index_root())
            assert generation.tracks.search(generation.tracks.vectors[:1], 1)[1][0, 0] == 0
            assert kept() >= heard  # what was heard stays heard
            heard = kept()
            kills += code == -signal.SIGKILL
            if code == 0:
                break
            assert code == -signal.SIGKILL
        finished += 1
        assert published(index_root()) == expected
    assert finished >= 2


@pytest.mark.slow
def test_a_killed_build_takes_its_processes_with_it_and_goes_on(
    library: Path, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path
) -> None:
    expected, _ = undisturbed
    as_before(tmp_path)
    shutil.rmtree(index_root())
    with (tmp_path / "said").open("w") as said:
        command = [sys.executable, "-m", "scripts.index", "build", f"--bundle={library}", "--workers=2"]
        with subprocess.Popen(command, stderr=said, start_new_session=True) as building:
            while not all_kept(index_root()):
                time.sleep(0.05)
            time.sleep(1.5)
            building.kill()
    with pytest.raises(ProcessLookupError):
        for _ in range(4000):  # they may be loading still
            os.killpg(building.pid, 0)
            time.sleep(0.05)
    assert (tmp_path / "said").read_text() == ""
    assert build(library) == 0 and published(index_root()) == expected


def home_before(tmp_path: Path) -> Path:
    return tmp_path / "before" / "index"


def kept() -> set[str]:
    """What is on the disk of all that was heard."""
    return set().union(*(each.open().keys() for each in all_kept(index_root())))


@pytest.mark.slow
def test_a_disk_that_fills_up_leaves_the_old_index_and_room_lets_the_build_go_on(
    library: Path,
    undisturbed: tuple[dict[str, bytes], float],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected, _ = undisturbed
    sizes = [path.stat().st_size for path in (tmp_path / "before").rglob("*") if path.is_file()]
    before = sum(-(-size // PAGE) * PAGE for size in sizes)
    small = tmp_path / "small"
    small.mkdir()
    failed = 0
    for room in range(10, 1000, 15):
        with mounted(small, before + room * PAGE):
            shutil.copytree(tmp_path / "before", small / "home")
            monkeypatch.setenv(home.VARIABLE, str(small / "home"))
            code = build(library, said=tmp_path / "said")
            if code == 0:
                break
            assert code == 1 and re.search(r"disk .*is full", (tmp_path / "said").read_text())
            assert 4 <= len(Generation.open(index_root()).keys) < 12 and not verify(index_root())
            subprocess.run(["mount", "-o", "remount,size=50m", small], check=True)
            assert build(library) == 0 and published(index_root()) == expected
            failed += 1
    assert failed > 3


def test_a_disk_without_any_room_is_called_full(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    url = f"sqlite:///{small / 'catalogue.sqlite'}"
    with mounted(small, 256 * PAGE):
        Catalogue.open(url).close()
        with (small / "rest").open("wb", buffering=0) as rest, suppress(OSError):
            while True:
                rest.write(bytes(PAGE))
        with pytest.raises(CatalogueError, match=r"disk .*is full"):
            Catalogue.open(url)
        (small / "rest").unlink()
        Catalogue.open(url).close()


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[None]:
    """A file system in memory of that many bytes."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no file system may be mounted here ({done.stderr.strip()})")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)
