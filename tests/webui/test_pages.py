"""The pages of a track and of the library, and what is said while there is nothing to search."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient

from index.catalogue import Catalogue
from index.locks import BuildLock
from index.records import AudioFacts, FileFacts, Stamp
from retrieval.recipes import index_root
from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS, file_of
from tests.webui.conftest import client_of
from webui.engines import Engines
from webui.heard import MOST_MOMENTS, heard_in, pictured
from webui.words import LOUDNESS_LUFS, volume

HALVES = SONGS[6]


def test_tags_over_time_lie_where_they_were_heard(engine: SearchEngine) -> None:
    heard = heard_in(engine, HALVES.key, 16.0)
    assert heard is not None and heard.starts == (0.0, 0.25, 0.5, 0.75) and heard.widths == (0.25,) * 4
    lanes = {lane.tag: lane.moments for _, lanes in heard.groups for lane in lanes}
    assert set(lanes) == {"drums", "choir"}
    assert lanes["choir"] == pytest.approx((0.1, 0.1, 0.9, 0.9), abs=0.01)


def test_the_last_moment_ends_with_the_track(engine: SearchEngine) -> None:
    heard = heard_in(engine, HALVES.key, 14.0)
    assert heard is not None and heard.starts[-1] + heard.widths[-1] == pytest.approx(1.0)


def test_the_picture_of_a_long_track_stays_small() -> None:
    moments = np.zeros((5000, 1), np.float32)
    moments[2500:] = 1.0
    starts = 4.0 * np.arange(5000)
    heard = pictured(["piano"], {}, moments.mean(axis=0), moments, starts, 4.0, 20_000.0)
    lane = heard.groups[0][1][0]
    assert len(heard.starts) == len(lane.moments) == MOST_MOMENTS
    assert heard.starts[MOST_MOMENTS // 2] == pytest.approx(0.5) and sum(heard.widths) == pytest.approx(1.0)
    assert set(lane.moments[: MOST_MOMENTS // 2]) == {0.0} and set(lane.moments[MOST_MOMENTS // 2 :]) == {1.0}


def test_a_track_page_shows_tags_neighbours_and_the_file(client: FlaskClient, leitmotif_home: Path) -> None:
    page = client.get(f"/tracks/{SONGS[0].key}").text
    assert "<h1>Morning</h1>" in page and str(file_of(leitmotif_home, SONGS[0])) in page
    assert re.search(r'data-tag="piano" data-moments="90 90 90 90"', page)
    assert re.search(r'<th scope="row">piano</th>(<td>90 %</td>){5}', page)
    neighbours = re.findall(r'<li class="hit[^>]*data-key="(\w+)', page)
    assert len(neighbours) == 8 and SONGS[0].key not in neighbours


def test_a_track_that_is_gone_says_so(
    client: FlaskClient, engine: SearchEngine, leitmotif_home: Path
) -> None:
    engine.catalogue.missing([file_of(leitmotif_home, SONGS[0])])
    page = client.get(f"/tracks/{SONGS[0].key}").text
    assert "gone from disk" in page and "disabled" in page
    nowhere = client.get(f"/tracks/{'f' * 64}")
    assert nowhere.status_code == 404 and nowhere.mimetype == "text/html"


def test_the_library_page_tells_of_failures_and_generations(
    client: FlaskClient, engine: SearchEngine, leitmotif_home: Path
) -> None:
    engine.catalogue.record_failure(
        leitmotif_home / "<b>.mp3", Stamp(1, 1), "not_audio", "it is no <i>music</i>"
    )
    page = client.get("/library").text
    assert "it is no &lt;i&gt;music&lt;/i&gt;" in page and "&lt;b&gt;.mp3" in page
    assert re.search(r"<td>1 <span class=\"serves\">serves</span></td><td data-name=\"tracks\">10</td>", page)


def test_without_an_index_every_page_says_what_to_do(leitmotif_home: Path) -> None:
    with Catalogue.open() as catalogue:
        client = client_of(Engines(catalogue))
        for address in ("/", "/?q=piano", "/library"):
            answer = client.get(address)
            assert answer.status_code == 200 and "scripts.serve --library" in answer.text
        with catalogue.writing():
            facts, audio = FileFacts("Rain", ("Ada",)), AudioFacts(4.0)
            catalogue.record(leitmotif_home / "rain.mp3", Stamp(1, 1), "a" * 64, facts, audio)
        assert "1 track waits to be heard" in client.get("/").text
        with BuildLock(index_root()):
            catalogue.start_job("index build")
            assert "0 of 1 track so far" in client.get("/").text
        assert "1 track waits to be heard" in client.get("/").text
        assert "interrupted: continue with python -m scripts.index build" in client.get("/library").text
        answer = client.get("/api/v1/search?q=piano")
        assert answer.status_code == 503 and "scripts.index build" in answer.json["detail"]  # type: ignore[index]


def test_an_error_of_ours_shows_no_insides(engine: SearchEngine) -> None:
    def fail() -> SearchEngine:
        raise RuntimeError("a secret of the machine")

    client = client_of(Engines(engine.catalogue, fail))
    answer = client.get("/?q=piano")
    assert answer.status_code == 500 and "secret" not in answer.text
    assert client.get("/api/v1/search?q=piano").mimetype == "application/problem+json"


def test_loud_tracks_are_turned_down_to_the_same_loudness() -> None:
    for loudness in (-8.0, -12.0, -17.0):
        turned = loudness + 20 * math.log10(volume(loudness))
        assert turned == pytest.approx(LOUDNESS_LUFS, abs=0.05)
    assert volume(-30.0) == volume(None) == 1.0
