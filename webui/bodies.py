"""How much a request may bring: nothing, but where a view says that it takes something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

View = TypeVar("View", bound=Callable[..., Any])

SMALL = 64 * 1024
"""Bytes that are enough for names and lists of keys."""
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
