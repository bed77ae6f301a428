"""What a person clicks: pages and a JSON API over `retrieval.search`. Everything stays on this machine."""

from __future__ import annotations

from flask import Flask

from webui import api, library, pages, track, words
from webui.bodies import limit_bodies
from webui.csrf import protect
from webui.engines import Engines
from webui.guard import Door, guard
from webui.problems import answer_problems


def create_app(engines: Engines, door: Door | None = None) -> Flask:
    """The application over `engines`; `door` says who may come in (default: this machine alone)."""
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=0)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["engines"] = engines
    words.teach(app)
    answer_problems(app)
    guard(app, door or Door())
    limit_bodies(app)
    protect(app)
    for room in (pages, track, library, api):
        app.register_blueprint(room.blueprint)
    return app
