"""A search and its answer, as the page and the API show them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.filters import parse_filters
from index.records import TrackRow
from retrieval.explaining import telling_tags
from retrieval.hits import Hit, SearchResult, Why
from retrieval.narrowing import passing
from retrieval.search import SearchEngine
from retrieval.shelf import Shelf
from webui.asked import Asked
from webui.engines import engines

SORTED = 2000
"""Tracks that are put in order where nothing says which fits better; of more, the first by their keys."""
LISTED = ""
"""The band of a track that was not searched for: it only passes a filter."""


@dataclass(frozen=True)
class Found:
    """What was asked, what was found among how many tracks, and what it took."""

    asked: Asked
    result: SearchResult
    examples: Mapping[str, TrackRow]
    tracks: int
    milliseconds: float
    shelf: Shelf | None
    """Where it was found; None where another index took that one's place meanwhile."""


def find(asked: Asked) -> Found:
    """Raises what `SearchEngine.search` raises."""
    engine = engines().engine()
    started = time.perf_counter()
    examples = asked.examples(engine.catalogue)
    before = engine.shelf()
    result = engine.search(asked.request())
    took = 1000 * (time.perf_counter() - started)
    after = engine.shelf()
    same = before if before.generation is after.generation else None
    return Found(asked, result, examples, int(after.allowed().sum()), took, same)


def look(asked: Asked) -> Found:
    """What is searched for; where only a filter is given, what passes it."""
    return browse(asked) if not asked and asked.filters.strip() else find(asked)


def browse(asked: Asked) -> Found:
    """The tracks that pass a filter, by artist and title. Raises `FilterError`."""
    engine = engines().engine()
    started = time.perf_counter()
    shelf = engine.shelf()
    rows = np.flatnonzero(passing(parse_filters(asked.filters), engine.catalogue, shelf))
    known = engine.catalogue.tracks([shelf.generation.keys[row] for row in rows[:SORTED]])
    tracks = sorted(known.values(), key=_by_name)[: asked.count]
    hits = tuple(_listed(engine, shelf, track) for track in tracks)
    message = "" if hits else f"no track passes the filter {asked.filters.strip()}: ask for less"
    took = 1000 * (time.perf_counter() - started)
    result = SearchResult(hits, (), len(hits), message, rows)
    return Found(asked, result, {}, int(shelf.allowed().sum()), took, shelf)


def _by_name(track: TrackRow) -> tuple[list[str], str, str]:
    return [each.casefold() for each in track.artists], (track.title or track.path.stem).casefold(), track.key


def _listed(engine: SearchEngine, shelf: Shelf, track: TrackRow) -> Hit:
    rows = shelf.rows([track.key])
    heard = shelf.struck.silenced(shelf.generation.track_tags[rows].astype(np.float32), rows)
    why = Why((), telling_tags(heard[0], shelf.usual, shelf.generation.tag_names), ())
    return Hit(track, 0.0, 0.0, LISTED, (), why)
