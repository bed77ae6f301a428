"""How often a library that is being heard is published so far, so that it can be searched meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

FIRST_SECONDS, AGAIN_SECONDS = 4.0, 15.0
SHARE = 0.05
"""Of a build's time, publishing what is not all yet may take this much."""


class Rhythm:
    """Soon at first, since nothing can be found yet; then so seldom that publishing costs next to nothing."""

    def __init__(
        self, wait_seconds: float = FIRST_SECONDS, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._wait, self._now = wait_seconds, now
        self._since = now()

    def due(self) -> bool:
        return self._now() - self._since >= self._wait

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Around every publication: what it takes decides when the next is due."""
        started = self._now()
        try:
            yield
        finally:
            self._since = self._now()
            self._wait = max(AGAIN_SECONDS, (self._since - started) / SHARE)
