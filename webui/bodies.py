"""How much a request may bring: nothing, but where a view says that it takes something."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

from webui.problems import Problem

View = TypeVar("View", bound=Callable[..., Any])

SMALL = 64 * 1024
"""Bytes that are enough for names and lists of keys."""
MOST_TEXTS = 500
MOST = 256 * 1024 * 1024
"""Bytes that anything may bring: the server reads no further."""


def takes(most_bytes: int) -> Callable[[View], View]:
    """Marks a view that reads what a request brings, up to so many bytes."""
    assert most_bytes <= MOST

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def limit_bodies(app: Flask) -> None:
    @app.before_request
    def limit() -> None:
        view = app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "most_bytes", 0)


def json_object(such_as: str) -> dict[str, Any]:
    """What the request brings. Raises `Problem` where it is no JSON object, `such_as` this one."""
    try:
        given = json.loads(request.get_data())
        # half of a pair of surrogates, as a cut emoji leaves it, could be written nowhere
        whole = json.loads(json.dumps(given, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict):
        raise Problem(400, f"this takes a JSON object such as {such_as}")
    return whole


def json_texts(*names: str) -> tuple[tuple[str, ...], ...]:
    """Lists of texts out of a JSON object, by their names; what is left out is empty. Else `Problem`."""
    shape = ", ".join(f'"{name}": ["..."]' for name in names)
    given = json_object(f"{{{shape}}}")
    if unknown := set(given) - set(names):
        raise Problem(400, f"this takes a JSON object such as {{{shape}}}, and knows no {min(unknown)[:40]}")
    found = []
    for name in names:
        texts = given.get(name, [])
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise Problem(400, f'"{name}" is a list of texts, as in {{{shape}}}')
        if len(texts) > MOST_TEXTS:
            raise Problem(400, f'"{name}" holds {len(texts)} texts: {MOST_TEXTS} are the most')
        found.append(tuple(texts))
    return tuple(found)
