"""Fifty people search at once while the index is rebuilt: how long they wait, and what fails."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

from scripts._options import as_count, as_path
from scripts._stopping import stops_well

EPILOG = """\
All of it happens on this machine alone, in a folder that is removed afterwards. Searchers ask again as soon
as they are answered: with N of them, an answer takes N times as long as one takes alone.

exit code: 0 no request failed and memory stayed flat, 1 otherwise, 2 wrong usage, 130 interrupted
"""
LIBRARY = Path(__file__).parents[1] / "retrieval" / "data" / "starter" / "demo"
SEARCHERS, REQUESTS = 50, 10_000
REBUILD_AT = 0.3
"""After this share of all requests the rebuild begins, with fewer chunks a track than the first build."""
CHUNKS, OTHER_CHUNKS = 6, 4
SETTLED = 0.2
"""By this share of all requests, caches and pools are as full as they get: memory is compared with then."""
MOST_GROWTH = 0.05
TIMEOUT_SECONDS = 60.0
LONGEST_SECONDS = 1200.0
"""After this nobody asks any more, on whatever machine."""
WORDS = (
    "dreamy piano", "rain at night", "fast electronic", "calm", "choir", "tense strings", "by the fire",
    "no drums", "happy", "a lonely walk home", "energetic rock", "jazz", "waltz", "dark", "cello", "brass",
)  # fmt: skip


@dataclass
class Tally:
    """What all searchers together have met."""

    seconds: list[tuple[float, bool]] = field(default_factory=list)
    """How long each answer took, and whether the index was being rebuilt."""
    failures: list[str] = field(default_factory=list)
    rebuilding: bool = False
    counting: threading.Lock = field(default_factory=threading.Lock)


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench_web",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--searchers", type=as_count, default=SEARCHERS, metavar="N", help="(default 50)")
    parser.add_argument("--requests", type=as_count, default=REQUESTS, metavar="N", help="(default 10000)")
    parser.add_argument(
        "--library", type=as_path, default=LIBRARY, metavar="FOLDER", help="music (default: the demo library)"
    )
    sys.exit(_run(parser.parse_args(arguments)))


def _run(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="leitmotif-bench-") as home:
        environment = {**os.environ, "LEITMOTIF_HOME": home}
        environment.pop("LEITMOTIF_CATALOGUE", None)  # the person's own must not be touched
        _command(environment, "library", "add", str(options.library))
        _command(environment, "index", "build", "--no-map", "--chunks", str(CHUNKS))
        with _server(environment) as (port, log):
            return _searched(port, log, environment, options.searchers, options.requests)


def _command(environment: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"scripts.{words[0]}", *words[1:]],
        env=environment, stdout=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed: see above")


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[tuple[int, Path]]:
    """A server on some port, without a limit for each client: all come from this machine."""
    log = Path(environment["LEITMOTIF_HOME"]) / "server.jsonl"
    command = [sys.executable, "-m", "scripts.serve", "--port", "0", "--rate", "0", "--log", str(log)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout is not None
            found = re.search(r":(\d+)", serving.stdout.readline())
            if found is None:
                sys.exit("the server did not start")
            yield int(found[1]), log
        finally:
            serving.terminate()
            serving.wait()


def _searched(port: int, log: Path, environment: dict[str, str], searchers: int, requests: int) -> int:
    with closing(_connection(port)) as first:
        _ask(first, "/api/v1/search?q=piano")  # the engine loads with the first question
    tally, places = Tally(), iter(range(requests))
    crew = [
        threading.Thread(target=_search, args=(port, places, tally, seed), daemon=True)
        for seed in range(searchers)
    ]
    started, before = time.monotonic(), _figures(port)
    for searcher in crew:
        searcher.start()
    settled, rebuild = 0.0, None
    while any(searcher.is_alive() for searcher in crew):
        time.sleep(0.2)
        done = len(tally.seconds)
        if not settled and done >= SETTLED * requests:
            settled = _figures(port)["process_resident_memory_bytes"]
        if rebuild is None and done >= REBUILD_AT * requests:
            rebuild = _rebuild(environment, tally)
    took = time.monotonic() - started
    if rebuild is not None:
        rebuild.join()
    after = _figures(port)
    return _report(tally, took, before, settled, after, log)


def _search(port: int, places: Iterator[int], tally: Tally, seed: int) -> None:
    """One searcher: three of four questions as the page asks them, the others as programs do."""
    rng, end = random.Random(seed), time.monotonic() + LONGEST_SECONDS
    with closing(_connection(port)) as connection:
        while time.monotonic() < end:
            with tally.counting:
                place = next(places, None)
            if place is None:
                return
            text = quote_plus(", ".join(rng.sample(WORDS, rng.randint(1, 3))))
            address = f"/results?q={text}" if place % 4 else f"/api/v1/search?q={text}"
            started, during, failures = time.perf_counter(), tally.rebuilding, []
            try:
                _ask(connection, address)
            except (OSError, http.client.HTTPException, ValueError) as error:
                failures.append(f"{address}: {type(error).__name__} {error}")
                connection.close()
            with tally.counting:
                tally.seconds.append((time.perf_counter() - started, during))
                tally.failures += failures


def _connection(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)


def _ask(connection: http.client.HTTPConnection, address: str) -> bytes:
    """The answer; ValueError where it is none with hits."""
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise ValueError(f"{answer.status}: {body[:200]!r}")
    if address.startswith("/api/") and not json.loads(body)["hits"]:
        raise ValueError("no hits")
    if address.startswith("/results") and b"data-key=" not in body:
        raise ValueError("no rows")
    return body


def _figures(port: int) -> dict[str, float]:
    """Those of the server without labels."""
    with closing(_connection(port)) as connection:
        lines = _ask(connection, "/metrics").decode().splitlines()
    return {
        name: float(value) for name, _, value in (line.partition(" ") for line in lines) if name[0] != "#"
    }


def _rebuild(environment: dict[str, str], tally: Tally) -> threading.Thread:
    def rebuild() -> None:
        tally.rebuilding = True
        _command(environment, "index", "rebuild", "--chunks", str(OTHER_CHUNKS))
        time.sleep(1)  # the last of the old index have been answered by then
        tally.rebuilding = False

    running = threading.Thread(target=rebuild)
    running.start()
    return running


def _report(
    tally: Tally, took: float, before: dict[str, float], settled: float, after: dict[str, float], log: Path
) -> int:
    import numpy as np

    count, name = len(tally.seconds), "process_cpu_seconds_total"
    each = 1000 * (after[name] - before[name]) / count
    print(f"{count:,} searches in {took:.0f} s: {count / took:.0f} a second, {each:.0f} ms of processor each")
    for what, during in (("on an index at rest", False), ("while it was rebuilt", True)):
        chosen = [1000 * seconds for seconds, rebuilt in tally.seconds if rebuilt == during]
        if chosen:
            half, most, worst = np.percentile(chosen, [50, 95, 100])
            times = f"p50 {half:6.0f} ms   p95 {most:6.0f} ms   slowest {worst:6.0f} ms"
            print(f"  {what:22} {times}   n {len(chosen):,}")
    name, memory = "leitmotif_index_generation", "process_resident_memory_bytes"
    print(f"index generation {before[name]:.0f} at first, {after[name]:.0f} in the end")
    growth = after[memory] / settled - 1 if settled else 0.0
    then, now = settled / 1e6, after[memory] / 1e6
    print(f"memory {then:.0f} MB at {SETTLED:.0%} of the requests, {now:.0f} MB in the end ({growth:+.1%})")
    print(f"{len(tally.failures)} failed")
    for failure in tally.failures[:5]:
        print(f"  {failure}", file=sys.stderr)
    if tally.failures:
        tail = log.read_text(encoding="utf-8").splitlines()
        errors = [line for line in tail if '"level": "error"' in line]
        print(*(line[:2000] for line in errors[:2]), sep="\n", file=sys.stderr)
    return 1 if tally.failures or growth > MOST_GROWTH else 0


if __name__ == "__main__":
    main()
