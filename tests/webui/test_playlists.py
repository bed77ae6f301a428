"""Playlists are kept, opened and written to files; of what is wrong with one, nothing is kept."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS, file_of
from webui.csrf import HEADER
from webui.playlists import MOST_TRACKS

KEYS = [song.key for song in SONGS]
LISTS = "/api/v1/playlists"


@pytest.fixture
def token(client: FlaskClient) -> dict[str, str]:
    return {HEADER: client.get("/api/v1/token").json["token"]}  # type: ignore[index]


def listed(*keys: str, **told: Any) -> dict[str, Any]:
    return {"tracks": [{"key": key, **told} for key in keys]}


def test_a_playlist_is_kept_in_its_order_and_opened_again(
    client: FlaskClient, engine: SearchEngine, token: dict[str, str]
) -> None:
    wanted = [KEYS[3], KEYS[0], KEYS[3]]
    address = f"{LISTS}/Rain / Part%20two"
    assert client.put(address, json=listed(*wanted), headers=token).json == {
        "name": "Rain / Part two",
        "tracks": 3,
    }
    assert client.get(LISTS).json == {"playlists": ["Rain / Part two"]}
    assert engine.catalogue.playlist("Rain / Part two") == wanted
    told = client.get(address).json
    assert told is not None and [track["key"] for track in told["tracks"]] == wanted
    assert told["tracks"][1]["title"] == "Morning" and told["tracks"][1]["audio"].endswith("/audio")
    client.put(address, json=listed(*wanted, start_seconds=8.25), headers=token)
    assert [track["start"] for track in client.get(address).json["tracks"]] == [8.25] * 3  # type: ignore[index]


@pytest.mark.parametrize(
    "seconds", [f"1{400 * '0'}", f"1{5000 * '0'}", "1e400", "-1", "NaN", 3000 * "[", '"1"']
)
def test_what_is_no_time_is_told(client: FlaskClient, token: dict[str, str], seconds: str) -> None:
    body = f'{{"tracks": [{{"key": "{KEYS[0]}", "start_seconds": {seconds}}}]}}'
    told = client.put(f"{LISTS}/x", data=body, headers=token)
    assert told.status_code == 400 and told.mimetype == "application/problem+json"


@pytest.mark.parametrize("format", ["m3u8", "xspf", "json"])
def test_half_a_sign_in_a_name_harms_nothing(client: FlaskClient, token: dict[str, str], format: str) -> None:
    body = f'{{"tracks": [{{"key": "{KEYS[0]}"}}], "name": "rain \\ud83d", "format": "{format}"}}'
    made = client.post("/api/v1/playlist-file", data=body, headers=token)
    assert made.status_code == 200 and "rain" in made.text


def test_a_playlist_takes_the_place_of_its_namesake_and_can_be_removed(
    client: FlaskClient, token: dict[str, str]
) -> None:
    for keys in (KEYS[:2], KEYS[4:5]):
        client.put(f"{LISTS}/mine", json=listed(*keys), headers=token)
    assert len(client.get(f"{LISTS}/mine").json["tracks"]) == 1  # type: ignore[index]
    assert client.delete(f"{LISTS}/mine", headers=token).status_code == 204
    gone = client.get(f"{LISTS}/mine")
    assert gone.status_code == 404 and "none yet" in gone.json["detail"]  # type: ignore[index]
    assert client.delete(f"{LISTS}/mine", headers=token).status_code == 404


def test_tracks_that_are_gone_are_kept_but_not_opened(
    client: FlaskClient, engine: SearchEngine, token: dict[str, str], leitmotif_home: Path
) -> None:
    client.put(f"{LISTS}/mine", json=listed(*KEYS[:2]), headers=token)
    engine.catalogue.missing([file_of(leitmotif_home, SONGS[0])])
    told = client.get(f"{LISTS}/mine").json
    assert told is not None and [track["key"] for track in told["tracks"]] == KEYS[1:2]


def test_nothing_is_kept_without_the_token(client: FlaskClient, engine: SearchEngine) -> None:
    assert client.put(f"{LISTS}/mine", json=listed(KEYS[0])).status_code == 403
    assert engine.catalogue.playlists() == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "JSON object"),
        (b"[1]", "JSON object"),
        (b"{}", "list of objects"),
        (json.dumps({"tracks": ["a"]}), "list of objects"),
        (json.dumps(listed("../../etc/passwd")), "no track has the key"),
        (json.dumps(listed("0" * 64)), "no track has the key"),
        (json.dumps(listed(*["0"] * (MOST_TRACKS + 1))), "too many"),
    ],
)
def test_what_is_no_list_of_tracks_is_refused(
    client: FlaskClient, engine: SearchEngine, token: dict[str, str], body: bytes, word: str
) -> None:
    answer = client.put(f"{LISTS}/mine", data=body, headers=token)
    assert answer.status_code == 400 and word in answer.json["detail"]  # type: ignore[index]
    assert engine.catalogue.playlists() == []


@pytest.mark.parametrize("name", ["%20", "x" * 201])
def test_a_name_is_needed(client: FlaskClient, token: dict[str, str], name: str) -> None:
    assert client.put(f"{LISTS}/{name}", json=listed(KEYS[0]), headers=token).status_code == 400


def test_files_for_other_players_start_at_the_moments(
    client: FlaskClient, token: dict[str, str], leitmotif_home: Path
) -> None:
    body = {**listed(KEYS[6], start_seconds=8.5), "name": "Night <drive>"}
    path = file_of(leitmotif_home, SONGS[6])

    def written(format: str) -> bytes:
        answer = client.post("/api/v1/playlist-file", json={**body, "format": format}, headers=token)
        assert answer.status_code == 200 and f"leitmotif.{format}" in answer.headers["Content-Disposition"]
        return bytes(answer.data)

    lines = written("m3u8").decode().splitlines()
    assert lines[1] == "#PLAYLIST:Night <drive>" and lines[-2:] == ["#EXTVLCOPT:start-time=8.5", str(path)]
    told = json.loads(written("json"))
    assert told["name"] == "Night <drive>" and told["tracks"][0]["start_seconds"] == 8.5
    root = ElementTree.fromstring(written("xspf"))
    assert [each.text for each in root.iter("{http://xspf.org/ns/0/}location")] == [path.as_uri()]


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"format": "exe"}, "m3u8, xspf, json"),
        ({"format": "json", **listed(KEYS[0], start_seconds="soon")}, "number of seconds"),
        ({"format": "json", **listed(KEYS[0], start_seconds=-1)}, "number of seconds"),
        ({"format": "json", **listed(KEYS[0], start_seconds=True)}, "number of seconds"),
        ({"format": "json", **listed(KEYS[0], start_seconds=5, end_seconds=2)}, "before it starts"),
    ],
)
def test_what_no_file_can_say_is_refused(
    client: FlaskClient, token: dict[str, str], told: dict[str, Any], word: str
) -> None:
    answer = client.post("/api/v1/playlist-file", json={**listed(KEYS[0]), **told}, headers=token)
    assert answer.status_code == 400 and word in answer.json["detail"]  # type: ignore[index]


def test_numbers_that_json_does_not_have_are_refused(client: FlaskClient, token: dict[str, str]) -> None:
    body = f'{{"format": "json", "tracks": [{{"key": "{KEYS[0]}", "start_seconds": NaN}}]}}'
    assert client.post("/api/v1/playlist-file", data=body, headers=token).status_code == 400
