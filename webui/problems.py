"""What goes wrong, in one shape: problem+json (RFC 9457) for programs, a page with the way out for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException

from index.database import CatalogueError
from index.filters import FilterError
from index.generations import GenerationError
from index.home import HomeError
from index.own_tags import OwnTagError
from retrieval.bundle import BundleError
from retrieval.examples import ExampleError
from retrieval.peaks import PeaksError
from retrieval.query import QueryError
from retrieval.search import NotIndexed, SearchError
from retrieval.struck import StruckError
from retrieval.teaching import TeachingError

STATUS: dict[type[Exception], int] = {
    QueryError: 400,
    FilterError: 400,
    ExampleError: 400,
    TeachingError: 400,
    OwnTagError: 400,
    StruckError: 400,
    PeaksError: 422,
    NotIndexed: 404,
    SearchError: 503,
    GenerationError: 503,
    BundleError: 503,
    CatalogueError: 503,
    HomeError: 503,
}
"""What each error that a person can mend means in HTTP."""
MISREAD = (QueryError, FilterError, ExampleError)
API = "/api/"


class Problem(Exception):
    """An answer that is an error; the detail says what to do."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


def answer_problems(app: Flask) -> None:
    """Have every error answered here."""

    def known(error: Exception) -> Response:
        return _answer(_nearest(error), str(error))

    for kind in STATUS:
        app.register_error_handler(kind, known)

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        answer = _answer(error.status, error.detail)
        answer.headers.update(error.headers)
        return answer

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        answer = _answer(error.code or 500, _HINTS.get(error.code or 500) or error.description or "")
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                answer.headers[name] = value
        return answer

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        id = g.get("request_id", "")
        current_app.logger.exception(
            "%s %s failed", request.method, request.path, extra={"facts": {"id": id}}
        )
        return _answer(
            500, f"something went wrong that should not have: the server's journal tells more of request {id}"
        )


_HINTS = {
    404: "there is no such page: go back to the search",
    405: "that cannot be done with this address",
    413: "that is more than is taken here",
    416: "the track is shorter than the part of it that was asked for",
}


def _nearest(error: Exception) -> int:
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def _answer(status: int, detail: str) -> Response:
    title = HTTPStatus(status).phrase
    if request.path.startswith(API):
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        body["request_id"] = g.get("request_id", "")
        return Response(json.dumps(body), status, mimetype="application/problem+json")
    page = render_template("problem.html", status=status, title=title, detail=detail)
    return Response(page, status, mimetype="text/html")
