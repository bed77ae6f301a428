"""What the server has done beside it, in processes of their own: whoever serves brings the means."""

from __future__ import annotations

from typing import Literal, Protocol, cast, get_args

from flask import current_app

from webui.problems import Problem

Errand = Literal["new", "retry", "rebuild"]
"""Look for new music and hear it; read again what could not be read; make the index anew."""


class Errands(Protocol):
    """Runs one errand at a time; threads may share it."""

    def start(self, what: Errand) -> bool:
        """False where another one is under way."""

    def running(self) -> str:
        """Which errand is under way; empty for none."""


def errands() -> Errands | None:
    """Those of the application that answers now; None where it only serves."""
    return cast(Errands | None, current_app.extensions["errands"])


def run(what: str) -> None:
    """Start an errand, or raise the `Problem` that keeps it from being started."""
    found = errands()
    if found is None:
        raise Problem(503, "this server only serves: type python -m scripts.index build in a terminal")
    if what not in get_args(Errand):
        raise Problem(404, f"there is no errand {what[:40]}: choose from {', '.join(get_args(Errand))}")
    if not found.start(cast(Errand, what)):
        raise Problem(409, "the server is at it already: look at the library page, and try again after that")
