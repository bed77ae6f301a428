"""One track: its tags over time beside its sound, what it is like, and what its file says."""

from __future__ import annotations

from flask import Blueprint, render_template

from retrieval.hits import Example, Hit, SearchRequest
from webui.asked import Asked
from webui.engines import engines
from webui.heard import heard_in
from webui.sound import row_of

blueprint = Blueprint("track", __name__)
NEAREST = 8


@blueprint.get("/tracks/<key>")
def track(key: str) -> str:
    row = row_of(key)
    engine = engines().engine()
    shelf = engine.shelf()
    heard = heard_in(engine, key, row.duration_seconds)
    nearest: tuple[Hit, ...] = ()
    if len(shelf.rows([key])) and shelf.allowed().sum() > 1:
        nearest = engine.search(SearchRequest(like=(Example("this", key),), count=NEAREST)).hits
    return render_template("track.html", row=row, heard=heard, nearest=nearest, asked=Asked())
