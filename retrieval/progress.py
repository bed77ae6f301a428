"""Progress on standard error for whatever takes more than a moment, with the time it will still take."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Item = TypeVar("Item")

PLAIN_REPORT_SECONDS = 30.0
"""How often progress is told where no bar can be drawn."""


def bar() -> Progress:
    """A progress display: what, how much of it, time spent and time to go."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=Console(stderr=True),
    )


def steps(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    """The items, with a progress bar while they are taken; without a terminal, now and then a line."""
    started = told = time.monotonic()
    with bar() as progress:
        task = progress.add_task(what, total=total, note="")
        for done, item in enumerate(items, start=1):
            yield item
            progress.advance(task)
            if not progress.console.is_terminal and time.monotonic() - told > PLAIN_REPORT_SECONDS:
                told = time.monotonic()
                say(f"{what}: {done} of {total}, {left(told - started, done, total)}")


def say(line: str) -> None:
    """A line on standard error."""
    print(line, file=sys.stderr, flush=True)


def left(seconds: float, done: float, total: float) -> str:
    """How long the rest will take, if it goes on like this.

    >>> left(60, 1, 3)
    'about 2:00 left'
    """
    minutes, rest = divmod(round(seconds / done * (total - done)), 60)
    return f"about {minutes}:{rest:02} left"
