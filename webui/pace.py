"""How long it will take until everything is heard, by how fast that went lately."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 180.0


class Pace:
    """Looked at now and then while a build runs; threads share it."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: deque[tuple[float, int]] = deque()
        self._looking = threading.Lock()

    def seconds_left(self, heard: int, tracks: int) -> float | None:
        """None until it is known how fast things go: what is heard comes in batches."""
        with self._looking:
            now, seen = self._now(), self._seen
            if seen and heard < seen[-1][1]:
                seen.clear()  # another build
            if not seen or heard > seen[-1][1]:
                seen.append((now, heard))
            while len(seen) > 2 and now - seen[0][0] > WINDOW_SECONDS:
                seen.popleft()
            (first, before), (last, after) = seen[0], seen[-1]
        if after == before:
            return None
        each = (last - first) / (after - before)
        return max(0.0, each * (tracks - heard) - (now - last))
