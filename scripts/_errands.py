"""What is done beside the server, in processes that end with it: looking for music, hearing it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from webui.errands import Outcome

BUILD = ("index", "build")
COMMANDS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "build": [BUILD],
    "new": [("library", "scan"), BUILD],
    "retry": [("library", "failures", "--retry"), BUILD],
    "rebuild": [("index", "rebuild")],
}
"""By their errands, the commands that are given one after another."""
NEXT = ("python -m scripts.index build", "python -m scripts.library failures")
"""Who is told by an errand need not type these: the one follows, the page has what the other shows."""


class Commands:
    """Runs one errand at a time. Leave it as a context manager, and the one under way ends: it keeps what it
    has heard."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._what, self._closed, self._stopped = "", False, False
        self._outcomes: dict[str, Outcome] = {}
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None

    def finish(self, what: str) -> int:
        """Run an errand now, without the map that takes its time; gives the exit code."""
        codes = [subprocess.call([*_command(words), "--no-map"]) for words in COMMANDS[what]]
        return next(filter(None, codes), 0)

    def start(self, what: str) -> bool:
        """False where another one is under way."""
        with self._changing:
            if self._what or self._closed:
                return False
            self._what, self._stopped = what, False
            for outdated in (what, "build"):  # every errand builds, too
                self._outcomes.pop(outdated, None)
        self._thread = threading.Thread(target=self._run, args=(what,))
        self._thread.start()
        return True

    def running(self) -> str:
        """Which errand is under way; empty for none."""
        return self._what

    def stop(self) -> None:
        """Have the one under way end soon; it keeps what it has heard."""
        with self._changing:
            self._stopped = bool(self._what)
            self._interrupt()

    def ended(self) -> Sequence[Outcome]:
        """How the last errand of each kind ended, the newest first, but for those that were dismissed.

        The build at the start is told only where something is wrong.
        """
        with self._changing:
            return sorted(self._outcomes.values(), key=lambda outcome: -outcome.ended)

    def dismiss(self, what: str) -> None:
        """Tell of the last errand of this kind no more."""
        with self._changing:
            self._outcomes.pop(what, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._changing:
            self._closed = True
            self._interrupt()
        if self._thread is not None:
            self._thread.join()

    def _interrupt(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)

    def _run(self, what: str) -> None:
        ends: list[_End] = []
        try:
            for words in COMMANDS[what]:
                if (end := self._give(words)) is None:
                    break
                ends.append(end)
        except OSError as error:
            ends.append(_End((), f"it could not be started ({error.strerror or error}): try again", False))
        finally:
            with self._changing:
                outcome = _outcome(what, ends, self._stopped)
                if what != "build" or not outcome.whole:  # nobody asked for that one
                    self._outcomes[what] = outcome
                self._what = ""

    def _give(self, words: Sequence[str]) -> _End | None:
        """Run one command; its lines are told in this terminal as they come. None where all is to end."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as last_words:
            with self._changing:
                if self._closed or self._stopped:
                    return None
                self._process = subprocess.Popen(
                    _command(words, last_words.fileno()),
                    start_new_session=True,
                    stdout=subprocess.PIPE,
                    pass_fds=[last_words.fileno()],
                    encoding="utf-8",
                    errors="replace",
                    env={**os.environ, "PYTHONUNBUFFERED": "1"},  # lines come as they are said
                )
            assert self._process.stdout is not None
            lines = []
            with self._process.stdout as told:
                for line in told:
                    lines.append(line.rstrip())
                    # whoever started the server may have closed the terminal, or it lacks a letter
                    with suppress(OSError, ValueError):
                        print(lines[-1], flush=True)
            code = self._process.wait()
            last_words.seek(0)
            reason = last_words.read() or _reason(code, bool(lines))
        return _End(tuple(lines), reason, code == 0)


@dataclass(frozen=True)
class _End:
    """What a command printed, what kept it from its work, and whether all went well."""

    lines: tuple[str, ...]
    reason: str
    whole: bool


def _command(words: Sequence[str], last_words: int | None = None) -> list[str]:
    if last_words is None:
        return [sys.executable, "-m", f"scripts.{words[0]}", *words[1:]]
    return [sys.executable, "-m", "scripts._last_words", str(last_words), *words]


def _reason(code: int, spoke: bool) -> str:
    """Of a command that had no last words."""
    if code < 0:
        return (
            f"it was killed ({signal.Signals(-code).name}), as happens where memory runs out: close other "
            "programs, and try again; what was heard is kept"
        )
    # a code of 1 and lines that tell what was not to be had: that much of it was done
    return (
        "" if code == 0 or spoke else f"it ended with exit code {code}: the terminal of the server tells why"
    )


def _outcome(what: str, ends: Sequence[_End], stopped: bool) -> Outcome:
    # what is set in belongs to a line that tells of such a command
    kept = (line for end in ends for line in end.lines if not line.startswith("  "))
    done = [line for line in kept if not any(each in line for each in NEXT)]
    # a command that is interrupted has an exit code for that, and nothing to add
    failed = () if stopped else tuple(dict.fromkeys(end.reason for end in ends if end.reason))
    whole = not stopped and all(end.whole for end in ends)
    return Outcome(what, time.time(), tuple(done), failed, whole, stopped)
