"""Only this machine may ask, by its own name; others with the password; and browsers are told to keep out."""

from __future__ import annotations

import base64

import pytest
from flask.testing import FlaskClient

from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS
from tests.webui.conftest import client_of
from webui.engines import Engines
from webui.guard import TRIES, Door


def asking(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"me:{password}".encode()).decode()}


@pytest.fixture
def locked(engine: SearchEngine) -> FlaskClient:
    return client_of(Engines(engine.catalogue, lambda: engine), Door("open sesame"))


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000", "LOCALHOST"])
def test_this_machine_is_let_in(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "192.168.1.5:8000", "[fe80::1]", "127.0.0.1.evil.example"],
)
def test_other_names_are_not(client: FlaskClient, host: str) -> None:
    for address in ("/", "/api/v1/search?q=piano", "/static/main.js"):
        answer = client.get(address, headers={"Host": host})
        assert answer.status_code == 421 and "127.0.0.1" in answer.text


def test_every_answer_carries_the_headers(client: FlaskClient) -> None:
    for address in (
        "/",
        "/nowhere",
        "/api/v1/search",
        "/static/main.js",
        f"/api/v1/tracks/{SONGS[0].key}/audio",
    ):
        headers = client.get(address).headers
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_password_is_asked_for(locked: FlaskClient) -> None:
    for address in ("/", "/static/main.js", f"/api/v1/tracks/{SONGS[0].key}/audio"):
        assert locked.get(address).status_code == 401
        assert locked.get(address, headers=asking("open sesamy")).status_code == 401
        assert locked.get(address, headers=asking("open sesame")).status_code == 200
    assert locked.get("/", headers={"Authorization": "Digest open sesame"}).status_code == 401


def test_with_a_password_addresses_are_let_in_and_names_are_not(locked: FlaskClient) -> None:
    hosts = {"192.168.1.5:8000": 200, "[fe80::1]": 200, "evil.example": 421}
    for host, status in hosts.items():
        assert locked.get("/", headers={**asking("open sesame"), "Host": host}).status_code == status


def test_guessing_is_slowed_down(locked: FlaskClient) -> None:
    for number in range(TRIES):
        assert locked.get("/", headers=asking(f"guess {number}")).status_code == 401
    assert locked.get("/", headers=asking("open sesame")).status_code == 429


def test_a_door_does_not_keep_the_password() -> None:
    assert "sesame" not in repr(Door("open sesame")) + repr(vars(Door("open sesame")))
