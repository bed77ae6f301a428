"""What an operator needs: ids and lines of JSON, figures, limits, and a path of another site to live at."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from waitress import create_server, wasyncore

from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS, file_of
from tests.webui.conftest import Client
from webui import create_app
from webui.engines import Engines
from webui.guard import TRIES, Door
from webui.journal import JsonLines
from webui.limits import AT_ONCE, MOST_CLIENTS, Buckets


def made(engine: SearchEngine, **options: object) -> FlaskClient:
    app = create_app(Engines(engine.catalogue, lambda: engine), **options)  # type: ignore[arg-type]
    app.test_client_class = Client
    return app.test_client()


def figures(client: FlaskClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    pairs = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    return {name: float(value) for name, value in pairs}


def test_every_answer_has_an_id_that_the_journal_tells_too(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "webui"):
        first = client.get("/api/v1/search?q=a+secret+wish")
        second = client.get("/nowhere", headers={"X-Request-Id": "of-the-proxy.7"})
        third = client.get("/nowhere", headers={"X-Request-Id": 'a"b {}'})
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [line["status"] for line in lines] == [200, 404, 404]
    assert lines[0]["path"] == "/api/v1/search" and lines[0]["milliseconds"] > 0
    assert [line["id"] for line in lines] == [each.headers["X-Request-Id"] for each in (first, second, third)]
    assert lines[1]["id"] == "of-the-proxy.7" and re.fullmatch("[0-9a-f]{16}", lines[2]["id"])
    assert "secret" not in json.dumps(lines)  # what people look for is nobody's business


def test_a_line_of_the_journal_is_one_line() -> None:
    record = logging.LogRecord("webui", logging.ERROR, "", 0, "a\nb\r\u2028%s", ("\x1b[2J",), None)
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1 and json.loads(line)["message"] == "a\nb\r\u2028\x1b[2J"


def test_a_fault_of_ours_can_be_found_by_its_id(
    engine: SearchEngine, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> SearchEngine:
        raise RuntimeError("a secret of the machine")

    app = create_app(Engines(engine.catalogue, fail))
    answer = app.test_client().get("/api/v1/search?q=piano")
    assert answer.json is not None and "secret" not in answer.text
    faults = [record for record in caplog.records if record.levelno >= logging.ERROR]
    (line,) = [json.loads(JsonLines().format(record)) for record in faults]
    assert line["id"] == answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert line["level"] == "error" and "a secret of the machine" in line["error"]


def test_metrics_count_and_time_requests(client: FlaskClient) -> None:
    for _ in range(3):
        client.get("/api/v1/search?q=piano")
    client.get("/api/v1/search?k=0&q=piano")
    client.get("/no/such/page")
    told = figures(client)
    search = 'route="/api/v1/search"'
    assert told[f'leitmotif_requests_total{{{search},method="GET",status="200"}}'] == 3
    assert told[f'leitmotif_requests_total{{{search},method="GET",status="400"}}'] == 1
    assert told['leitmotif_requests_total{route="none",method="GET",status="404"}'] == 1
    assert told[f'leitmotif_request_seconds_bucket{{{search},le="+Inf"}}'] == 4
    assert 0 < told[f"leitmotif_request_seconds_sum{{{search}}}"] < 10
    assert told["leitmotif_requests_in_progress"] == 1  # this one
    assert told['leitmotif_tracks{state="present"}'] == 10


def test_every_line_of_the_metrics_is_as_prometheus_reads_it(client: FlaskClient) -> None:
    client.get(f"/tracks/{SONGS[0].key}")
    answer = client.get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    sample = r'[a-z_]+(\{([a-z]+="[^"\n]*",?)+\})? [0-9.e+-]+'
    for line in answer.text.splitlines():
        assert re.fullmatch(rf"# (HELP|TYPE) [a-z_]+ .+|{sample}", line), line


def test_a_client_that_asks_too_much_waits_and_others_do_not(engine: SearchEngine) -> None:
    client = made(engine, buckets=Buckets(1.0, lambda: 0.0))
    ask = "/api/v1/search?q=piano"
    assert [client.get(ask).status_code for _ in range(int(AT_ONCE))] == [200] * int(AT_ONCE)
    refused = client.get(ask)
    assert refused.status_code == 429 and refused.mimetype == "application/problem+json"
    assert refused.headers["Retry-After"] == "1"
    assert client.get("/results?q=piano").status_code == 429  # the page for people costs as much
    assert client.get("/static/main.js").status_code == client.get("/healthz").status_code == 200
    assert client.get(ask, environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 200


def test_a_bucket_fills_again_and_no_crowd_makes_us_forget_without_end() -> None:
    seconds = [0.0]
    buckets = Buckets(2.0, lambda: seconds[0])
    assert [buckets.take("a", 4) for _ in range(3)] == [0, 0, 2.0]
    seconds[0] += 2.1
    assert buckets.take("a", 4) == 0 and buckets.take("a", 4) > 0
    assert buckets.take("b", 1e9) == 0 and buckets.take("b", 0.1) > 0
    for number in range(2 * MOST_CLIENTS):
        buckets.take(str(number), 1)
    assert len(buckets._left) <= MOST_CLIENTS
    assert not any(Buckets(0.0).take("a", 100) for _ in range(100))


@pytest.mark.parametrize("kept_by_proxy", [True, False])
def test_beneath_a_prefix_every_address_begins_with_it(engine: SearchEngine, kept_by_proxy: bool) -> None:
    client = made(engine, prefix="/music")
    before = "/music" if kept_by_proxy else ""
    for address in ("/", "/?q=choir", "/library", f"/tracks/{SONGS[0].key}", "/nowhere"):
        page = client.get(before + address).text
        ours = re.findall(r'(?:href|src|action|data-[a-z]+)="(/[^"]*)"', page)
        assert len(ours) > 4 and all(each.startswith("/music/") for each in ours), address
    script = client.get(f"{before}/static/main.js")
    assert script.status_code == 200
    first = client.get(f"{before}/api/v1/search?q=choir").json["hits"][0]  # type: ignore[index]
    assert first["links"]["audio"].startswith("/music/api/v1/tracks/")
    wrong = client.get(f"{before}/api/v1/search?k=0&q=choir")
    assert wrong.mimetype == "application/problem+json"


def test_static_modules_know_no_address_of_their_own() -> None:
    static = Path(create_app.__code__.co_filename).with_name("static")
    for script in static.glob("*.js"):
        found = re.findall(
            r"""["'`]/(?:api|static|tracks|results|library|story|tag|map)\b""", script.read_text()
        )
        assert not found, script.name


def test_the_password_opens_as_a_bearer_token_and_guesses_cost_the_guesser_alone(
    engine: SearchEngine,
) -> None:
    client = made(engine, door=Door("open sesame"))
    good, bad = ({"Authorization": f"Bearer {word}"} for word in ("open sesame", "open barley"))
    assert client.get("/", headers=good, environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code == 200
    for _ in range(TRIES):
        assert client.get("/", headers=bad, environ_base={"REMOTE_ADDR": "10.0.0.2"}).status_code == 401
    tired = client.get("/", headers=bad, environ_base={"REMOTE_ADDR": "10.0.0.2"})
    assert tired.status_code == 429 and tired.headers["Retry-After"] == "60"
    assert client.get("/", headers=bad, environ_base={"REMOTE_ADDR": "10.0.0.3"}).status_code == 401
    assert client.get("/", headers=good, environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code == 200
    assert client.get("/healthz").status_code == 200 and client.get("/metrics").status_code == 401


@pytest.fixture
def waitress_port(engine: SearchEngine) -> Iterator[int]:
    """The application on waitress as it is served, with two threads alone."""
    sockets: dict[int, Any] = {}
    app = create_app(Engines(engine.catalogue, lambda: engine))
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=2)
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            wasyncore.loop(timeout=0.1, use_poll=True, map=sockets, count=1)

    serving = threading.Thread(target=serve)
    serving.start()
    yield server.effective_port
    stopped.set()
    serving.join()
    server.close()
    wasyncore.close_all(sockets, ignore_all=True)
    server.task_dispatcher.shutdown()


@pytest.mark.parametrize("part", ["", "Range: bytes=0-\r\n", "Range: bytes=1000-\r\n"])
def test_whoever_pauses_in_a_long_recording_holds_up_nobody(
    waitress_port: int, leitmotif_home: Path, part: str
) -> None:
    with file_of(leitmotif_home, SONGS[0]).open("r+b") as file:
        file.truncate(40_000_000)
    asked = f"GET /api/v1/tracks/{SONGS[0].key}/audio HTTP/1.1\r\nHost: localhost\r\n{part}\r\n".encode()
    with ExitStack() as paused:
        for _ in range(4):
            listener = paused.enter_context(
                socket.create_connection(("127.0.0.1", waitress_port), timeout=10)
            )
            listener.sendall(asked)
            assert b"HTTP/1.1 20" in listener.recv(500)
        address = f"http://127.0.0.1:{waitress_port}/healthz"
        assert urllib.request.urlopen(address, timeout=10).status == 200
