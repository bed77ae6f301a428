"""One builder at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.locks import BuildLock, BuildRunning, is_building

HOLD = """
import sys, time
from pathlib import Path
from index.locks import BuildLock
with BuildLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(root: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(root)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_the_second_build_says_who_runs_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        with pytest.raises(BuildRunning, match=rf"another build runs \(process {first.pid} since 20\d\d-"):
            BuildLock(tmp_path).__enter__()
        first.send_signal(signal.SIGKILL)
        first.wait()
    with BuildLock(tmp_path):
        pass


def test_whether_somebody_builds_is_told_without_being_in_the_way(tmp_path: Path) -> None:
    assert not is_building(tmp_path)
    with BuildLock(tmp_path):
        assert is_building(tmp_path)
    assert not is_building(tmp_path)
    with holder(tmp_path) as other:
        assert is_building(tmp_path)
        other.kill()
        other.wait()
    assert not is_building(tmp_path)
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            is_building(tmp_path)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        for _ in range(300):
            with BuildLock(tmp_path):
                pass
    finally:
        done.set()
        thread.join()


def test_who_holds_it_may_take_it_again_but_another_thread_may_not(tmp_path: Path) -> None:
    said: list[str] = []

    def other() -> None:
        try:
            with BuildLock(tmp_path):
                said.append("taken")
        except BuildRunning as error:
            said.append(str(error))

    with BuildLock(tmp_path):
        with BuildLock(tmp_path / "." / ""):
            pass
        for _ in range(2):  # leaving the inner one gave nothing away
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert ["another build runs" in word for word in said] == [True, True, False]


FORK = """
import os, sys, time
from pathlib import Path
from index.locks import BuildLock
with BuildLock(Path(sys.argv[1])):
    if not os.fork():
        print(os.getpid(), flush=True)
    time.sleep(60)
"""


def test_a_child_that_outlives_a_killed_builder_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FORK, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        try:
            parent.wait()
            with BuildLock(tmp_path):
                pass
        finally:
            os.kill(child, signal.SIGKILL)
