"""What is done beside the server, in processes that end with it: looking for music, hearing it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Self

BUILD = ("index", "build")
COMMANDS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "build": [BUILD],
    "new": [("library", "scan"), BUILD],
    "retry": [("library", "failures", "--retry"), BUILD],
    "rebuild": [("index", "rebuild")],
}
"""By their errands, the commands that are given one after another."""


class Commands:
    """Runs one errand at a time. Leave it as a context manager, and the one under way ends: it keeps what it
    has heard."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._what, self._ended = "", False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    def finish(self, what: str) -> int:
        """Run an errand now, without the map that takes its time; gives the exit code."""
        codes = [subprocess.call([*_command(words), "--no-map"]) for words in COMMANDS[what]]
        return next(filter(None, codes), 0)

    def start(self, what: str) -> bool:
        """False where another one is under way."""
        with self._changing:
            if self._what or self._ended:
                return False
            self._what = what
        self._thread = threading.Thread(target=self._run, args=(COMMANDS[what],))
        self._thread.start()
        return True

    def running(self) -> str:
        """Which errand is under way; empty for none."""
        return self._what

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._changing:
            self._ended = True
            if self._process is not None and self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
        if self._thread is not None:
            self._thread.join()

    def _run(self, commands: Sequence[tuple[str, ...]]) -> None:
        try:
            for words in commands:
                with self._changing:
                    if self._ended:
                        return
                    self._process = subprocess.Popen(_command(words), start_new_session=True)
                self._process.wait()
        finally:
            self._what = ""


def _command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", f"scripts.{words[0]}", *words[1:]]
