"""Ctrl-C, a closed pipe, a full or closed disk end every command with an exit code and no traceback."""

from __future__ import annotations

import errno
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import _stopping
from scripts._stopping import stops_well
from scripts.launcher import commands


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 141),
        (
            OSError(errno.ENOSPC, "No space left on device", "tags.jsonl"),
            "the disk is full (tags.jsonl): make room, then give the same command again",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/srv/music/building.lock"),
            "/srv/music/building.lock: permission denied; see that you may read and write there, then give "
            "the command again",
        ),
    ],
)
def test_what_stops_a_command_becomes_its_exit_code(
    error: BaseException, code: int | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def main(arguments: list[str] | None = None) -> None:
        raise error

    monkeypatch.setattr(_stopping, "_discard_output", lambda: None)
    with pytest.raises(SystemExit) as stopped:
        stops_well(main)([])
    assert stopped.value.code == code


def test_a_mistake_of_ours_is_not_hidden() -> None:
    def main(arguments: list[str] | None = None) -> None:
        raise OSError(errno.EIO, "I/O error")

    with pytest.raises(OSError, match="I/O"):
        stops_well(main)([])


@pytest.mark.parametrize("name", sorted(commands().keys() - {"bench"}))
def test_every_command_stops_well(name: str) -> None:
    assert hasattr(importlib.import_module(f"scripts.{name}").main, "__wrapped__")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_full_disk_is_told_in_a_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scripts.launcher"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and "disk is full" in done.stderr
