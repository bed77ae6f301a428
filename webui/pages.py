"""The search page, and its results alone for the script that asks as somebody types."""

from __future__ import annotations

from flask import Blueprint, render_template

from index.generations import NoGeneration
from retrieval.search import SearchError
from webui.asked import Asked, asked, typed
from webui.engines import engines
from webui.facets import Narrowing, narrowing
from webui.found import Found, look
from webui.limits import costs
from webui.problems import MISREAD
from webui.standing import standing

blueprint = Blueprint("pages", __name__)
EXAMPLES = (
    "dreamy piano, no drums",
    "a lonely walk home in the rain",
    "fast electronic, energetic -vocals",
    "warm acoustic guitar by the fire",
    "tense strings",
    "choir",
)


@blueprint.get("/")
@costs(1)
def search() -> str:
    return render_template("search.html", **_answer())


@blueprint.get("/results")
@costs(1)
def results() -> str:
    return render_template("_results.html", **_answer())


def _answer() -> dict[str, object]:
    """What the templates need: what was found, or why nothing could be looked for."""
    wanted = asked()
    found: Found | None = None
    answer: dict[str, object] = {"asked": wanted, "misread": "", "examples": EXAMPLES, "parts": []}
    try:
        if wanted or wanted.filters.strip():
            found = look(wanted)
            answer["parts"] = [] if wanted.scene else typed(found.result.understood)
        else:
            answer["standing"] = standing()
    except MISREAD as error:
        answer["misread"] = str(error)
    except NoGeneration:
        answer["standing"] = standing()
    except SearchError as error:
        answer["misread"] = str(error)
    return {**answer, "found": found, "narrowing": _narrowing(wanted, found)}


def _narrowing(wanted: Asked, found: Found | None) -> Narrowing:
    """Nothing where there is no index."""
    try:
        engine = engines().engine()
        if found is not None and found.shelf is not None:
            return narrowing(engine, wanted, found.result, found.shelf)
        return narrowing(engine, wanted, None, engine.shelf())
    except (NoGeneration, SearchError):
        return Narrowing()
