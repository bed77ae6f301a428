"""What a person clicks: pages and a JSON API over `retrieval.search`. Everything stays on this machine."""

from __future__ import annotations

from flask import Flask

from webui import (
    api,
    facets,
    generations,
    library,
    maps,
    openapi,
    pages,
    playlists,
    story,
    tagging,
    teaching,
    track,
    words,
)
from webui.bodies import limit_bodies
from webui.checkup import Checkup, every_byte
from webui.csrf import protect
from webui.engines import Engines
from webui.errands import Errands
from webui.guard import Door, guard
from webui.journal import keep_journal
from webui.limits import Buckets, limit
from webui.metrics import measure
from webui.prefix import mount
from webui.problems import answer_problems


def create_app(
    engines: Engines,
    door: Door | None = None,
    buckets: Buckets | None = None,
    prefix: str = "",
    errands: Errands | None = None,
) -> Flask:
    """The application over `engines`; `door` says who may come in (default: this machine alone), `buckets`
    how much each may ask for, `prefix` beneath which path it is, where it has a site not to itself, and
    `errands` does what takes long, where anybody does."""
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=0)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions.update(engines=engines, errands=errands, checkup=Checkup(every_byte))
    app.extensions["desk"] = tagging.Desk()
    words.teach(app)
    answer_problems(app)
    keep_journal(app)
    measure(app)
    guard(app, door or Door())
    limit_bodies(app)
    protect(app)
    limit(app, buckets or Buckets())  # last: what another site asks for is not on the bill of who is tricked
    for room in (
        pages,
        facets,
        playlists,
        story,
        track,
        teaching,
        tagging,
        library,
        generations,
        maps,
        api,
        openapi,
    ):
        app.register_blueprint(room.blueprint)
    if prefix:
        mount(app, prefix)
    return app
