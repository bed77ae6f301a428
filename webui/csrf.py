"""Nothing changes because a page of somebody else made a browser ask for it.

Browsers send passwords along with any request, and reach this machine from any page. So what changes
something must come from our own pages, as far as the browser tells, and bring a token that only they can
read. Programs get one at `/api/v1/token`; what brings a bearer token of its own needs none, since no browser
sends that unasked.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, request

from webui import shapes
from webui.describing import answers
from webui.problems import Problem

HEADER, FIELD = "X-CSRF-Token", "csrf_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OURS = frozenset({"same-origin", "none"})
"""Where a request may come from, in the words of browsers: a page of ours, or a person alone."""

blueprint = Blueprint("csrf", __name__)


@blueprint.get("/api/v1/token")
@answers(shapes.Token)
def token() -> dict[str, str]:
    """What requests that change something have to bring: a header's name and value, until the next start."""
    return {"header": HEADER, "token": _token()}


def protect(app: Flask) -> None:
    """Have every request that may change something looked at before it is answered."""
    app.extensions["csrf"] = secrets.token_urlsafe(32)
    app.jinja_env.globals["csrf_token"] = _token
    app.jinja_env.globals["csrf_field"] = FIELD
    app.register_blueprint(blueprint)

    @app.before_request
    def check() -> None:
        # what leads nowhere changes nothing, and is told so by whoever answers
        if request.method in SAFE or request.routing_exception is not None:
            return
        if not _from_ourselves():
            raise Problem(
                403, "another site asked for this, and nothing was changed: use Leitmotif's own pages"
            )
        if request.authorization is not None and request.authorization.type == "bearer":
            return
        given = request.headers.get(HEADER) or request.form.get(FIELD, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), _token().encode()):
            raise Problem(
                403,
                f"the page is older than the server: reload it, and try again (programs send {HEADER}, as "
                "/api/v1/token gives it)",
            )


def _from_ourselves() -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in OURS
    # browsers leave out the first on plain http to other machines, programs leave out both
    return origin is None or urlsplit(origin).netloc == request.host


def _token() -> str:
    return str(current_app.extensions["csrf"])
