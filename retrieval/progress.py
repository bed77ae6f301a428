"""Progress for whatever takes more than a moment: a bar, or now and then a line, and the time to go."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)

PLAIN_REPORT_SECONDS = 20.0
"""How often progress is told where no bar can be drawn."""


def bar(out: Console | None = None) -> Progress:
    """A progress display: what, how much of it, time spent and time to go.

    It is drawn on standard error and stays. Where results are printed to `out` meanwhile, it goes away in the
    end, and one terminal has one owner: `out` draws it, if that is a terminal. No terminal, no bar.
    """
    console = out if out is not None and out.is_terminal else Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=console,
        disable=not console.is_terminal,
        transient=out is not None,
        redirect_stdout=out is None,
        redirect_stderr=out is None,
    )


@contextmanager
def quiet() -> Iterator[None]:
    """No progress is told within, in this thread: nobody who waits for it looks at this terminal."""
    before = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(before)


def steps(items: Iterable[Item], total: int, what: str, out: Console | None = None) -> Iterator[Item]:
    """The items, with progress while they are taken; one item alone is just given. `out` as for `bar`."""
    if total < 2 or _quiet.get():
        yield from items
        return
    started = told = time.monotonic()
    with bar(out) as progress:
        task = progress.add_task(what, total=total, note="")
        for done, item in enumerate(items, start=1):
            yield item
            progress.advance(task)
            if not progress.console.is_terminal and time.monotonic() - told >= PLAIN_REPORT_SECONDS:
                told = time.monotonic()
                say(f"{what}: {done} of {total}, {left(told - started, done, total)}")


def say(line: str) -> None:
    """A line on standard error."""
    print(line, file=sys.stderr, flush=True)


def clock(seconds: float) -> str:
    """Minutes and seconds as on a player.

    >>> clock(222.4), clock(3723)
    ('3:42', '1:02:03')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def left(seconds: float, done: float, total: float) -> str:
    """How long the rest will take, if it goes on like this.

    >>> left(60, 1, 3)
    'about 2:00 left'
    """
    return f"about {clock(seconds / done * (total - done))} left"
