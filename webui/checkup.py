"""Every byte of the index read again, beside everything else, and what was found damaged."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app

from retrieval.checking import check
from retrieval.recipes import index_root


@dataclass(frozen=True)
class Found:
    """Sentences for what is damaged, or why nothing could be looked at; how long looking took, and when it
    ended, in seconds since 1970."""

    damages: tuple[str, ...]
    seconds: float
    ended: float


class Checkup:
    """The one that runs, and what the last one found; threads share it."""

    def __init__(self, look: Callable[[], list[str]]) -> None:
        self._look = look
        self._running: threading.Thread | None = None
        self._starting = threading.Lock()
        self.found: Found | None = None

    @property
    def running(self) -> bool:
        return self._running is not None and self._running.is_alive()

    def start(self) -> None:
        """Look, unless that is being done already."""
        with self._starting:
            if not self.running:
                self._running = threading.Thread(target=self._run, daemon=True)
                self._running.start()

    def described(self) -> dict[str, Any]:
        return {
            "running": self.running,
            "damages": list(self.found.damages) if self.found else None,
            "seconds": round(self.found.seconds, 1) if self.found else None,
            "ended": self.found.ended if self.found else None,
        }

    def _run(self) -> None:
        started = time.monotonic()
        try:
            damages = tuple(self._look())
        except Exception as error:  # nobody else would hear of it
            damages = (f"looking failed: {error}",)
        self.found = Found(damages, time.monotonic() - started, time.time())


def every_byte() -> list[str]:
    """What is damaged of all that searching needs."""
    return check(index_root())


def checkup() -> Checkup:
    """That of the application that answers now."""
    found = current_app.extensions["checkup"]
    assert isinstance(found, Checkup)
    return found
