"""A long-lived reader's way to the index: the generation being served, also after a new one was published."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from index.generations import Current, Generation, GenerationError, current

LOOK_EVERY_SECONDS = 0.5
ATTEMPTS = 20


class Serving:
    """`current()` gives a generation to answer a whole query with; threads may share it.

    With `bundle` (a fingerprint) only what that bundle heard is served. When what is published later cannot
    be opened, the old generation goes on, and `trouble` says why.
    """

    def __init__(self, root: Path, bundle: str | None = None) -> None:
        self.root, self.bundle = root, bundle
        self.trouble: str | None = None
        self._switching = threading.Lock()
        self._said, self._generation = self._open()
        self._looked = time.monotonic()

    def current(self) -> Generation:
        due = time.monotonic() - self._looked >= LOOK_EVERY_SECONDS
        # one thread looks, the others go on with what they have
        if due and self._switching.acquire(blocking=False):
            try:
                self._look()
                self._looked = time.monotonic()
            finally:
                self._switching.release()
        return self._generation

    def _look(self) -> None:
        try:
            if current(self.root) != self._said:
                self._said, self._generation = self._open()
            self.trouble = None
        except (GenerationError, OSError) as error:
            self.trouble = str(error)

    def _open(self) -> tuple[Current, Generation]:
        """What is served now. It may be pruned before it is opened; then another is served."""
        for attempt in range(ATTEMPTS):
            said = current(self.root)
            try:
                return said, Generation.open(self.root, said.number, self.bundle)
            except GenerationError:
                if attempt == ATTEMPTS - 1 or current(self.root) == said:
                    raise
        raise AssertionError("every attempt returns or raises")
