"""What commands share about terminals: the console, clock times, progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")

PLAIN_REPORT_SECONDS = 10.0
"""How often progress is told where no bar can be drawn."""
WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal."""


def output() -> Console:
    """Standard output: coloured in a terminal, plain when piped, and never torn by names in odd encodings."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.width = min(console.width, WIDEST)
    return console


def clock(seconds: float) -> str:
    """Minutes and seconds as on a player.

    >>> clock(222.4), clock(3723)
    ('3:42', '1:02:03')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def printable(path: Path) -> str:
    """A path as it can be shown on one line: line breaks, escapes and broken encodings become `?`.

    >>> printable(Path("new\\nline.mp3"))
    'new?line.mp3'
    """
    return "".join(letter if letter.isprintable() else "?" for letter in str(path))


def about(path: Path, message: str) -> str:
    """The message, with the file it is about in front unless it names the file itself."""
    named = message if str(path) in message else f"{path}: {message}"
    return named.replace(str(path), printable(path))


def watched(items: Iterable[Item], total: int, what: str, out: Console) -> Iterator[Item]:
    """The items, with progress shown: a bar beneath what `out` prints, or now and then a line on stderr."""
    # One terminal must have one owner: where results go to it, the bar is drawn by the same console.
    console = out if out.is_terminal else Console(stderr=True)
    if total < 2:
        yield from items
    elif console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(
            *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
        ) as bar:
            yield from bar.track(items, total=total, description=what)
    else:
        started = told = time.monotonic()
        for done, item in enumerate(items, start=1):
            yield item
            now = time.monotonic()
            if now - told >= PLAIN_REPORT_SECONDS:
                left = (now - started) / done * (total - done)
                print(f"{what}: {done} of {total}, about {clock(left)} left", file=sys.stderr)
                told = now
