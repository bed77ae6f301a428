"""How much of the server's work one client may ask for: a bucket that fills again, drop by drop."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

from webui.clients import client
from webui.problems import Problem

View = TypeVar("View", bound=Callable[..., Any])

A_SECOND = 40.0
"""Searches a second that one client may ask for, on and on; somebody who types asks for eight."""
AT_ONCE = 4.0
"""How many seconds' worth may come at once."""
MOST_CLIENTS = 10_000


def costs(searches: float) -> Callable[[View], View]:
    """Marks a view that is as much work as so many searches."""

    def mark(view: View) -> View:
        view.cost = searches  # type: ignore[attr-defined]
        return view

    return mark


class Buckets:
    """One for each client, which holds `a_second` times `AT_ONCE` when full; 0 a second is no limit."""

    def __init__(self, a_second: float = A_SECOND, now: Callable[[], float] = time.monotonic) -> None:
        self.a_second, self._now = a_second, now
        self._full = a_second * AT_ONCE
        self._left: dict[str, tuple[float, float]] = {}
        self._taking = threading.Lock()

    def take(self, name: str, cost: float) -> float:
        """0 where there was enough, else how many seconds to wait; what costs more than all, all must be
        there for."""
        if not self.a_second:
            return 0.0
        cost = min(cost, self._full)
        with self._taking:
            now = self._now()
            left, when = self._left.pop(name, (self._full, now))
            left = min(self._full, left + (now - when) * self.a_second)
            wait = max(0.0, (cost - left) / self.a_second)
            self._left[name] = (left if wait else left - cost, now)
            if len(self._left) > MOST_CLIENTS:  # who asked longest ago has most likely a full one
                del self._left[next(iter(self._left))]
        return wait


def limit(app: Flask, buckets: Buckets) -> None:
    """Refuse what a client's bucket does not hold."""

    @app.before_request
    def check() -> None:
        cost = getattr(app.view_functions.get(request.endpoint or ""), "cost", 0.0)
        wait = buckets.take(client(), cost) if cost else 0.0
        if wait:
            seconds = max(1, math.ceil(wait))
            raise Problem(
                429,
                f"too much was asked for at once: try again in {seconds} second{'s' * (seconds > 1)} (the "
                "server's option --rate says how much one client may ask for)",
                {"Retry-After": str(seconds)},
            )
