"""The API gives what the page shows, audio by key alone and in ranges, and its errors in one shape."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS, file_of

MORNING = SONGS[0].key
AUDIO = f"/api/v1/tracks/{MORNING}/audio"


def test_search_answers_with_reasons_and_links(client: FlaskClient) -> None:
    told = client.get("/api/v1/search?q=choir&k=3").json
    assert told is not None
    first = told["hits"][0]
    assert told["tracks"] == 10 and len(told["hits"]) == 3 and first["band"] == "strong"
    assert first["why"]["parts"][0]["text"] == "choir"
    assert first["links"]["audio"] == f"/api/v1/tracks/{first['key']}/audio"


def test_a_playlist_starts_at_the_moments(client: FlaskClient, leitmotif_home: Path) -> None:
    lines = client.get("/api/v1/search.m3u8?q=choir").text.splitlines()
    halves = lines.index(str(file_of(leitmotif_home, SONGS[6])))
    assert lines[0] == "#EXTM3U" and "#EXTVLCOPT:start-time=8" in lines[halves - 2 : halves]


def test_audio_comes_whole_and_in_ranges(client: FlaskClient, leitmotif_home: Path) -> None:
    data = file_of(leitmotif_home, SONGS[0]).read_bytes()
    whole = client.get(AUDIO)
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "audio/mpeg", data)
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get(AUDIO, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and part.data == data[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(data)}"
    assert client.get(AUDIO, headers={"Range": "bytes=-10"}).data == data[-10:]
    for said in ("bytes=0-", f"bytes=-{10 * len(data)}", f"bytes=0-{10 * len(data)}"):
        answer = client.get(AUDIO, headers={"Range": said})
        assert (answer.status_code, answer.data) == (206, data), said
    for unheeded in (
        "bytes=0-1,5-9",
        "bytes=9-5",
        "bytes=--5",
        "seconds=0-5",
        "bytes=0-" + 5000 * "9",
        "junk",
    ):
        answer = client.get(AUDIO, headers={"Range": unheeded})
        assert (answer.status_code, answer.data) == (200, data), unheeded
    beyond = client.get(AUDIO, headers={"Range": f"bytes={len(data)}-"})
    assert beyond.status_code == 416 and beyond.mimetype == "application/problem+json"
    etag, changed = whole.headers["ETag"], whole.headers["Last-Modified"]
    for asked in ({}, {"Range": "bytes=0-9"}):
        assert client.get(AUDIO, headers={**asked, "If-None-Match": etag}).status_code == 304
        assert client.get(AUDIO, headers={**asked, "If-Match": '"other"'}).status_code == 412
    for known, status in (
        (etag, 206),
        (changed, 206),
        ('"other"', 200),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 200),
    ):
        assert client.get(AUDIO, headers={"Range": "bytes=0-9", "If-Range": known}).status_code == status
    head = client.head(AUDIO)
    assert head.content_length == len(data) and not head.data


def test_a_path_is_never_taken_from_a_request(client: FlaskClient, leitmotif_home: Path) -> None:
    (leitmotif_home / "secret.mp3").write_bytes(b"secret")
    for key in (
        "..%2Fsecret.mp3",
        "../secret.mp3",
        str(leitmotif_home / "secret.mp3"),
        "%2e%2e",
        MORNING[:8],
    ):
        answer = client.get(f"/api/v1/tracks/{key}/audio")
        assert answer.status_code in (308, 404) and b"secret" not in answer.data
    assert client.get("/static/../__init__.py").status_code == 404


def test_peaks_are_measured_once_and_kept_by_browsers(client: FlaskClient, leitmotif_home: Path) -> None:
    address = f"/api/v1/tracks/{MORNING}/peaks"
    first = client.get(address)
    assert first.json is not None and max(first.json["peaks"]) == 255 and len(first.json["peaks"]) == 480
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    (leitmotif_home / "cache" / "peaks" / MORNING).write_bytes(bytes([7]) * 480)
    assert client.get(address).json["peaks"][0] == 7  # type: ignore[index]


def test_what_cannot_be_drawn_is_a_problem(client: FlaskClient, leitmotif_home: Path) -> None:
    file_of(leitmotif_home, SONGS[1]).write_bytes(b"no music at all")
    answer = client.get(f"/api/v1/tracks/{SONGS[1].key}/peaks")
    assert answer.status_code == 422 and answer.mimetype == "application/problem+json"


def test_a_file_that_may_not_be_read_is_told(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may read everything
    answer = client.get(f"/api/v1/tracks/{SONGS[0].key}/audio")
    assert answer.status_code == 403 and "may not read" in answer.json["detail"]  # type: ignore[index]


def test_a_file_that_is_gone_is_told_from_a_track_that_never_was(client: FlaskClient) -> None:
    assert client.get(f"/api/v1/tracks/{SONGS[2].key}/audio").status_code == 410
    assert client.get(f"/api/v1/tracks/{'0' * 64}/audio").status_code == 404


def test_a_filter_alone_lists_what_passes_it(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    told = client.get("/api/v1/search?filter=-heard:choir").json
    assert told is not None and told["hits"] and {hit["band"] for hit in told["hits"]} == {""}
    lines = client.get("/api/v1/search.m3u8?filter=-heard:choir").text.splitlines()
    assert sum(line.startswith("#EXTINF") for line in lines) == len(told["hits"])
    (reading,) = (
        each for each in document["paths"]["/api/v1/search"]["get"]["parameters"] if each["name"] == "as"
    )
    assert "scene" in reading["schema"]["enum"]


@pytest.mark.parametrize(
    ("question", "status", "word"),
    [
        ("q=", 400, "nothing to look for"),
        ("q=piano^x", 400, "a weight is a number"),
        ("q=piano&filter=colour:red", 400, "cannot filter by"),
        ("q=piano&k=0", 400, "give 1 to"),
        ("q=piano&k=99999999999999999999", 400, "give 1 to"),
        ("q=piano&k=²", 400, "give 1 to"),
        ("like=../../etc/passwd", 400, "no key of a track"),
        ("&".join(f"like={number:064d}" for number in range(21)), 400, "too many"),
    ],
)
def test_wrong_questions_get_problems_that_say_what_to_do(
    client: FlaskClient, question: str, status: int, word: str
) -> None:
    answer = client.get(f"/api/v1/search?{question}")
    assert answer.status_code == status and answer.mimetype == "application/problem+json"
    assert answer.json is not None and answer.json["status"] == status and word in answer.json["detail"]


def test_status_tells_how_far_things_are(
    client: FlaskClient, engine: SearchEngine, leitmotif_home: Path
) -> None:
    told = client.get("/api/v1/status").json
    assert told is not None and told["ready"] and (told["tracks"], told["served"]) == (10, 10)
    engine.catalogue.missing([file_of(leitmotif_home, SONGS[0])])
    told = client.get("/api/v1/status").json
    assert told is not None and (told["tracks"], told["served"]) == (9, 9)


def test_nothing_can_be_changed(client: FlaskClient) -> None:
    for address in ("/", "/api/v1/search?q=piano", AUDIO):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert client.open(address, method=method).status_code == 405


def test_an_example_that_nobody_knows_is_not_the_servers_fault(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/search?like={'0' * 64}")
    assert answer.status_code == 404 and "not in the index" in answer.json["detail"]  # type: ignore[index]
    assert "not in the index" in client.get(f"/?like={'0' * 64}").text
