"""Stories by the API: cues, changes of them, sheets, and what is said where a request or text is no good."""

from __future__ import annotations

import csv
import io
import json
import logging
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from flask.testing import FlaskClient

from retrieval.search import SearchEngine
from tests.webui.conftest import client_of
from tests.webui.story_library import MANUAL, ODD, SECONDS, TALE, story_engine, story_home
from tests.webui.test_openapi import answered, strict
from webui.csrf import HEADER
from webui.engines import Engines
from webui.story_shapes import MOST_CHARACTERS

__all__ = ["story_engine", "story_home"]  # fixtures
GERMAN = (
    "Der Sturm riss an den Läden, und etwas hämmerte an die Kellertür, langsam, wieder und wieder, und "
    "niemand im Zimmer wagte zu atmen. Am Morgen war das Boot fort, und meine Mutter weinte. "
)


@pytest.fixture
def teller(story_engine: SearchEngine) -> FlaskClient:
    client = client_of(Engines(story_engine.catalogue, lambda: story_engine))
    token = client.get("/api/v1/token").json
    assert token is not None
    client.environ_base[f"HTTP_{HEADER.upper().replace('-', '_')}"] = token["token"]
    return client


def told(client: FlaskClient, **body: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/story", json={"text": TALE, **body})
    assert answer.status_code == 200, answer.json
    assert answer.json is not None
    return answer.json


def keys(story: dict[str, Any]) -> list[str]:
    return [cue["track"]["key"] for cue in story["cues"]]


def starts(story: dict[str, Any]) -> list[int]:
    return [cue["first_passage"] for cue in story["cues"]][1:]


def test_each_scene_has_music_and_no_answer_has_a_path(teller: FlaskClient) -> None:
    answer = teller.post("/api/v1/story", json={"text": TALE, "cues": 4})
    document = teller.get("/api/v1/openapi.json").json
    assert document is not None
    answered(strict(document), "/api/v1/story", "post", 200, answer.json)
    story = answer.json
    assert story is not None and len(set(keys(story))) == 4
    assert ".mp3" not in answer.text and '"path"' not in answer.text
    for cue in story["cues"]:
        assert 0 <= cue["start"] < cue["end"] and len(cue["alternatives"]) == 2
        assert teller.get(cue["track"]["links"]["audio"]).status_code == 200
    # signs are counted whole, and every one of them is in a passage or between two
    for own in story["passages"]:
        assert TALE[own["start_character"] : own["end_character"]] == own["text"]


def test_a_moved_border_changes_the_music_beside_it_alone(teller: FlaskClient) -> None:
    before = told(teller, text=2 * TALE, cues=4)
    borders, last = starts(before), len(before["passages"])
    place = next(place for place, own in enumerate(borders) if own + 1 not in (*borders, last))
    borders[place] += 1
    kept: list[str | None] = list(keys(before))
    kept[place] = kept[place + 1] = None
    after = told(teller, text=2 * TALE, borders=borders, kept=kept)
    assert starts(after) == borders
    for own, (one, other) in enumerate(zip(before["cues"], after["cues"], strict=True)):
        if own not in (place, place + 1):
            assert one["track"] == other["track"] and one["start"] == other["start"]
    assert len(set(keys(after))) == 4


def test_an_alternative_can_be_chosen_and_the_first_choice_comes_back_to_choose_from(
    teller: FlaskClient,
) -> None:
    before = told(teller, cues=3)
    kept, borders = keys(before), starts(before)
    first, kept[1] = kept[1], before["cues"][1]["alternatives"][0]["track"]["key"]
    after = told(teller, borders=borders, kept=kept)
    assert keys(after) == kept
    assert first in [each["track"]["key"] for cue in after["cues"] for each in cue["alternatives"]]
    assert told(teller, borders=borders, kept=keys(before))["cues"] == before["cues"]


def test_a_mood_struck_out_of_a_track_is_no_reason_for_it(
    teller: FlaskClient, story_engine: SearchEngine
) -> None:
    names = story_engine.shelf().generation.tag_names

    def moods(story: dict[str, Any]) -> dict[str, float]:
        return {each["mood"]: each["probability"] for each in story["cues"][0]["why"]["heard"]}

    before = told(teller, cues=3)
    key, heard = keys(before)[0], moods(before)
    mood = next(word for word in heard if word in names and heard[word])
    story_engine.catalogue.strike_tags(key, [mood])
    after = told(teller, borders=starts(before), kept=keys(before))
    story_engine.catalogue.strike_tags(key, restore=[mood])
    assert keys(after) == keys(before) and moods(after) == heard | {mood: 0.0}


def test_reading_slower_makes_it_longer(teller: FlaskClient) -> None:
    assert told(teller, wpm=100)["seconds"] == pytest.approx(2 * told(teller)["seconds"], abs=0.1)


@pytest.mark.parametrize("mapping", ["manual", "va", "w2v"])
def test_moods_find_music_by_every_mapping(teller: FlaskClient, mapping: str) -> None:
    story = told(teller, mapping=mapping)
    assert story["mapping"] == mapping and all(keys(story))


def test_what_is_saved_is_what_is_on_the_page(teller: FlaskClient) -> None:
    story = told(teller, cues=3)
    kept = keys(story)
    kept[0] = story["cues"][0]["alternatives"][0]["track"]["key"]
    body = {"text": TALE, "borders": starts(story), "kept": kept, "name": "My tale"}

    def saved(format: str) -> str:
        answer = teller.post("/api/v1/story-file", json={**body, "format": format})
        assert answer.status_code == 200, answer.json
        assert f"soundtrack.{format}" in answer.headers["Content-Disposition"]
        return answer.data.decode("utf-8-sig")

    names = [f"song {int(key, 16)}.mp3" for key in kept]
    assert saved("m3u8").splitlines()[1] == "#PLAYLIST:My tale"
    assert [line.rsplit("/")[-1] for line in saved("m3u8").splitlines() if line.endswith(".mp3")] == names
    titles = [
        each.text for each in ElementTree.fromstring(saved("xspf")).iter("{http://xspf.org/ns/0/}title")
    ]
    assert titles[1:] == [f"{ODD} {int(key, 16)}" for key in kept]
    rows = list(csv.DictReader(io.StringIO(saved("csv"))))
    assert [row["title"] for row in rows] == titles[1:]
    edl = saved("edl").splitlines()
    assert edl[0] == "TITLE: My tale"
    assert [line.rsplit(": ")[-1] for line in edl if line.startswith("* FROM CLIP NAME")] == names


def test_in_every_sheet_music_goes_on_where_the_page_says_so(teller: FlaskClient) -> None:
    text = f"{TALE}\n\n{MANUAL}\n\n{TALE}"
    passages = told(teller, text=text)["passages"]
    plain = next(place for place, own in enumerate(passages) if not own["has_mood"])
    after = next(place for place in range(plain, len(passages)) if passages[place]["has_mood"])
    body = {"text": text, "borders": [plain, after], "wpm": 1000}
    first, quiet, _ = told(teller, **body)["cues"]
    assert quiet["goes_on"] and quiet["track"] == first["track"] and quiet["alternatives"] == []
    edl = teller.post("/api/v1/story-file", json={**body, "format": "edl"}).text
    events = [line.split() for line in edl.splitlines() if line[:3].isdecimal()]
    assert len(events) == 2
    minutes, seconds, frames = (int(part) for part in events[0][5].split(":")[1:])
    lasts = min(float(SECONDS), first["end"] + quiet["scene_end"] - quiet["scene_start"])
    assert lasts > first["end"]
    assert 60 * minutes + seconds + frames / 25 == pytest.approx(lasts, abs=0.05)


def test_a_text_that_says_nothing_of_moods_is_told_so(teller: FlaskClient) -> None:
    story = told(teller, text=MANUAL)
    assert "no passage of this text has a mood" in story["message"]
    assert all(cue["track"] is None for cue in story["cues"])
    refused = teller.post("/api/v1/story-file", json={"text": MANUAL, "format": "edl"})
    assert refused.status_code == 422


def test_another_language_is_told_to_be_one(teller: FlaskClient) -> None:
    story = told(teller, text=GERMAN)
    assert "English" in story["message"] or not any(own["has_mood"] for own in story["passages"])
    assert "English" not in told(teller)["message"]


KEY = f"{1:064x}"


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ([], 400, "JSON object"),
        ({}, 400, "the text is empty"),
        ({"text": " \n"}, 400, "the text is empty"),
        ({"text": 7}, 400, "text is a text"),
        ({"text": "a" * (MOST_CHARACTERS + 1)}, 413, "scripts.story"),
        ({"text": "é" * (4 * MOST_CHARACTERS)}, 413, "more than is taken"),
        ({"text": TALE, "cues": 0}, 400, "from 1 to"),
        ({"text": TALE, "cues": True}, 400, "from 1 to"),
        ({"text": TALE, "wpm": 1e9}, 400, "words are read in a minute"),
        ({"text": TALE, "mapping": "/etc/passwd"}, 400, "manual, va, w2v"),
        ({"text": TALE, "filter": "year>>3"}, 400, "year"),
        ({"text": TALE, "filter": "artist:nobody"}, 422, "no track passes"),
        ({"text": TALE, "filter": "heard:nonsense"}, 400, "nobody listened for"),
        ({"text": TALE, "borders": [2, 2]}, 422, "each greater"),
        ({"text": "Rain.", "borders": [1]}, 422, "cannot be cut"),
        ({"text": TALE, "borders": [999]}, 422, "passages"),
        ({"text": TALE, "borders": "1"}, 400, "numbers of passages"),
        ({"text": TALE, "kept": ["../../etc/passwd"]}, 400, "no track has the key"),
        ({"text": TALE, "kept": ["f" * 64]}, 400, "no track has the key"),
        ({"text": TALE, "kept": [KEY, KEY]}, 400, "twice"),
    ],
)
def test_what_is_no_good_is_told(teller: FlaskClient, body: Any, status: int, word: str) -> None:
    answer = teller.post("/api/v1/story", data=json.dumps(body, ensure_ascii=False).encode())
    assert answer.status_code == status and answer.json is not None
    assert answer.mimetype == "application/problem+json" and word in answer.json["detail"]


def test_half_a_sign_in_a_text_harms_nothing(teller: FlaskClient) -> None:
    for kind in ("m3u8", "xspf", "csv", "edl"):
        body = json.dumps({"text": TALE + " \ud83d", "name": "Tale \ud83d", "format": kind})
        assert teller.post("/api/v1/story-file", data=body).status_code == 200


def test_a_file_of_another_kind_is_refused(teller: FlaskClient) -> None:
    answer = teller.post("/api/v1/story-file", json={"text": TALE, "format": "exe"})
    assert answer.status_code == 400 and "m3u8, xspf, csv, edl" in answer.json["detail"]  # type: ignore[index]


def test_it_needs_the_token_and_is_on_the_bill(teller: FlaskClient, story_engine: SearchEngine) -> None:
    other = client_of(Engines(story_engine.catalogue, lambda: story_engine))
    assert other.post("/api/v1/story", json={"text": TALE}).status_code == 403
    asked = [teller.post("/api/v1/story", json={"text": ""}).status_code for _ in range(60)]
    assert set(asked) == {400, 429}


def test_the_journal_tells_nothing_of_the_text(teller: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        told(teller)
    assert caplog.records and "Lighthouse" not in caplog.text
    assert all("Lighthouse" not in str(vars(record)) for record in caplog.records)


def test_a_bundle_that_reads_no_passages_says_so(client: FlaskClient) -> None:
    token = client.get("/api/v1/token").json
    assert token is not None
    answer = client.post("/api/v1/story", json={"text": TALE}, headers={HEADER: token["token"]})
    assert answer.status_code == 422 and "bundle" in answer.json["detail"]  # type: ignore[index]
    assert 'id="story-text"' in client.get("/story").text
