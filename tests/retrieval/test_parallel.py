"""Answers come in order from any number of processes, and a dying process costs one item only."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable

import pytest

from retrieval.parallel import Failure, deaf_to_interrupts, map_in_order


def prepare() -> Callable[[int], int]:
    return work


def work(item: int) -> int:
    if item < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    if item > 900:
        raise ValueError(f"{item} is too many")
    time.sleep(0.05 if item % 3 == 0 else 0)
    return 2 * item


@pytest.mark.parametrize("workers", [1, 3])
def test_answers_come_in_the_order_of_the_items(workers: int) -> None:
    assert list(map_in_order(prepare, range(10), workers)) == [2 * item for item in range(10)]
    assert list(map_in_order(prepare, [], workers)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_is_that_item_s_answer(workers: int) -> None:
    found = list(map_in_order(prepare, [1, 999, 2], workers))
    assert found == [2, Failure("unexpected", "ValueError: 999 is too many"), 4]


def test_a_killed_process_costs_its_item_only() -> None:
    found = list(map_in_order(prepare, [1, -1, 2, 3, -1, 4], 2))
    dead = Failure("crashed", "the process working on it died (SIGKILL)")
    assert found == [2, dead, 4, 6, dead, 8]


def test_stopping_early_is_prompt() -> None:
    answers = map_in_order(nap_factory, [0.0, 60.0, 60.0], 2)
    assert next(answers) == 0.0
    started = time.monotonic()
    answers.close()
    assert time.monotonic() - started < 5


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs signal masks")
def test_a_worker_never_hears_an_interruption() -> None:
    worker = multiprocessing.get_context("spawn").Process(target=_mask_to_exit_code)
    with deaf_to_interrupts():
        worker.start()
    worker.join()
    assert worker.exitcode == 7
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def _mask_to_exit_code() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    sys.exit(7)


def nap_factory() -> Callable[[float], float]:
    return nap


def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds
