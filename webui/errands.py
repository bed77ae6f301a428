"""What the server has done beside it, in processes of their own: whoever serves brings the means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol, cast, get_args

from flask import current_app

from webui.problems import Problem

Errand = Literal["new", "retry", "rebuild"]
"""Look for new music and hear it; read again what could not be read; make the index anew."""
Ended = Literal["build", Errand]
"""Whoever serves has one of its own at the start: hear what is new."""


@dataclass(frozen=True)
class Outcome:
    """How an errand ended, in sentences: what came of it, and what it `failed` for, with what to do.

    One that is not `whole` and failed for nothing did what it could: some file or folder was not to be had,
    or somebody `stopped` it.
    """

    what: str
    ended: float
    """Seconds since 1970."""
    done: tuple[str, ...]
    failed: tuple[str, ...]
    whole: bool
    stopped: bool = False

    def described(self) -> dict[str, Any]:
        return {**asdict(self), "done": list(self.done), "failed": list(self.failed)}


class Errands(Protocol):
    """Runs one errand at a time; threads may share it."""

    def start(self, what: Errand) -> bool:
        """False where another one is under way."""

    def running(self) -> str:
        """Which errand is under way; empty for none."""

    def stop(self) -> None:
        """Have the one under way end soon; it keeps what it has heard."""

    def ended(self) -> Sequence[Outcome]:
        """How the last errand of each kind ended, the newest first, but for those that were dismissed."""

    def dismiss(self, what: str) -> None:
        """Tell of the last errand of this kind no more."""


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


def stop() -> None:
    """Have the errand under way end soon; nothing where there is none."""
    if found := errands():
        found.stop()


def outcomes() -> Sequence[Outcome]:
    """How errands ended that nobody dismissed yet, the newest first."""
    found = errands()
    return found.ended() if found else ()


def dismiss(what: str) -> None:
    """Tell of an errand that ended no more; nothing where there is nothing to tell."""
    if found := errands():
        found.dismiss(what)
