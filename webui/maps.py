"""The map: the whole library in two dimensions, coloured by what is heard; a search drops onto it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, render_template, request
from numpy.typing import NDArray

from index.generations import NoGeneration
from retrieval.categories import categories_of
from retrieval.facets import SCALES
from retrieval.maps import read, sketched
from retrieval.search import SearchEngine, SearchError
from retrieval.shelf import Shelf
from retrieval.teaching import taught_heads
from webui import shapes
from webui.asked import KEY, MOST, asked
from webui.describing import answers
from webui.engines import engines
from webui.found import find
from webui.limits import costs
from webui.playlists import playable
from webui.problems import Problem
from webui.standing import standing

blueprint = Blueprint("maps", __name__)
COLOURED_BY = ("genre", "mood")
LABELS = 10
"""Colours that people can tell apart; what is rarer shares one."""
OTHER = "other"
DROPPED = 8
"""A search lies in the middle of its best hits."""


@dataclass(frozen=True)
class Colouring:
    """Labels, commonest first, and which of them each of N tracks has, `[N]`."""

    name: str
    labels: tuple[str, ...]
    of: NDArray[np.int64]


@blueprint.get("/map")
@costs(1)
def page() -> str:
    try:
        engine = engines().engine()
        shelf = engine.shelf()
    except (NoGeneration, SearchError):
        return render_template("map.html", asked=asked(), standing=standing(), colourings=[], taught=[])
    rows, _, _ = _places(engine, shelf)
    return render_template(
        "map.html",
        asked=asked(),
        standing=standing(),
        colourings=[(each, _counts(each)) for each in _colourings(engine, shelf, rows)],
        taught=list(taught_heads(engine.catalogue, shelf)),
    )


@blueprint.get("/api/v1/map")
@costs(2)
@answers(shapes.MapAnswer)
def places() -> dict[str, Any]:
    """Where every track of the library lies, and what it is coloured by."""
    engine = engines().engine()
    shelf = engine.shelf()
    rows, where, sketch = _places(engine, shelf)
    vectors = shelf.generation.tracks.vectors[rows]
    return {
        "generation": shelf.generation.number,
        "sketch": sketch,
        "keys": [shelf.generation.keys[row] for row in rows],
        "x": [round(float(x), 4) for x in where[:, 0]],
        "y": [round(float(y), 4) for y in where[:, 1]],
        "colourings": [
            {"name": each.name, "labels": each.labels, "of": each.of.tolist()}
            for each in _colourings(engine, shelf, rows)
        ],
        "taught": [
            {"name": name, "likely": np.rint(100 * head.probabilities(vectors)).astype(int).tolist()}
            for name, head in taught_heads(engine.catalogue, shelf).items()
        ],
    }


@blueprint.get("/api/v1/map/search")
@costs(1)
@answers(shapes.DroppedQuery, query=shapes.SearchQuery)
def dropped() -> dict[str, Any]:
    """Where a search lies on the map, and what it finds there."""
    found = find(asked())
    engine = engines().engine()
    shelf = engine.shelf()
    rows, where, _ = _places(engine, shelf)
    place_of = {shelf.generation.keys[row]: where[place] for place, row in enumerate(rows)}
    hits = [hit for hit in found.result.hits if hit.track.key in place_of]
    best = hits[:DROPPED]
    x = y = None
    if best:
        middle = np.average(
            [place_of[hit.track.key] for hit in best],
            axis=0,
            weights=[max(hit.chance, 1e-3) ** 2 for hit in best],
        )
        x, y = (round(float(value), 4) for value in middle)
    return {
        "x": x,
        "y": y,
        "message": found.result.message,
        "hits": [
            {
                "key": hit.track.key,
                "title": hit.title,
                "band": hit.band,
                "chance": round(hit.chance, 4),
                "start_seconds": round(hit.span.start_seconds if hit.span else 0.0, 2),
                "end_seconds": round(hit.span.end_seconds if hit.span else hit.track.duration_seconds, 2),
            }
            for hit in hits
        ],
    }


@blueprint.get("/api/v1/tracks")
@costs(0.2)
@answers(shapes.PlayableTracks, query=shapes.TracksQuery)
def tracks() -> dict[str, Any]:
    """Several tracks by their keys, as a player needs them; those that are not there are left out."""
    keys = list(dict.fromkeys(request.args.getlist("key")))
    if not 1 <= len(keys) <= MOST or not all(KEY.fullmatch(key) for key in keys):
        raise Problem(400, f"key= stands for a track, 64 digits from 0 to f, and may be given {MOST} times")
    rows = engines().catalogue.tracks(keys).values()
    return {"tracks": [playable(row) for row in rows if row.present]}


def _places(engine: SearchEngine, shelf: Shelf) -> tuple[NDArray[np.int64], NDArray[np.float32], bool]:
    """Rows of the tracks on the map, where they are, and whether that is a sketch."""
    generation = shelf.generation
    drawn = read(engine.serving.root, generation)
    where = sketched(np.asarray(generation.tracks.vectors)) if drawn is None else drawn
    rows = np.flatnonzero(shelf.allowed() & np.isfinite(where).all(axis=1))
    return rows, where[rows], drawn is None


def _colourings(engine: SearchEngine, shelf: Shelf, rows: NDArray[np.int64]) -> list[Colouring]:
    generation = shelf.generation
    category_of = categories_of(engine.bundle_folder)
    heard = shelf.struck.silenced(generation.track_tags[rows].astype(np.float32), rows)
    found = []
    for category in COLOURED_BY:
        tags = [
            place
            for place, name in enumerate(generation.tag_names)
            if category_of.get(name) == category and name not in SCALES
        ]
        if tags:
            found.append(_colouring(category, [generation.tag_names[tag] for tag in tags], heard[:, tags]))
    return found


def _colouring(name: str, tags: Sequence[str], heard: NDArray[np.float32]) -> Colouring:
    """Each track by the likeliest of its tags `[N, T]`; tags that few tracks have are one."""
    likeliest = heard.argmax(axis=1)
    common = [tag for tag, _ in Counter(likeliest.tolist()).most_common()]
    shown = common if len(common) <= LABELS else common[: LABELS - 1]
    place_of = np.full(len(tags), len(shown), np.int64)
    place_of[shown] = np.arange(len(shown))
    labels = [tags[tag] for tag in shown] + [OTHER] * (len(shown) < len(common))
    return Colouring(name, tuple(labels), place_of[likeliest])


def _counts(colouring: Colouring) -> list[tuple[str, int]]:
    counts = np.bincount(colouring.of, minlength=len(colouring.labels))
    return list(zip(colouring.labels, map(int, counts), strict=True))
