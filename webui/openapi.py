"""The API told as OpenAPI 3.1, out of what its views say of themselves; and the same as a page for people."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, current_app, render_template, request
from werkzeug.routing import Rule

from webui import csrf
from webui.describing import NOTHING, Described, Schemas, answers
from webui.errands import Ended, Errand
from webui.guard import Door
from webui.shapes import Key, Problem

blueprint = Blueprint("openapi", __name__)
API, TITLE, VERSION = "/api/v1/", "Leitmotif", "1"
PROBLEM = "application/problem+json"
ABOUT = (
    "Finds music by words. Whatever goes wrong is answered as problem+json, whose detail says what to do. "
    f"Requests that change something carry the header that {API}token tells, or a bearer token."
)
ITEMS = {"key": Key, "name": str, "number": int, "what": Errand, "ended": Ended}
"""What stands in paths."""


@blueprint.get("/api/v1/openapi.json")
@answers(dict[str, Any])
def document() -> dict[str, Any]:
    """This document."""
    door = current_app.extensions["door"]
    assert isinstance(door, Door)
    return described(current_app, request.script_root or "/", door.locked)


@blueprint.get("/api")
def page() -> str:
    return render_template("api.html", document=document())


def described(app: Flask, server: str, locked: bool) -> dict[str, Any]:
    """OpenAPI of all views below `API`; with a password (`locked`), they ask for it."""
    schemas = Schemas()
    problem = schemas.of(Problem)
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(API):
            for method, operation in _operations(app, rule, schemas):
                operation["responses"]["default"] = {
                    "description": "what went wrong, and what to do",
                    "content": {PROBLEM: {"schema": problem}},
                }
                paths.setdefault(_path(rule), {})[method] = operation
    told: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": ABOUT},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.components.items()))},
    }
    if locked:
        told["components"]["securitySchemes"] = {
            kind: {"type": "http", "scheme": kind} for kind in ("basic", "bearer")
        }
        told["security"] = [{"basic": []}, {"bearer": []}]
    return told


def _operations(app: Flask, rule: Rule, schemas: Schemas) -> Iterator[tuple[str, dict[str, Any]]]:
    view = app.view_functions[rule.endpoint]
    told: Described = vars(view)["described"]
    summary, _, description = inspect.cleandoc(view.__doc__ or "").partition("\n")
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        operation: dict[str, Any] = {
            "operationId": f"{rule.endpoint.replace('.', '_')}",
            "tags": [rule.endpoint.partition(".")[0]],
            "summary": summary,
            "parameters": [*_in_path(rule, schemas), *_in_query(told, schemas)],
            "responses": {str(told.status): _answer(told, schemas)},
        }
        if description.strip():
            operation["summary"] = " ".join(f"{summary} {description}".split())
        if method != "GET":
            operation["parameters"].append(
                {
                    "name": csrf.HEADER,
                    "in": "header",
                    "schema": {"type": "string"},
                    "description": "the token",
                }
            )
        if told.body is not None:
            content = {_body_media(told.body): {"schema": schemas.of(told.body)}}
            operation["requestBody"] = {"required": True, "content": content}
        for status, meaning in told.also.items():
            operation["responses"][str(status)] = {"description": meaning}
        yield method.lower(), operation


def _answer(told: Described, schemas: Schemas) -> dict[str, Any]:
    if told.media == (NOTHING,):
        return {"description": "done"}
    schema = schemas.of(told.answer) if told.answer is not None else {}
    return {"description": "the answer", "content": {kind: {"schema": schema} for kind in told.media}}


def _body_media(body: Any) -> str:
    return getattr(body, "MEDIA", "application/json")


def _in_path(rule: Rule, schemas: Schemas) -> Iterator[dict[str, Any]]:
    for name in sorted(rule.arguments):
        yield {"name": name, "in": "path", "required": True, "schema": schemas.of(ITEMS[name])}


def _in_query(told: Described, schemas: Schemas) -> Iterator[dict[str, Any]]:
    if told.query is None:
        return
    own = Schemas()
    own.of(told.query)
    shape = own.components[told.query.__name__]
    for name, schema in shape["properties"].items():
        parameter = {"name": name, "in": "query", "required": name in shape["required"], "schema": schema}
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        yield parameter


def _path(rule: Rule) -> str:
    """As OpenAPI writes it.

    >>> _path(Rule("/tracks/<path:name>"))
    '/tracks/{name}'
    """
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
