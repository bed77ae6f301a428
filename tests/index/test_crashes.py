"""Publishing that is cut off at any write, flush or rename, or killed: the old index answers, and the next
run ends with the bytes of one that was never disturbed."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index import durable
from index.encoded import EncodedStore
from index.generations import CURRENT_FILE, Generation, GenerationError, folder_of, generations
from index.upkeep import verify
from tests.index.encoded_toys import BUNDLE, DIMENSION, TAGS, contents, publish_toys, toy_track


class Faults:
    """Lets the first `good` writes, flushes and renames pass and none after them: a full disk stays full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.good, self.seen = 10**9, 0
        for owner, name in ((durable.RawFile, "write"), (Path, "replace"), (Path, "rename")):
            monkeypatch.setattr(owner, name, self._failing(getattr(owner, name)))
        # nothing but a power cut could tell whether it was flushed, and it takes its time
        monkeypatch.setattr(os, "fsync", self._failing(lambda descriptor: None))

    def _failing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def attempt(*arguments: Any) -> Any:
            self.seen += 1
            if self.seen > self.good:
                raise OSError(errno.ENOSPC, "No space left on device")
            return call(*arguments)

        return attempt

    def after(self, good: int) -> None:
        self.good, self.seen = good, 0


def served(root: Path) -> int:
    return len(Generation.open(root, bundle=BUNDLE).keys)


def test_wherever_the_disk_is_full_the_old_index_answers_and_the_next_run_ends_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_toys(tmp_path / "before", 3)
    shutil.copytree(tmp_path / "before", tmp_path / "undisturbed")
    publish_toys(tmp_path / "undisturbed", 7)
    expected = contents(tmp_path / "undisturbed")
    faults = Faults(monkeypatch)
    good, finished = 0, False
    while not finished:
        root = tmp_path / f"after {good}"
        shutil.copytree(tmp_path / "before", root)
        faults.after(good)
        try:
            publish_toys(root, 7)
            finished = True
        except OSError as error:
            assert error.errno == errno.ENOSPC
        faults.after(10**9)
        assert served(root) in ((3, 7) if good > 30 else (3,)) and verify(root) == []
        publish_toys(root, 7)
        assert without_lock(contents(root)) == without_lock(expected)
        good += 1
    assert good > 40


def without_lock(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name != "building.lock"}


def test_wherever_the_disk_is_full_a_batch_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = Faults(monkeypatch)
    for good in range(5):
        faults.after(10**9)
        store = EncodedStore(tmp_path / str(good), DIMENSION, len(TAGS))
        store.append([toy_track(1)])
        faults.after(good)
        with pytest.raises(OSError) if good < 4 else _fine():
            store.append([toy_track(2), toy_track(3)])
        faults.after(10**9)
        again = EncodedStore(tmp_path / str(good), DIMENSION, len(TAGS))
        # the last step brings the name to the disk: without it the batch may be there already
        assert len(again.keys()) == (1 if good < 3 else 3) and again.verify() == []
        again.append([toy_track(2), toy_track(3)])
        assert len(again.keys()) == 3 and len(contents(tmp_path / str(good))) == 2


class _fine:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def killed_at_random(work: Callable[[], object], after_seconds: float) -> bool:
    """Run `work` in a process of its own and kill it; gives whether it had not ended by itself."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(after_seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.slow
def test_killed_at_any_moment_the_old_index_answers_and_the_next_run_ends_alike(tmp_path: Path) -> None:
    counts = (3, 9, 5, 12)
    for count in counts:
        publish_toys(tmp_path / "undisturbed", count)
    started = time.monotonic()
    publish_toys(tmp_path / "timed", 12)
    takes = time.monotonic() - started
    chance, root, kills = random.Random(17), tmp_path / "killed", 0
    for at, count in enumerate(counts):
        for _ in range(25):
            before = counts[at - 1] if at else None
            kills += killed_at_random(lambda count=count: publish_toys(root, count), chance.uniform(0, takes))
            try:
                assert served(root) in (before, count) and verify(root) == []
            except GenerationError as error:
                assert before is None and "scripts.index build" in str(error)
        publish_toys(root, count)
        assert served(root) == count
    assert kills > 30
    assert without_lock(contents(root)) == without_lock(contents(tmp_path / "undisturbed"))
    assert {path.name for path in root.iterdir()} == {"building.lock", CURRENT_FILE, "generations"}


@pytest.mark.slow
def test_a_store_that_is_killed_keeps_whole_batches_and_goes_on(tmp_path: Path) -> None:
    chance = random.Random(23)
    batches = [[toy_track(number * 5 + place) for place in range(5)] for number in range(20)]

    def work() -> None:
        store = EncodedStore(tmp_path / "killed", DIMENSION, len(TAGS))
        for batch in batches:
            store.append(batch)

    for _ in range(30):
        killed_at_random(work, chance.uniform(0, 0.04))
        store = EncodedStore(tmp_path / "killed", DIMENSION, len(TAGS))
        assert len(store.keys()) % 5 == 0 and store.verify() == [] and not store.unreadable
    work()
    undisturbed = EncodedStore(tmp_path / "undisturbed", DIMENSION, len(TAGS))
    for batch in batches:
        undisturbed.append(batch)
    assert {name for name in contents(tmp_path / "killed") if not name.startswith(".")} == {
        *contents(tmp_path / "undisturbed")
    }


def test_a_real_limit_of_the_system_is_met_as_a_full_disk_is(tmp_path: Path) -> None:
    publish_toys(tmp_path, 3)

    def work() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))
        publish_toys(tmp_path, 40)

    assert not killed_at_random(work, 3)
    assert served(tmp_path) == 3 and generations(tmp_path) == [1] and verify(tmp_path) == []
    publish_toys(tmp_path, 40)
    assert served(tmp_path) == 40 and folder_of(tmp_path, 2).is_dir()
