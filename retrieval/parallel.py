"""Work on many items in several processes: answers in order, and a process that dies costs one item only.

Decoders are C code that meets strange files; when one takes its process down, that item alone is reported as
failed and a fresh process carries on with the next.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Failure:
    """An item that brought no answer, and one sentence about why."""

    reason: str
    message: str


def usable_cores() -> int:
    """How many cores this process may run on."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # systems without affinity
        return os.cpu_count() or 1


@dataclass
class _Worker(Generic[Item]):
    process: BaseProcess
    pipe: Connection
    place: int | None = None  # of the item it is working on

    def give(self, place: int, item: Item) -> None:
        self.place = place
        self.pipe.send(item)


def map_in_order(
    prepare: Callable[[], Callable[[Item], Answer]], items: Sequence[Item], workers: int
) -> Generator[Answer | Failure]:
    """Answers to `items`, in their order, from `workers` processes; with one, from this very process.

    Each process calls `prepare` once (to load a model, say), then what it returned for every item. `prepare`
    must be importable: a module's function, or a partial of one. Closing the iterator stops the processes.
    """
    if workers <= 1:
        work = prepare()
        yield from (_attempt(work, item) for item in items)
        return
    context = multiprocessing.get_context("spawn")

    def hire() -> _Worker[Item]:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(prepare, theirs), daemon=True)
        with deaf_to_interrupts():
            process.start()
        theirs.close()  # so that the process's death reads as the end of the stream
        return _Worker(process, ours)

    crew: list[_Worker[Item]] = []
    answers: dict[int, Answer | Failure] = {}
    given = 0
    try:
        for place in range(len(items)):
            while place not in answers:
                crew += [hire() for _ in range(min(workers, len(items) - given) - len(crew))]
                for worker in crew:
                    if worker.place is None and given < len(items):
                        worker.give(given, items[given])
                        given += 1
                for worker in _ready(crew):
                    assert worker.place is not None
                    try:
                        answers[worker.place] = worker.pipe.recv()
                    except EOFError:
                        worker.process.join()
                        answers[worker.place] = _death(worker.process.exitcode)
                        crew.remove(worker)
                    worker.place = None
            yield answers.pop(place)
    finally:
        for worker in crew:
            worker.process.terminate()
        for worker in crew:
            worker.process.join()
            worker.pipe.close()


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """What is started here never hears Ctrl-C, not even while it loads; we hear it once the block ends."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # else started within, and it would lift the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ready(crew: list[_Worker[Item]]) -> list[_Worker[Item]]:
    pipes = wait([worker.pipe for worker in crew if worker.place is not None])
    return [worker for worker in crew if worker.pipe in pipes]


def _death(exit_code: int | None) -> Failure:
    how = (
        signal.Signals(-exit_code).name
        if exit_code is not None and exit_code < 0
        else f"exit code {exit_code}"
    )
    return Failure("crashed", f"the process working on it died ({how})")


def _serve(prepare: Callable[[], Callable[[Any], Any]], pipe: Connection) -> None:
    """What a worker process does: answer until the other end of the pipe closes."""
    # Ctrl-C reaches the whole terminal; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work = prepare()
    with suppress(EOFError, ConnectionError):  # nobody waits any more: the parent is done, or was killed
        while True:
            pipe.send(_attempt(work, pipe.recv()))


def _attempt(work: Callable[[Item], Answer], item: Item) -> Answer | Failure:
    try:
        return work(item)
    except Exception as error:  # one strange item must not cost the others their answers
        return Failure("unexpected", f"{type(error).__name__}: {error}")
