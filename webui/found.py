"""A search and its answer, as the page and the API show them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from index.records import TrackRow
from retrieval.hits import SearchResult
from webui.asked import Asked
from webui.engines import engines


@dataclass(frozen=True)
class Found:
    """What was asked, what was found among how many tracks, and what it took."""

    asked: Asked
    result: SearchResult
    examples: Mapping[str, TrackRow]
    tracks: int
    milliseconds: float


def find(asked: Asked) -> Found:
    """Raises what `SearchEngine.search` raises."""
    engine = engines().engine()
    started = time.perf_counter()
    examples = asked.examples(engine.catalogue)
    result = engine.search(asked.request())
    took = 1000 * (time.perf_counter() - started)
    return Found(asked, result, examples, int(engine.shelf().allowed().sum()), took)
