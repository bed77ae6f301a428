"""One track: its tags over time beside its sound, what it is like, and what its file says."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from index.records import TrackRow
from retrieval.hits import Example, Hit, SearchRequest
from retrieval.match_calibration import strength
from retrieval.moments import moments_of
from retrieval.search import SearchEngine
from webui import shapes
from webui.asked import Asked
from webui.describing import answers
from webui.engines import engines
from webui.heard import heard_in
from webui.limits import costs
from webui.problems import Problem
from webui.sound import row_of
from webui.teaching import told_of

blueprint = Blueprint("track", __name__)
NEAREST = 8


@blueprint.get("/tracks/<key>")
@costs(1)
def track(key: str) -> str:
    row = row_of(key)
    engine = engines().engine()
    return render_template(
        "track.html",
        nearest=nearest_to(engine, row),
        asked=Asked(),
        **told_of(row),
    )


@blueprint.get("/api/v1/tracks/<key>/heard")
@answers(shapes.HeardAnswer)
def heard(key: str) -> dict[str, Any]:
    """Its tags over time: how likely each is in every moment."""
    found = heard_in(engines().engine(), key, row_of(key).duration_seconds)
    if found is None:
        raise Problem(404, _UNHEARD)
    return found.described()


@blueprint.get("/api/v1/tracks/<key>/moments")
@costs(0.5)
@answers(shapes.MomentsAnswer, query=shapes.MomentsQuery)
def moments(key: str) -> dict[str, Any]:
    """Where in the track a text is met: how likely all of it holds in each moment, and the best spans."""
    row, text = row_of(key), request.args.get("q", "")
    found = moments_of(engines().engine(), key, text)
    if found is None:
        raise Problem(404, _UNHEARD)
    duration = max(row.duration_seconds, 1e-3)
    return {
        "text": text,
        "likely": round(found.likely, 4),
        "band": found.band,
        "moments": [round(float(likely), 3) for likely in found.likely_each],
        "starts": [round(float(start) / duration, 5) for start in found.starts_seconds],
        "spans": [
            {
                "start_seconds": round(span.start_seconds, 2),
                "end_seconds": round(span.end_seconds, 2),
                "band": strength(likely),
            }
            for span, likely in zip(found.spans, found.spans_likely, strict=True)
        ],
    }


def nearest_to(engine: SearchEngine, row: TrackRow) -> tuple[Hit, ...]:
    """What of the library is most like a track of it; nothing where the index does not hold it."""
    shelf = engine.shelf()
    if not len(shelf.rows([row.key])) or shelf.allowed().sum() < 2:
        return ()
    return engine.search(SearchRequest(like=(Example("this", row.key),), count=NEAREST)).hits


_UNHEARD = "nobody has listened to this track yet: python -m scripts.index build does"
