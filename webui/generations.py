"""Which published index serves: all that are there, and another one chosen by a person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, redirect, request, url_for

from index.generations import Generation, GenerationError, generations, switch
from index.locks import BuildRunning
from retrieval.planning import bundle_folder
from retrieval.recipes import Recipe, index_root
from webui.bodies import SMALL, takes
from webui.describing import NOTHING, answers
from webui.engines import engines
from webui.limits import costs
from webui.problems import Problem

blueprint = Blueprint("generations", __name__)
DAMAGED = "damaged: check every byte to learn more"


@dataclass(frozen=True)
class Published:
    """A generation, as the page tells of it; `tracks` None where it is damaged."""

    number: int
    serves: bool
    tracks: int | None = None
    segments: int = 0
    lacking: int = 0
    """Tracks of the library that it does not hold."""
    recipe: str = DAMAGED
    partial: bool = False
    bundle: str = ""
    """The name of the bundle that it is searched with; empty where that is not here."""

    @property
    def trouble(self) -> str:
        """Why it cannot serve, and what to do; nothing where it can."""
        if self.tracks is None:
            return f"generation {self.number} is damaged: choose another, or make the index anew"
        if not self.bundle:
            return (
                f"the bundle that made generation {self.number} is not here any more: put its folder back, "
                "or choose another generation"
            )
        return ""


@blueprint.post("/library/generations")
@takes(SMALL)
@costs(10)
def choose() -> Response:
    """The button of the page: `number` is a generation."""
    _serve(request.form.get("number", type=int))
    return redirect(url_for("library.library", _anchor="index"), 303)  # type: ignore[return-value]


@blueprint.post("/api/v1/library/generations/<int:number>")
@costs(10)
@answers(media=NOTHING, status=204, also={404: "there is no such generation", 409: "it cannot serve now"})
def serve(number: int) -> tuple[str, int]:
    """Have this generation answer searches from now on, also after the next start.

    The next build brings it up to date with the library.
    """
    _serve(number)
    return "", 204


def published(served: int) -> list[Published]:
    """All that are there, newest first; `served` is the number of the one that serves."""
    root = index_root()
    present = engines().catalogue.present_keys()
    return [_published(root, number, present, number == served) for number in _newest_first(root)]


def _serve(number: int | None) -> None:
    root = index_root()
    there = _newest_first(root)
    if number is None or number not in there:
        choice = f"choose from {', '.join(map(str, there))}" if there else "nothing was published yet"
        raise Problem(404, f"there is no such generation: {choice}")
    if trouble := _published(root, number, ()).trouble:
        raise Problem(409, trouble)
    try:
        switch(root, number)
    except BuildRunning:
        raise Problem(409, "an index is being built: choose when that is done") from None


def _newest_first(root: Path) -> list[int]:
    return generations(root)[::-1]


def _published(root: Path, number: int, present: Collection[str], serves: bool = False) -> Published:
    try:
        opened = Generation.open(root, number)
    except GenerationError:
        return Published(number, serves)
    folder = bundle_folder(root, opened.bundle)
    lacking = int((opened.rows(present) < 0).sum())
    return Published(
        number,
        serves,
        len(opened.tracks),
        len(opened.segments),
        lacking,
        str(Recipe.of(opened)),
        opened.partial,
        folder.name if folder else "",
    )
