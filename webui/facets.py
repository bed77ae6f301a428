"""What a search can be narrowed by, with how many tracks each choice would leave of those that fit it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from flask import Blueprint, current_app
from numpy.typing import NDArray

from index.filters import FilterError, parse_filters, split_filters
from retrieval.categories import categories_of
from retrieval.examples import ExampleError
from retrieval.facets import Choice, Facet, facets_of
from retrieval.hits import SearchResult
from retrieval.narrowing import passing
from retrieval.query import QueryError
from retrieval.search import SearchEngine, SearchError
from retrieval.shelf import Shelf
from webui import shapes
from webui.asked import COUNT, Asked, asked
from webui.describing import answers
from webui.engines import engines
from webui.found import find
from webui.limits import costs

blueprint = Blueprint("facets", __name__, url_prefix="/api/v1")
AGAIN_SECONDS = 10.0
"""How old the facts may be that choices are made of, while files come and go."""
REMEMBERED = 50
Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Counted:
    """A choice: how many tracks it leaves, whether it is chosen, and the search with it chosen or not."""

    label: str
    condition: str
    count: int
    chosen: bool
    asked: Asked


@dataclass(frozen=True)
class Narrowing:
    """Facets by name. `tracks` are those counted: the ones that fit, or all that there are."""

    facets: tuple[tuple[str, tuple[Counted, ...]], ...] = ()
    conditions: tuple[tuple[str, Asked], ...] = ()
    """What is chosen or typed already, each with the search without it."""
    tracks: int = 0
    fitting: bool = False
    """Whether the tracks counted are those that fit."""


@blueprint.get("/facets")
@costs(1)
@answers(shapes.FacetsAnswer, query=shapes.SearchQuery)
def facets() -> dict[str, object]:
    """What a search can be narrowed by: how many of the tracks that fit each condition would leave."""
    wanted = asked()
    parse_filters(wanted.filters)
    answer = find(wanted) if wanted.searches else None
    engine = engines().engine()
    if answer is not None and answer.shelf is not None:
        found = narrowing(engine, wanted, answer.result, answer.shelf)
    else:
        found = narrowing(engine, wanted, None, engine.shelf())
    return {
        "tracks": found.tracks,
        "counted": "fitting" if found.fitting else "all",
        "facets": [
            {
                "name": name,
                "choices": [
                    {
                        "label": each.label,
                        "filter": each.condition,
                        "tracks": each.count,
                        "chosen": each.chosen,
                    }
                    for each in choices
                ],
            }
            for name, choices in found.facets
        ],
    }


def narrowing(engine: SearchEngine, asked: Asked, result: SearchResult | None, shelf: Shelf) -> Narrowing:
    """What `asked` can be narrowed by; `result`, where there is one, is its answer from this shelf."""
    made = _made(engine, shelf)
    try:
        conditions = split_filters(asked.filters)
        let_through = _let_through(engine, made, conditions)
    except FilterError:
        conditions, let_through = (), {}
    base, fitting = made.fitting(engine, asked, result), True
    if not base.any():
        base, fitting = shelf.allowed(), False
    named = {choice.condition: choice.label for facet in made.facets for choice in facet.choices}
    return Narrowing(
        tuple((facet.name, _counted(facet, asked, conditions, let_through, base)) for facet in made.facets),
        tuple((named.get(each, each), _with(asked, _but(conditions, [each]))) for each in conditions),
        int((base & _all(let_through.values(), base)).sum()),
        fitting,
    )


def _counted(
    facet: Facet, asked: Asked, conditions: Sequence[str], let_through: dict[str, Rows], base: Rows
) -> tuple[Counted, ...]:
    own = {choice.condition for choice in facet.choices} if facet.single else set()
    others = base & _all((rows for each, rows in let_through.items() if each not in own), base)
    counted = []
    for choice in facet.choices:
        chosen = choice.condition in conditions
        after = _but(conditions, [choice.condition]) if chosen else (*_but(conditions, own), choice.condition)
        count = int((others & choice.rows).sum())
        counted.append(Counted(choice.label, choice.condition, count, chosen, _with(asked, after)))
    return tuple(counted)


def _let_through(engine: SearchEngine, made: _Made, conditions: Iterable[str]) -> dict[str, Rows]:
    """Which rows each condition lets through."""
    choices: dict[str, Choice] = {each.condition: each for facet in made.facets for each in facet.choices}
    return {
        each: choices[each].rows
        if each in choices
        else passing(parse_filters(each), engine.catalogue, made.shelf)
        for each in conditions
    }


def _all(masks: Iterable[Rows], like: Rows) -> Rows:
    """The rows that are in all of them."""
    return np.logical_and.reduce([np.ones_like(like), *masks])


def _but(conditions: Iterable[str], without: Iterable[str]) -> tuple[str, ...]:
    leave = frozenset(without)
    return tuple(each for each in conditions if each not in leave)


def _with(asked: Asked, conditions: Iterable[str]) -> Asked:
    return replace(asked, filters=" ".join(conditions), count=COUNT)


@dataclass
class _Made:
    """Facets of a shelf, and which of its rows fitted the searches made last."""

    shelf: Shelf
    facets: tuple[Facet, ...]
    made: float
    _fitted: dict[Asked, Rows] = field(default_factory=dict)

    def serves(self, shelf: Shelf) -> bool:
        """Whether it is good enough for a shelf: of another index it never is."""
        recent = time.monotonic() - self.made < AGAIN_SECONDS
        if shelf is self.shelf or shelf.generation is not self.shelf.generation:
            return shelf is self.shelf
        return recent and shelf.struck == self.shelf.struck

    def fitting(self, engine: SearchEngine, asked: Asked, result: SearchResult | None) -> Rows:
        """The rows that fit, were there no filter; none where nothing is asked for."""
        rows = np.zeros(len(self.shelf.generation.tracks), dtype=bool)
        if not asked.searches:
            return rows
        wanted = replace(asked, filters="", count=1, diverse=False)
        known = self._fitted.get(wanted)  # at once: another thread may clear them
        if known is not None:
            return known
        if result is None or asked.filters.strip():
            try:
                result = engine.search(wanted.request())
            except (QueryError, ExampleError, SearchError):
                return rows  # the page says why, where the answer would be
            if engine.shelf().generation is not self.shelf.generation:
                return rows  # the answer is another index's
        rows[result.fitting] = True
        if len(self._fitted) >= REMEMBERED:
            self._fitted.clear()
        self._fitted[wanted] = rows
        return rows


def _made(engine: SearchEngine, shelf: Shelf) -> _Made:
    """The last, or new ones; threads may make them twice, but nobody waits for another."""
    made = current_app.extensions.get("facets")
    if not isinstance(made, _Made) or not made.serves(shelf):
        catalogue, categories = engine.catalogue, categories_of(engine.bundle_folder)
        countable, folders = catalogue.countable(), catalogue.folders()
        facets = facets_of(shelf.generation, countable, folders, categories, shelf.struck)
        made = current_app.extensions["facets"] = _Made(shelf, facets, time.monotonic())
    return made
