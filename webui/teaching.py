"""What people say of a track: tags given by hand, heard ones struck out, tags taught by example.

For its page and the API.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from index.own_tags import OwnTagError
from index.records import TaughtTag, TrackRow
from retrieval.examples import ExampleError
from retrieval.search import SearchEngine
from retrieval.struck import StruckError, strike
from retrieval.teaching import (
    ENOUGH,
    Judgement,
    TeachingError,
    take_back,
    taught_heads,
    teach,
    typeable,
    word_before,
)
from webui import shapes
from webui.asked import KEY
from webui.bodies import SMALL, json_texts, takes
from webui.describing import NOTHING, answers
from webui.engines import engines
from webui.heard import heard_in
from webui.limits import costs
from webui.problems import Problem
from webui.sound import row_of
from webui.words import percent, some

blueprint = Blueprint("teaching", __name__)
MOST_KNOWN = 500
"""Tags that a person is offered."""
MOST_TAUGHT = 30
"""Taught tags that the page of a track tells of, the likeliest of them."""
LIKE, UNLIKE = "like", "unlike"
HEARD, YOURS = "heard", "yours"
"""Parts of the page."""


@dataclass(frozen=True)
class Taught:
    """A taught tag beside one track: how likely it holds, and whether the track is an example of it."""

    tag: TaughtTag
    probability: float
    """0 where the index does not hold the track."""
    side: str
    """`like`, `unlike`, or nothing."""


def taught_of(engine: SearchEngine, key: str) -> list[Taught]:
    """All taught tags, those first that the track is an example of, then the likeliest."""
    shelf = engine.shelf()
    heads, vectors = taught_heads(engine.catalogue, shelf), shelf.vectors([key])
    found = []
    for tag in engine.catalogue.taught_tags():
        known = tag.name in heads and len(vectors)
        probability = float(heads[tag.name].probabilities(vectors)[0]) if known else 0.0
        side = LIKE if key in tag.likes else UNLIKE if key in tag.unlikes else ""
        found.append(Taught(tag, probability, side))
    return sorted(found, key=lambda each: (not each.side, -each.probability, each.tag.name))


def told_of(row: TrackRow, said: str = "", wrong: str = "", about: str = YOURS) -> dict[str, Any]:
    """What the parts of the page need that change; `said` and `wrong` are what came of it, beside what was
    `heard` or what is `yours`."""
    engine = engines().engine()
    known = (*engine.catalogue.own_tags(), *engine.shelf().generation.tag_names)
    return {
        "row": row,
        "heard": heard_in(engine, row.key, row.duration_seconds),
        "known": [tag for tag in dict.fromkeys(known) if tag not in row.tags][:MOST_KNOWN],
        "taught": taught_of(engine, row.key)[:MOST_TAUGHT],
        "enough": ENOUGH,
        "said": said,
        "wrong": wrong,
        "about": about,
    }


@blueprint.post("/tracks/<key>/yours")
@takes(SMALL)
@costs(2)
def change(key: str) -> Response | str | tuple[str, int]:
    """A form of the page: `add`, `remove`, `strike`, `restore` or `forget` with a tag, or `name` and `as`.
    Gives what changes alone where `part` is asked for, else the page again."""
    row, form = row_of(key), request.form
    said = wrong = ""
    about = HEARD if "strike" in form or "restore" in form else YOURS
    try:
        if "name" in form:
            said = _teach(form["name"], key, form.get("as", LIKE))
        elif "forget" in form:
            said = _take_back(form["forget"], key)
        elif about == HEARD:
            said = _strike(key, form.getlist("strike"), form.getlist("restore"))
        else:
            added, removed = form.getlist("add"), form.getlist("remove")
            engines().catalogue.tag_track(key, added, removed)
            said = f"“{' '.join((added or removed or [''])[0].split())}” is {'added' if added else 'gone'}."
    except (OwnTagError, StruckError, TeachingError, ExampleError) as error:
        wrong = str(error)
    if "part" in form:
        return render_template("_said.html", **told_of(row_of(key), said, wrong, about))
    if wrong:
        raise Problem(400, wrong)
    anchor = "all-in-all" if about == HEARD else "yours"
    return redirect(url_for("track.track", key=row.key, _anchor=anchor), 303)  # type: ignore[return-value]


@blueprint.get("/api/v1/tags")
@answers(dict[str, int])
def own() -> Mapping[str, int]:
    """Tags given by hand, and how many tracks have each."""
    return engines().catalogue.own_tags()


@blueprint.get("/api/v1/tracks/<key>/tags")
@answers(shapes.TrackTags)
def tags(key: str) -> dict[str, Any]:
    """Tags given by hand, heard ones struck out, and how likely each taught one is."""
    row = row_of(key)
    struck = engines().catalogue.struck_tags().get(key, ())
    taught = [
        {"tag": each.tag.name, "probability": round(each.probability, 4), "example": each.side or None}
        for each in taught_of(engines().engine(), key)
    ]
    return {"own": list(row.tags), "struck": list(struck), "taught": taught}


@blueprint.post("/api/v1/tracks/<key>/tags")
@takes(SMALL)
@answers(shapes.OwnTags, body=shapes.TagBody)
def tag(key: str) -> dict[str, Any]:
    """Give and take tags, strike heard ones out and take that back; answers with what is so then."""
    add, remove, wrong, right = json_texts("add", "remove", "strike", "restore")
    catalogue = engines().catalogue
    with catalogue.writing():
        catalogue.tag_track(row_of(key).key, add, remove)
        if wrong or right:
            strike(catalogue, engines().engine().shelf().generation.tag_names, key, wrong, right)
    struck = catalogue.struck_tags().get(key, ())
    return {"own": list(row_of(key).tags), "struck": list(struck)}


@blueprint.get("/api/v1/taught")
@answers(shapes.TaughtAnswer)
def taught() -> dict[str, Any]:
    """Taught tags, their examples, and how well each is understood."""
    return {"taught": [_described(each) for each in engines().catalogue.taught_tags()]}


@blueprint.post("/api/v1/taught/<path:name>")
@takes(SMALL)
@costs(2)
@answers(shapes.TaughtNow, body=shapes.TeachBody)
def teach_tag(name: str) -> dict[str, Any]:
    """Teach a tag by keys of tracks, beside those it was taught by before."""
    like, unlike = json_texts(LIKE, UNLIKE)
    wrong = [key for key in (*like, *unlike) if not KEY.fullmatch(key)]
    known = engines().catalogue.tracks((*like, *unlike))
    if missing := wrong or [key for key in (*like, *unlike) if key not in known]:
        raise Problem(404, f"no track has the key {missing[0][:80]}")
    engine = engines().engine()
    found, judgement = teach(engine.catalogue, engine.shelf(), name, like, unlike)
    return {**_described(found), "warning": judgement.warning}


@blueprint.delete("/api/v1/taught/<path:name>")
@answers(media=NOTHING, status=204)
def forget(name: str) -> tuple[str, int]:
    """Forget a tag and its examples."""
    if name not in [each.name for each in engines().catalogue.taught_tags()]:
        raise Problem(404, f"no tag was taught by the name of {name[:80]}: /api/v1/taught lists them")
    engines().catalogue.forget_taught(name)
    return "", 204


def _teach(name: str, key: str, side: str) -> str:
    """Teach by one more track, and say what came of it."""
    engine = engines().engine()
    shelf = engine.shelf()
    name = typeable(name)
    if not shelf.vectors([key]).any():
        raise TeachingError("nothing was heard in this track yet, so that it can teach nothing")
    if side == UNLIKE and name not in [each.name for each in engine.catalogue.taught_tags()]:
        raise TeachingError(f"nobody taught “{name}” yet: begin with a track that it is true of")
    before = word_before(shelf, name)
    likes, unlikes = ([], [key]) if side == UNLIKE else ([key], [])
    tag, judgement = teach(engine.catalogue, shelf, name, likes, unlikes)
    return _told(tag, judgement, before)


def _strike(key: str, wrong: Sequence[str], right: Sequence[str]) -> str:
    engine = engines().engine()
    strike(engine.catalogue, engine.shelf().generation.tag_names, key, wrong, right)
    tag = " ".join((*wrong, *right)[0].split())
    return f"“{tag}” is struck out." if wrong else f"“{tag}” counts as heard again."


def _take_back(name: str, key: str) -> str:
    engine = engines().engine()
    found = take_back(engine.catalogue, engine.shelf(), name, {key})
    return _told(*found) if found else f"“{name}” is forgotten: no liked example was left."


def _told(tag: TaughtTag, judgement: Judgement, before: str | None = None) -> str:
    said = f"“{tag.name}” is taught by {some(len(tag.likes), 'liked track')} and {len(tag.unlikes)} unliked. "
    if judgement.figure is not None:
        said += (
            f"A liked track that was left out came before {percent(judgement.figure)} of your other music "
            "(50 % is chance). "
        )
    if judgement.warning:
        said += f"{judgement.warning[:1].upper()}{judgement.warning[1:]}. "
    if before is not None:
        said += f"A search for it finds by your examples from now on, no longer by the word “{before}”."
    return said.strip()


def _described(tag: TaughtTag) -> dict[str, Any]:
    figure = None if tag.figure is None else round(tag.figure, 4)
    return {"name": tag.name, LIKE: list(tag.likes), UNLIKE: list(tag.unlikes), "figure": figure}
