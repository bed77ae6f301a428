"""The application beneath a path of another site, where a proxy passes on what it is asked for there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def mount(app: Flask, prefix: str) -> None:
    """Serve at `prefix`, such as /music, whether the proxy leaves it in the paths it passes on or not."""
    inner: Wsgi = app.wsgi_app

    def mounted(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == prefix or path.startswith(f"{prefix}/"):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        environ["SCRIPT_NAME"] = prefix
        return inner(environ, start_response)

    app.wsgi_app = mounted  # type: ignore[method-assign]
