"""What changes something is asked for by our own pages, or by a program that says so; nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests.webui.conftest import Client
from webui import create_app
from webui.bodies import takes
from webui.csrf import FIELD, HEADER, SAFE
from webui.engines import Engines

CHANGE = "/api/v1/change"
changed: list[str] = []


@pytest.fixture
def app(engine: object) -> Iterator[Flask]:
    """The application with a view that changes something."""
    made = create_app(Engines(engine.catalogue, lambda: engine))  # type: ignore[attr-defined, arg-type]
    made.test_client_class = Client

    @made.route(CHANGE, methods=["POST", "PUT", "DELETE", "PATCH"])
    @takes(1000)
    def change() -> str:
        changed.append(request.form.get("to", ""))
        return "done"

    changed.clear()
    yield made


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def token_of(visitor: FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', visitor.get("/").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_without_the_token_nothing_changes(visitor: FlaskClient, method: str) -> None:
    for headers in ({}, {HEADER: ""}, {HEADER: "guess"}, {HEADER: "ünsinn"}):
        answer = visitor.open(CHANGE, method=method, headers=headers)
        assert answer.status_code == 403 and answer.mimetype == "application/problem+json"
    assert changed == []


def test_a_page_has_the_token_and_a_program_may_ask_for_it(visitor: FlaskClient) -> None:
    told = visitor.get("/api/v1/token").json
    assert told == {"header": HEADER, "token": token_of(visitor)}
    assert visitor.post(CHANGE, headers={told["header"]: told["token"]}).status_code == 200
    assert visitor.post(CHANGE, data={FIELD: told["token"], "to": "x"}).status_code == 200
    assert changed == ["", "x"]


def test_a_token_of_another_start_is_worth_nothing(visitor: FlaskClient, client: FlaskClient) -> None:
    assert visitor.post(CHANGE, headers={HEADER: token_of(client)}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),  # another port of this machine
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost:3000"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 200),
    ],
)
def test_other_sites_are_refused_even_with_the_token(
    visitor: FlaskClient, headers: dict[str, str], status: int
) -> None:
    answer = visitor.post(CHANGE, headers={HEADER: token_of(visitor), **headers})
    assert answer.status_code == status


def test_a_bearer_token_takes_its_place_but_not_from_another_site(visitor: FlaskClient) -> None:
    bearer = {"Authorization": "Bearer of-a-program"}
    assert visitor.post(CHANGE, headers=bearer).status_code == 200
    assert visitor.post(CHANGE, headers={**bearer, "Origin": "http://evil.example"}).status_code == 403


def test_a_request_brings_no_more_than_the_view_takes(visitor: FlaskClient) -> None:
    headers = {HEADER: token_of(visitor)}
    assert visitor.post(CHANGE, headers=headers, data={"to": "x" * 900}).status_code == 200
    too_much = visitor.post(CHANGE, headers=headers, data={"to": "x" * 1100})
    assert too_much.status_code == 413 and too_much.mimetype == "application/problem+json"


def test_reading_needs_no_token(visitor: FlaskClient) -> None:
    assert visitor.get("/", headers={"Origin": "http://evil.example"}).status_code == 200


def test_every_view_that_changes_something_is_guarded(client: FlaskClient) -> None:
    """Whatever is added some day: without the token, and from another site with it, it does not run."""
    token = client.get("/api/v1/token").json["token"]  # type: ignore[index]
    tried = 0
    with client.application.test_request_context():
        rules = [
            (method, rule.build(dict.fromkeys(rule.arguments, "1")))
            for rule in client.application.url_map.iter_rules()
            for method in sorted((rule.methods or set()) - SAFE)
        ]
    for method, built in rules:
        assert built is not None
        assert client.open(built[1], method=method).status_code == 403, built[1]
        elsewhere = {HEADER: token, "Sec-Fetch-Site": "cross-site"}
        assert client.open(built[1], method=method, headers=elsewhere).status_code == 403, built[1]
        tried += 1
    assert tried >= 10
