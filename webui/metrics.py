"""How the server is doing, in the words of Prometheus: requests, how long they take, the library, memory."""

from __future__ import annotations

import resource
import threading
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, request

from index.database import CatalogueError
from webui.journal import took
from webui.standing import standing

blueprint = Blueprint("metrics", __name__)
BOUNDS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
NOWHERE = "none"
STATM = Path("/proc/self/statm")


class Metrics:
    """Counts; threads share it. Labels come from the application alone: there are only so many."""

    def __init__(self) -> None:
        self.started = time.time()
        self._counting = threading.Lock()
        self._answered: Counter[tuple[str, str, int]] = Counter()
        self._within: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS_SECONDS) + 1))
        self._seconds: Counter[str] = Counter()
        self._now = 0

    def came(self) -> None:
        with self._counting:
            self._now += 1

    def went(self) -> None:
        with self._counting:
            self._now -= 1

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        with self._counting:
            self._answered[route, method, status] += 1
            self._within[route][bisect_left(BOUNDS_SECONDS, seconds)] += 1
            self._seconds[route] += seconds  # type: ignore[assignment]

    def lines(self) -> Iterator[str]:
        with self._counting:
            answered, now = sorted(self._answered.items()), self._now
            within = sorted((route, list(counts)) for route, counts in self._within.items())
            seconds = dict(self._seconds)
        yield from _about("leitmotif_requests_total", "counter", "Requests that were answered.")
        for (route, method, status), count in answered:
            labels = f'route="{_escaped(route)}",method="{method}",status="{status}"'
            yield f"leitmotif_requests_total{{{labels}}} {count}"
        name = "leitmotif_request_seconds"
        yield from _about(name, "histogram", "How long it took until an answer began.")
        for route, counts in within:
            label, so_far = f'route="{_escaped(route)}"', 0
            for bound, count in zip((*map(str, BOUNDS_SECONDS), "+Inf"), counts, strict=True):
                so_far += count
                yield f'{name}_bucket{{{label},le="{bound}"}} {so_far}'
            yield f"{name}_sum{{{label}}} {seconds[route]:.6f}"
            yield f"{name}_count{{{label}}} {so_far}"
        yield from _gauge("leitmotif_requests_in_progress", "Requests that are being answered.", now)


def measure(app: Flask) -> None:
    """Have every request counted."""
    counted = app.extensions["metrics"] = Metrics()
    app.register_blueprint(blueprint)

    @app.before_request
    def begin() -> None:
        counted.came()
        g.counted = True

    @app.after_request
    def end(answer: Response) -> Response:
        method = request.method if request.method in METHODS else "other"
        route = request.url_rule.rule if request.url_rule else NOWHERE
        counted.answered(route, method, answer.status_code, took())
        return answer

    @app.teardown_request
    def gone(_: BaseException | None) -> None:
        if g.pop("counted", False):
            counted.went()


@blueprint.get("/metrics")
def metrics() -> Response:
    counted = current_app.extensions["metrics"]
    assert isinstance(counted, Metrics)
    lines = [*counted.lines(), *_library(), *_process(counted.started)]
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether the server answers, for whoever starts it again when it does not."""
    return Response("ok\n", mimetype="text/plain")


def _library() -> Iterator[str]:
    try:
        now = standing()
    except CatalogueError:
        return
    name = "leitmotif_tracks"
    yield from _about(name, "gauge", "Tracks of the library.")
    for state, count in (("present", now.tracks), ("searchable", now.served), ("failed", now.failed)):
        yield f'{name}{{state="{state}"}} {count}'
    yield from _gauge("leitmotif_index_generation", "The index that serves; 0 for none.", now.generation)
    yield from _gauge("leitmotif_index_building", "Whether a build runs.", int(now.building))


def _process(started: float) -> Iterator[str]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield from _about("process_cpu_seconds_total", "counter", "Processor time spent.")
    yield f"process_cpu_seconds_total {used.ru_utime + used.ru_stime:.2f}"
    yield from _gauge("process_start_time_seconds", "When the server began.", round(started, 2))
    yield from _gauge("process_threads", "Threads of Python.", threading.active_count())
    if STATM.exists():  # Linux
        pages = int(STATM.read_text(encoding="ascii").split()[1])
        memory = pages * resource.getpagesize()
        yield from _gauge("process_resident_memory_bytes", "Memory in use.", memory)


def _gauge(name: str, help_: str, value: float) -> Iterator[str]:
    yield from _about(name, "gauge", help_)
    yield f"{name} {value}"


def _about(name: str, kind: str, help_: str) -> Iterator[str]:
    yield f"# HELP {name} {help_}"
    yield f"# TYPE {name} {kind}"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"')
