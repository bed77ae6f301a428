"""How long pieces of work take beside each other, on machines that also do other things."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)


def cpu_seconds(work: Mapping[K, Callable[[], Any]], rounds: int) -> dict[K, float]:
    """Median CPU seconds of each piece of work, after one round that warms up.

    CPU time, not the clock's, so that other programs on the machine do not count; and the pieces take turns,
    so that a slow spell of the machine falls on all of them.
    """
    spent: dict[K, list[float]] = {name: [] for name in work}
    for turn in range(rounds + 1):
        for name, piece in work.items():
            before = time.process_time()
            piece()
            if turn:
                spent[name].append(time.process_time() - before)
    return {name: statistics.median(times) for name, times in spent.items()}
