"""The document of the API is complete, sound, and true: what views answer is what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS
from tests.webui.conftest import client_of
from webui.describing import Schemas
from webui.engines import Engines
from webui.guard import Door

KEY = SONGS[0].key


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    told = client.get("/api/v1/openapi.json").json
    assert told is not None
    return told


def within(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in a document."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from within(each)


def strict(document: dict[str, Any]) -> dict[str, Any]:
    """The same where nothing may be answered that is not told."""
    closed = json.loads(json.dumps(document))
    for each in within(closed["components"]):
        if each.get("type") == "object" and "properties" in each:
            each["additionalProperties"] = False
    return closed


def answered(document: dict[str, Any], path: str, method: str, status: int, told: Any) -> None:
    """Asserts that the document foresaw this answer."""
    responses = document["paths"][path][method]["responses"]
    content = responses[str(status) if str(status) in responses else "default"]["content"]
    (schema,) = (each["schema"] for each in content.values())
    Draft202012Validator({**schema, "components": document["components"]}).validate(told)


def test_every_route_is_told_with_what_it_does(client: FlaskClient, document: dict[str, Any]) -> None:
    rules = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1")
    }
    operations = {(path, method) for path, each in document["paths"].items() for method in each}
    assert operations == rules and len(rules) > 15
    for each in document["paths"].values():
        assert all(operation["summary"] for operation in each.values())
    ids = [operation["operationId"] for each in document["paths"].values() for operation in each.values()]
    assert len(set(ids)) == len(ids)


def test_its_schemas_are_schemas_and_lead_somewhere(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    named = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    asked_for = {each["$ref"] for each in within(document) if "$ref" in each}
    assert asked_for == named
    for path, methods in document["paths"].items():
        for operation in methods.values():
            told = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert told == set(re.findall(r"{(\w+)}", path))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v1/search", "?q=choir, -piano^2&k=3"),
        ("/api/v1/search", f"?like={KEY}&diverse=1"),
        ("/api/v1/search", "?q=morning ada"),
        ("/api/v1/search", "?q=piano^x"),
        ("/api/v1/facets", "?q=choir"),
        ("/api/v1/facets", "?filter=colour:red"),
        ("/api/v1/search", f"?like={'0' * 64}"),
        ("/api/v1/map", ""),
        ("/api/v1/map/search", "?q=choir"),
        ("/api/v1/tracks", f"?key={KEY}"),
        ("/api/v1/library", ""),
        ("/api/v1/tracks/{key}", ""),
        ("/api/v1/tracks/{key}/heard", ""),
        ("/api/v1/tracks/{key}/moments", "?q=choir"),
        ("/api/v1/tracks/{key}/moments", ""),
        ("/api/v1/tracks/{key}/peaks", ""),
        ("/api/v1/tracks/{key}/tags", ""),
        ("/api/v1/tags", ""),
        ("/api/v1/taught", ""),
        ("/api/v1/playlists", ""),
        ("/api/v1/playlists/{name}", ""),
        ("/api/v1/status", ""),
        ("/api/v1/token", ""),
    ],
)
def test_what_is_answered_is_what_was_told(
    client: FlaskClient, document: dict[str, Any], path: str, query: str
) -> None:
    answer = client.get(path.format(key=KEY, name="nothing") + query)
    answered(strict(document), path, "get", answer.status_code, answer.json)


def test_what_changes_something_answers_as_told(client: FlaskClient, document: dict[str, Any]) -> None:
    token = client.get("/api/v1/token").json
    assert token is not None
    headers = {token["header"]: token["token"]}
    closed = strict(document)
    keys = [song.key for song in SONGS[:3]]
    for method, path, body in (
        ("put", "/api/v1/playlists/{name}", {"tracks": [{"key": key} for key in keys]}),
        ("put", "/api/v1/playlists/{name}", {"tracks": [{"key": "no key"}]}),
        ("get", "/api/v1/playlists/{name}", None),
        ("post", "/api/v1/tracks/{key}/tags", {"add": ["kitchen"]}),
        ("post", "/api/v1/taught/{name}", {"like": keys, "unlike": []}),
        ("get", "/api/v1/taught", None),
        ("get", "/api/v1/tracks/{key}/tags", None),
    ):
        address = path.format(key=KEY, name="mine")
        answer = client.open(address, method=method.upper(), json=body, headers=headers)
        answered(closed, path, method, answer.status_code, answer.json)
    assert client.delete("/api/v1/taught/mine", headers=headers).status_code == 204
    assert "204" in document["paths"]["/api/v1/taught/{name}"]["delete"]["responses"]


def test_what_may_be_left_out_is_told_so(document: dict[str, Any]) -> None:
    needed = {name: shape["required"] for name, shape in document["components"]["schemas"].items()}
    assert needed["PlaylistFileBody"] == ["format", "tracks"] and needed["PlacedTrack"] == ["key"]
    for path, names in (("/api/v1/search", set()), ("/api/v1/tracks/{key}/moments", {"q"})):
        parameters = document["paths"][path]["get"]["parameters"]
        assert {each["name"] for each in parameters if each["in"] == "query" and each["required"]} == names


def test_with_a_password_the_document_asks_for_it(engine: SearchEngine, document: dict[str, Any]) -> None:
    assert "security" not in document
    client = client_of(Engines(engine.catalogue, lambda: engine), Door("open sesame"))
    headers = {"Authorization": "Bearer open sesame"}
    locked = client.get("/api/v1/openapi.json", headers=headers).json
    assert locked is not None and locked["security"] == [{"basic": []}, {"bearer": []}]


def test_people_read_it_without_leaving_the_machine(client: FlaskClient, document: dict[str, Any]) -> None:
    page = client.get("/api").text
    assert all(f'<span class="path">{path}</span>' in page for path in document["paths"])
    assert all(f'id="{name}"' in page for name in document["components"]["schemas"])
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(ids)


def test_what_cannot_be_told_is_not_told_wrongly() -> None:
    with pytest.raises(TypeError, match="TypedDict"):
        Schemas().of(set[str])
