"""The search page, and its results alone for the script that asks as somebody types."""

from __future__ import annotations

from flask import Blueprint, render_template

from index.generations import NoGeneration
from retrieval.search import SearchError
from webui.asked import asked
from webui.found import find
from webui.problems import MISREAD
from webui.standing import standing

blueprint = Blueprint("pages", __name__)
EXAMPLES = (
    "dreamy piano, no drums",
    "a lonely walk home in the rain",
    "fast electronic, energetic -vocals",
    "warm acoustic guitar by the fire",
    "tense strings, something is wrong",
    "choir",
)


@blueprint.get("/")
def search() -> str:
    return render_template("search.html", **_answer())


@blueprint.get("/results")
def results() -> str:
    return render_template("_results.html", **_answer())


@blueprint.get("/healthz")
def healthz() -> tuple[str, int]:
    return "ok\n", 200


def _answer() -> dict[str, object]:
    """What the templates need: what was found, or why nothing could be looked for."""
    wanted = asked()
    answer: dict[str, object] = {"asked": wanted, "found": None, "misread": "", "examples": EXAMPLES}
    try:
        if wanted:
            answer["found"] = find(wanted)
        else:
            answer["standing"] = standing()
    except MISREAD as error:
        answer["misread"] = str(error)
    except NoGeneration:
        answer["standing"] = standing()
    except SearchError as error:
        answer["misread"] = str(error)
    return answer
