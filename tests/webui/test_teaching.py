"""On the page of a track, tags are given, taken, struck out and taught; what came of it is said, and searches
know it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.records import AudioFacts, FileFacts, Stamp
from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS
from webui.csrf import FIELD, HEADER

MORNING, EVENING, NIGHT, JAZZ = SONGS[:4]
PIANO = (MORNING, EVENING, NIGHT)


@pytest.fixture
def post(client: FlaskClient) -> Any:
    """Sends what a page or a program would, with the token."""
    token = client.get("/api/v1/token").json["token"]  # type: ignore[index]

    def send(address: str, method: str = "POST", **given: Any) -> Any:
        return client.open(address, method=method, headers={HEADER: token}, **given)

    return send


def yours(key: str) -> str:
    return f"/tracks/{key}/yours"


def test_a_tag_given_on_the_page_finds_the_track(client: FlaskClient, post: Any) -> None:
    page = post(yours(JAZZ.key), data={"add": " kitchen  radio", "part": "1"}).text
    assert "“kitchen radio” is added." in page and 'aria-label="take kitchen radio away"' in page
    first = client.get("/api/v1/search?q=kitchen+radio").json["hits"][0]  # type: ignore[index]
    assert first["key"] == JAZZ.key and first["band"] == "strong"
    assert {"words": "kitchen radio", "field": "tag", "value": "kitchen radio"} in first["why"]["names"]
    assert client.get("/api/v1/tags").json == {"kitchen radio": 1}
    assert client.get(f"/api/v1/tracks/{JAZZ.key}").json["tags"] == ["kitchen radio"]  # type: ignore[index]
    gone = post(yours(JAZZ.key), data={"remove": "kitchen radio", "part": "1"}).text
    assert "“kitchen radio” is gone." in gone and client.get("/api/v1/tags").json == {}


def test_without_scripts_the_page_comes_again(client: FlaskClient, post: Any) -> None:
    page = client.get(f"/tracks/{JAZZ.key}").text
    token = re.search(rf'name="{FIELD}" value="([^"]+)"', page)
    assert token is not None
    answer = client.post(yours(JAZZ.key), data={"add": "kitchen", FIELD: token[1]})
    assert answer.status_code == 303 and answer.location == f"/tracks/{JAZZ.key}#yours"
    wrong = client.post(yours(JAZZ.key), data={"add": "--", FIELD: token[1]})
    assert wrong.status_code == 400 and "A tag needs a letter" in wrong.text
    assert client.post(yours(JAZZ.key), data={"add": "kitchen"}).status_code == 403


def test_what_was_heard_wrongly_is_struck_out_and_had_back(client: FlaskClient, post: Any) -> None:
    def heard() -> Any:
        return client.get(f"/api/v1/tracks/{JAZZ.key}/heard").json

    def band() -> str:
        hits = client.get("/api/v1/search?q=drums").json["hits"]  # type: ignore[index]
        return next(str(hit["band"]) for hit in hits if hit["key"] == JAZZ.key)

    def counted() -> int:
        facets = client.get("/api/v1/facets?filter=heard:drums").json
        assert facets is not None
        return int(facets["tracks"])

    before, filtered = heard(), counted()
    assert before["struck"] == [] and "drums" in [each["tag"] for each in before["tags"]]
    assert band() == "strong"
    page = client.get(f"/tracks/{JAZZ.key}").text
    assert 'name="strike" value="drums" aria-label="drums is wrong: strike it out"' in page

    part = post(yours(JAZZ.key), data={"strike": "drums", "part": "1"}).text
    assert "“drums” is struck out." in part and "<s>drums</s>" in part and 'value="drums"' in part
    assert 'data-tag="drums"' not in part and 'name="strike" value="drums"' not in part
    after = heard()
    assert after["struck"] == ["drums"] and "drums" not in [each["tag"] for each in after["tags"]]
    assert band() == "weak" and counted() == filtered - 1
    hits = client.get("/?q=drums").text
    assert "you struck out: drums" in hits

    part = post(yours(JAZZ.key), data={"restore": "drums", "part": "1"}).text
    assert "“drums” counts as heard again." in part and "<s>" not in part
    assert (heard(), band(), counted()) == (before, "strong", filtered)


def test_a_tag_given_by_hand_is_struck_out_no_more(client: FlaskClient, post: Any) -> None:
    post(yours(JAZZ.key), data={"strike": "drums"})
    part = post(yours(JAZZ.key), data={"add": "drums", "part": "1"}).text
    assert "<s>" not in part and 'aria-label="take drums away"' in part
    part = post(yours(JAZZ.key), data={"strike": "drums", "part": "1"}).text
    assert "<s>drums</s>" in part and 'aria-label="take drums away"' not in part


def test_striking_out_without_scripts_and_what_cannot_be(client: FlaskClient, post: Any) -> None:
    answer = post(yours(JAZZ.key), data={"strike": "drums"})
    assert answer.status_code == 303 and answer.location == f"/tracks/{JAZZ.key}#all-in-all"
    wrong = post(yours(JAZZ.key), data={"strike": "flute", "part": "1"}).text
    assert 'class="wrong"' in wrong and "Nobody listened for &#39;flute&#39;: choose from piano" in wrong
    assert client.post(yours(JAZZ.key), data={"strike": "choir"}).status_code == 403


def test_teaching_says_what_it_is_worth(client: FlaskClient, post: Any) -> None:
    said = post(yours(MORNING.key), data={"name": "keys", "as": "like", "part": "1"}).text
    assert "taught by 1 liked track and 0 unliked" in said and "Too few examples" in said
    post(yours(EVENING.key), data={"name": "keys", "as": "like", "part": "1"})
    post(yours(JAZZ.key), data={"name": "keys", "as": "unlike", "part": "1"})
    said = post(yours(NIGHT.key), data={"name": "keys", "as": "like", "part": "1"}).text
    assert re.search(r"left out came before \d+ % of your other music \(50 % is chance\)", said)
    part = client.get("/api/v1/search?q=keys").json["understood"][0]  # type: ignore[index]
    assert part["meaning"] == "taught tag"
    page = client.get(f"/tracks/{JAZZ.key}").text
    assert "an example of what it is not" in page and "3 liked, 1 not" in page


def test_an_example_is_taken_back_and_the_last_takes_the_tag_along(client: FlaskClient, post: Any) -> None:
    for song in PIANO:
        post(yours(song.key), data={"name": "keys", "as": "like"})
    said = post(yours(NIGHT.key), data={"forget": "keys", "part": "1"}).text
    assert "taught by 2 liked tracks" in said and "keys: it is" not in said
    for song in PIANO[:2]:
        said = post(yours(song.key), data={"forget": "keys", "part": "1"}).text
    assert "is forgotten" in said and client.get("/api/v1/taught").json == {"taught": []}


def test_a_word_of_the_bundle_is_told_to_be_replaced(post: Any) -> None:
    said = post(yours(MORNING.key), data={"name": "choir", "as": "like", "part": "1"}).text
    assert "no longer by the word “choir”" in said


def test_what_cannot_teach_says_why(client: FlaskClient, engine: SearchEngine, post: Any) -> None:
    page = post(yours(JAZZ.key), data={"name": "keys", "as": "unlike", "part": "1"}).text
    assert "Nobody taught “keys” yet: begin with a track" in page
    facts, audio = FileFacts("New"), AudioFacts(4.0)
    engine.catalogue.record(Path("/music/new.mp3"), Stamp(1, 1), "e" * 64, facts, audio)
    page = post(yours("e" * 64), data={"name": "keys", "as": "like", "part": "1"}).text
    assert "Nothing was heard in this track yet" in page and client.get("/api/v1/taught").json == {
        "taught": []
    }


@pytest.mark.parametrize("name", ["", "  ", "-drums", "a, b", "x^2"])
def test_what_could_not_be_searched_for_is_not_taught(client: FlaskClient, post: Any, name: str) -> None:
    page = post(yours(MORNING.key), data={"name": name, "as": "like", "part": "1"}).text
    assert 'class="wrong"' in page and client.get("/api/v1/taught").json == {"taught": []}


def test_what_people_type_is_escaped(client: FlaskClient, post: Any) -> None:
    hostile = "<script>alert(1)</script>"
    post(yours(JAZZ.key), data={"add": hostile})
    page = client.get(f"/tracks/{JAZZ.key}").text
    assert hostile not in page and "&lt;script&gt;alert(1)" in page


def test_programs_do_the_same(client: FlaskClient, engine: SearchEngine, post: Any) -> None:
    address = f"/api/v1/tracks/{JAZZ.key}/tags"
    assert post(address, json={"add": ["b", "a"]}).json == {"own": ["a", "b"], "struck": []}
    assert post(address, json={"add": ["c"], "remove": ["a"]}).json == {"own": ["b", "c"], "struck": []}
    struck = post(address, json={"add": ["d"], "strike": ["Drum", "choir"]}).json
    assert struck == {"own": ["b", "c", "d"], "struck": ["choir", "drums"]}
    assert client.get(address).json["struck"] == ["choir", "drums"]  # type: ignore[index]
    assert post(address, json={"restore": ["choirs"]}).json["struck"] == ["drums"]
    likes = [song.key for song in PIANO]
    told = post("/api/v1/taught/keys", json={"like": likes, "unlike": [JAZZ.key]}).json
    assert told["name"] == "keys" and told["figure"] > 0.5 and told["warning"] == ""
    assert client.get("/api/v1/taught").json["taught"][0]["like"] == likes  # type: ignore[index]
    tags = client.get(f"/api/v1/tracks/{MORNING.key}/tags").json
    assert (
        tags is not None
        and tags["taught"][0]["example"] == "like"
        and 0 < tags["taught"][0]["probability"] < 1
    )
    assert post("/api/v1/taught/keys", "DELETE").status_code == 204
    assert post("/api/v1/taught/keys", "DELETE").status_code == 404


@pytest.mark.parametrize(
    ("address", "given", "status", "word"),
    [
        ("tracks/{key}/tags", {"data": "no json"}, 400, "JSON object such as"),
        ("tracks/{key}/tags", {"json": ["add"]}, 400, "JSON object such as"),
        ("tracks/{key}/tags", {"json": {"add": "kitchen"}}, 400, "list of texts"),
        ("tracks/{key}/tags", {"json": {"add": [1]}}, 400, "list of texts"),
        ("tracks/{key}/tags", {"json": {"ad": ["kitchen"]}}, 400, "knows no ad"),
        ("tracks/{key}/tags", {"json": {"add": ["-"]}}, 400, "a letter or a digit"),
        ("tracks/{key}/tags", {"json": {"add": ["x"] * 501}}, 400, "501 texts"),
        ("tracks/{key}/tags", {"json": {"add": ["kitchen"], "strike": ["flute"]}}, 400, "choose from piano"),
        ("tracks/{key}/tags", {"data": "x" * 70_000}, 413, "more than"),
        ("tracks/{nobody}/tags", {"json": {"add": ["kitchen"]}}, 404, "no track"),
        ("taught/keys", {"json": {"like": ["../../etc/passwd"]}}, 404, "no track has the key"),
        ("taught/keys", {"json": {"like": ["{nobody}"]}}, 404, "no track has the key"),
        ("taught/keys", {"json": {"unlike": ["{key}"]}}, 400, "none of the liked"),
        ("taught/keys", {"json": {"like": ["{key}"], "unlike": ["{key}"]}}, 400, "give it once"),
        ("taught/a, b", {"json": {"like": ["{key}"]}}, 400, "one name in a search"),
    ],
)
def test_wrong_requests_get_problems(
    client: FlaskClient, post: Any, address: str, given: dict[str, Any], status: int, word: str
) -> None:
    keys = {"{key}": MORNING.key, "{nobody}": "f" * 64}
    for mark, key in keys.items():
        address = address.replace(mark, key)
    if isinstance(given.get("json"), dict):
        filled = {name: [keys.get(text, text) for text in texts] if isinstance(texts, list) else texts
                  for name, texts in given["json"].items()}  # fmt: skip
        given = {"json": filled}
    answer = post(f"/api/v1/{address}", **given)
    assert answer.status_code == status and answer.mimetype == "application/problem+json"
    assert word in answer.json["detail"]
    assert client.get("/api/v1/tags").json == {} and client.get("/api/v1/taught").json == {"taught": []}
