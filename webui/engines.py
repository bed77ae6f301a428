"""The engine behind all pages: opened when there is an index, again when another bundle made it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from flask import current_app

from index.catalogue import Catalogue
from index.generations import NoGeneration
from retrieval.search import SearchEngine

AGAIN_SECONDS = 5.0
"""How long after an index could not be opened the next attempt is made."""


class Engines:
    """Gives the one engine that all threads share; what `opened` raises is raised until it succeeds."""

    def __init__(self, catalogue: Catalogue, opened: Callable[[], SearchEngine] = SearchEngine.open) -> None:
        self.catalogue, self._opened = catalogue, opened
        self._engine: SearchEngine | None = None
        self._error: Exception | None = None
        self._tried = -AGAIN_SECONDS
        self._opening = threading.Lock()

    def engine(self) -> SearchEngine:
        with self._opening:
            engine = self._engine
            stale = engine is None or engine.serving.trouble is not None
            waited = time.monotonic() - self._tried >= AGAIN_SECONDS
            if stale and (waited or isinstance(self._error, NoGeneration)):  # which is found out at no cost
                self._tried = time.monotonic()
                try:
                    # the old one is not closed: others may be searching with it
                    self._engine, self._error = self._opened(), None
                except Exception as error:
                    self._error = error
            if self._engine is None:
                assert self._error is not None
                raise self._error
            return self._engine


def engines() -> Engines:
    """Those of the application that answers now."""
    found = current_app.extensions["engines"]
    assert isinstance(found, Engines)
    return found
