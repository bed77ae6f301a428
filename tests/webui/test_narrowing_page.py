"""Facets on the search page: live counts of what fits, in the filter as if typed, one click away and back."""

from __future__ import annotations

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from flask.testing import FlaskClient

import webui.facets
from index.records import AudioFacts, FileFacts, Stamp
from index.serving import LOOK_EVERY_SECONDS
from retrieval.hits import SearchResult
from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS, publish_songs
from tests.webui.test_search_page import shown
from webui.asked import Asked


class Choices(HTMLParser):
    """Each choice of the facets on a page: its label to its count, whether it is chosen, and its question."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, tuple[int, bool, dict[str, list[str]]]] = {}
        self._open: dict[str, str | None] | None = None
        self._said = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "a" and "choice" in str(told.get("class")).split():
            self._open, self._said = told, ""

    def handle_data(self, data: str) -> None:
        self._said += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open is not None:
            label, count = self._said.split("\n")[0].rsplit(" ", 1)
            question = parse_qs(urlsplit(str(self._open["href"])).query)
            self.found[label.strip()] = (int(count), "aria-current" in self._open, question)
            self._open = None


def choices(client: FlaskClient, address: str) -> dict[str, tuple[int, bool, dict[str, list[str]]]]:
    return Choices(client.get(address).text).found


def test_without_a_search_all_tracks_are_counted(client: FlaskClient) -> None:
    found = choices(client, "/")
    assert found["1990s"] == (1, False, {"filter": ["year:1990-1999"]})
    assert found["2000s"][0] == 2


def test_a_search_counts_what_fits_and_a_choice_leaves_as_many(client: FlaskClient) -> None:
    found = choices(client, "/?q=piano")
    assert found["1990s"][2] == {"q": ["piano"], "filter": ["year:1990-1999"]}
    for label, (count, _, question) in found.items():
        told = client.get("/api/v1/search", query_string={"q": "piano", "filter": question["filter"][0]}).json
        assert told is not None and told["weak_from"] == count, label


def test_a_choice_takes_the_place_of_the_last_of_its_kind_and_others_stay_counted(
    client: FlaskClient,
) -> None:
    found = choices(client, "/?q=piano&filter=year:1990-1999 artist:Ada")
    assert found["1990s"][:2] == (1, True) and found["1990s"][2] == {"q": ["piano"], "filter": ["artist:Ada"]}
    assert found["2000s"] == (2, False, {"q": ["piano"], "filter": ["artist:Ada year:2000-2009"]})


def test_what_is_chosen_can_be_taken_back(client: FlaskClient) -> None:
    page = client.get("/?q=piano&filter=year:1990-1999 artist:Ada").text
    assert "only 1990s" in page and "only artist:Ada" in page
    without = re.findall(r'href="([^"]*)" aria-label="remove artist:Ada"', page)
    assert [parse_qs(urlsplit(unescape(each)).query)["filter"] for each in without] == [["year:1990-1999"]]


def test_where_nothing_passes_the_ways_out_are_links(client: FlaskClient) -> None:
    page = client.get("/?q=piano&filter=year:1800 artist:Ada").text
    assert not shown(page) and "without year:1800" in page and "without artist:Ada" in page


def test_a_filter_alone_lists_what_passes_by_name(client: FlaskClient) -> None:
    page = client.get("/?filter=artist:Ada").text
    assert shown(page) == ["Evening", "Morning", "Night"] and "3 tracks of 10" in page
    assert 'class="band"' not in page and "silent" not in page
    assert "no track passes" in client.get("/?filter=year:1800").text.lower()
    assert "cannot filter by" in client.get("/?filter=colour:red").text.lower()


def test_a_filter_that_cannot_be_read_keeps_the_facets_in_place(client: FlaskClient) -> None:
    for address in ("/?q=piano&filter=yea", "/?q=piano^x", "/?q=..."):
        assert "1990s" in choices(client, address)


def test_facets_follow_the_index_and_the_library(
    client: FlaskClient, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert choices(client, "/")["2000s"][0] == 2
    publish_songs(engine.serving.root, SONGS[:2], engine.reader.fingerprint())
    time.sleep(LOOK_EVERY_SECONDS)
    assert choices(client, "/")["2000s"][0] == 1
    monkeypatch.setattr(webui.facets, "AGAIN_SECONDS", 0.0)
    row = engine.catalogue.track(SONGS[1].key)
    facts, audio = FileFacts("Evening", year=1955), AudioFacts(16.0)
    engine.catalogue.record(row.path, Stamp(3, 3), row.key, facts, audio)
    found = choices(client, "/")
    assert "2000s" not in found and found["1950s"][0] == 1


def test_the_api_counts_the_same(client: FlaskClient) -> None:
    told = client.get("/api/v1/facets?q=piano").json
    assert told is not None and told["counted"] == "fitting"
    page = choices(client, "/?q=piano")
    counted = {each["label"]: each["tracks"] for facet in told["facets"] for each in facet["choices"]}
    assert counted == {label: count for label, (count, _, _) in page.items()}
    assert client.get("/api/v1/facets").json["counted"] == "all"  # type: ignore[index]
    for question in ("q=piano^x", "filter=colour:red", "q=piano&filter=year:soon"):
        assert client.get(f"/api/v1/facets?{question}").status_code == 400


def test_what_files_and_people_call_things_stays_text(client: FlaskClient, engine: SearchEngine) -> None:
    hostile = "'><img src=x onerror=alert(1)>"
    for song in SONGS[:6]:
        row = engine.catalogue.track(song.key)
        facts = FileFacts(song.title, (song.artist,), genres=(hostile,))
        engine.catalogue.record(row.path, Stamp(4, 4), row.key, facts, AudioFacts(16.0))
        engine.catalogue.tag_track(song.key, ["<b>bold"])
    engine.catalogue.save_playlist("<i>mine", [SONGS[0].key])
    for address in ("/", "/?q=piano", '/?filter=tag="<b>bold"', '/?q=%27%3E<img>, "a\'b"'):
        page = client.get(address).text
        assert "<img src=x" not in page and "<b>bold" not in page and "<img>" not in page
        assert "&lt;b&gt;bold" in page


def test_many_threads_may_ask_while_what_is_remembered_makes_room(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webui.facets, "REMEMBERED", 1)
    made = webui.facets._Made(engine.shelf(), (), time.monotonic())
    answer = SearchResult((), (), 0, fitting=np.array([1]))

    def ask(text: str) -> set[int]:
        return {int(made.fitting(engine, Asked(text), answer).sum()) for _ in range(20000)}

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            counts = list(threads.map(ask, ("piano", "choir", "piano", "choir")))
    finally:
        sys.setswitchinterval(usual)
    assert counts == [{1}] * 4
