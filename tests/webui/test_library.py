"""The library page says how far things are and what is wrong, and can have it mended; others cannot."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.generations import Generation, folder_of
from index.locks import BuildLock
from index.people import FAILED
from index.records import AudioFacts, FileFacts, Stamp
from retrieval.maps import draw
from retrieval.planning import BUILD_JOB
from retrieval.search import SearchEngine
from tests.webui.conftest import Client
from webui import create_app
from webui.cards import card
from webui.checkup import Checkup
from webui.engines import Engines
from webui.errands import Outcome
from webui.pace import WINDOW_SECONDS, Pace


class Noted:
    """Errands that are only written down, and end as a test says."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.busy = ""
        self.outcomes: list[Outcome] = []

    def start(self, what: str) -> bool:
        if not self.busy:
            self.began.append(what)
        return not self.busy

    def running(self) -> str:
        return self.busy

    def stop(self) -> None:
        self.busy = ""

    def ended(self) -> list[Outcome]:
        return self.outcomes

    def dismiss(self, what: str) -> None:
        self.outcomes = [each for each in self.outcomes if each.what != what]


@pytest.fixture
def noted() -> Noted:
    return Noted()


@pytest.fixture
def served(engine: SearchEngine, noted: Noted) -> FlaskClient:
    """A client of a server that can do errands."""
    engine.catalogue.record_failure(Path("/music/broken.mp3"), Stamp(1, 1), "not_audio", "it is no music")
    app = create_app(Engines(engine.catalogue, lambda: engine), errands=noted)
    app.test_client_class = Client
    return app.test_client()


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/library").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("what", ["new", "retry", "rebuild"])
def test_a_button_starts_an_errand_and_comes_back(served: FlaskClient, noted: Noted, what: str) -> None:
    form = {"what": what, "csrf_token": token(served)}
    answer = served.post("/library/errands", data=form)
    assert answer.status_code == 303 and answer.location == "/library" and noted.began == [what]
    noted.busy = what
    assert served.post("/library/errands", data=form).status_code == 409
    page = served.get("/library").text
    assert "data-busy" in page and served.get("/api/v1/library").json["errand"] == what  # type: ignore[index]


def test_other_sites_start_nothing(served: FlaskClient, noted: Noted) -> None:
    given = token(served)
    assert served.post("/library/errands", data={"what": "rebuild"}).status_code == 403
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    form = {"what": "rebuild", "csrf_token": given}
    assert served.post("/library/errands", data=form, headers=elsewhere).status_code == 403
    assert served.get("/library/errands?what=rebuild").status_code == 405 and noted.began == []


def test_programs_start_errands_too_and_unknown_ones_are_refused(served: FlaskClient, noted: Noted) -> None:
    headers = {"X-CSRF-Token": token(served)}
    assert served.post("/api/v1/library/errands/new", headers=headers).status_code == 202
    wrong = served.post("/api/v1/library/errands/format-the-disk", headers=headers)
    assert wrong.status_code == 404 and "new, retry, rebuild" in wrong.json["detail"]  # type: ignore[index]
    assert noted.began == ["new"]


def test_a_server_that_only_serves_says_so(client: FlaskClient) -> None:
    page = client.get("/library").text
    assert 'value="rebuild"' not in page
    headers = {"X-CSRF-Token": token(client)}
    refused = client.post("/api/v1/library/errands/new", headers=headers)
    assert refused.status_code == 503 and "scripts.index build" in refused.json["detail"]  # type: ignore[index]


def test_an_errand_can_be_stopped(served: FlaskClient, noted: Noted) -> None:
    assert ">Stop<" not in served.get("/library").text
    given = token(served)
    noted.busy = "new"
    assert ">Stop<" in served.get("/library").text
    for _ in range(2):  # what is stopped already is no error
        answer = served.delete("/api/v1/library/errands", headers={"X-CSRF-Token": given})
        assert answer.status_code == 202 and noted.busy == ""
    noted.busy = "new"
    answer = served.post("/library/errands/stopped", data={"csrf_token": given})
    assert answer.status_code == 303 and noted.busy == ""
    noted.outcomes = [Outcome("rebuild", 1e9, (), (), False, True)]
    page = served.get("/library").text
    assert "Making the index anew was stopped" in page and "What was heard is kept" in page


def test_what_came_of_an_errand_is_told_until_somebody_dismisses_it(
    served: FlaskClient, noted: Noted
) -> None:
    why = "the disk is full (/music <b>): make room, then give the same command again"
    noted.outcomes = [
        Outcome("rebuild", 1e9 + 60, (), (why,), False),
        Outcome("new", 1e9, ("12 music files: 1 new", "generation 2 serves 12 tracks"), (), True),
        Outcome("retry", time.time(), ("1 music file: 1 could not be read",), (), False),
    ]
    page = served.get("/library").text
    assert re.search(r">2001-09-\d\d \d\d:\d\d</time>", page) and re.search(r">\d\d:\d\d</time>", page)
    assert "Making the index anew failed" in page and "T" + why[1:].replace("<b>", "&lt;b&gt;") in page
    assert "Looked for new music</b>" in page and "12 music files: 1 new" in page
    assert "Read again what could not be read, as far as it went" in page
    told = served.get("/api/v1/library").json["outcomes"]  # type: ignore[index]
    assert told[0] == {
        "what": "rebuild",
        "ended": 1e9 + 60,
        "done": [],
        "failed": [why],
        "whole": False,
        "stopped": False,
    }
    assert served.post("/library/errands/dismissed", data={"what": "rebuild"}).status_code == 403
    form = {"what": "rebuild", "csrf_token": token(served)}
    answer = served.post("/library/errands/dismissed", data=form)
    assert answer.status_code == 303 and answer.location == "/library"
    assert "Making the index anew failed" not in served.get("/library").text
    headers = {"X-CSRF-Token": token(served)}
    for _ in range(2):  # what is dismissed already is no error
        assert served.delete("/api/v1/library/outcomes/new", headers=headers).status_code == 204
    assert [each.what for each in noted.outcomes] == ["retry"]


def test_a_build_that_failed_in_a_terminal_is_told_while_music_is_missing(
    served: FlaskClient, noted: Noted, engine: SearchEngine, leitmotif_home: Path
) -> None:
    job = engine.catalogue.start_job(BUILD_JOB)
    engine.catalogue.finish_job(job, FAILED, "the disk was full")
    assert "the disk was full" not in served.get("/library").text  # nothing is missing all the same
    new = leitmotif_home / "new.mp3"
    engine.catalogue.record(new, Stamp(1, 1), "f" * 64, FileFacts("New"), AudioFacts(4.0))
    assert "The last build failed: the disk was full" in served.get("/library").text
    trouble = served.get("/api/v1/status").json["trouble"]  # type: ignore[index]
    assert trouble == "the last build failed: the disk was full"
    noted.outcomes = [Outcome("new", 1e9, (), ("the disk was full",), False)]
    assert served.get("/library").text.casefold().count("the disk was full") == 1


def test_a_map_that_is_drawn_is_told_as_such(served: FlaskClient, noted: Noted, leitmotif_home: Path) -> None:
    noted.busy = "rebuild"
    assert "Drawing the map" in served.get("/library/progress").text
    draw(leitmotif_home / "index")
    assert "Making the index anew" in served.get("/library/progress").text


def test_the_checkup_tells_of_damage(served: FlaskClient, engine: SearchEngine, leitmotif_home: Path) -> None:
    headers = {"X-CSRF-Token": token(served)}
    assert "Not looked at" in served.get("/library").text

    def looked() -> list[str]:
        assert served.post("/api/v1/library/checkup", headers=headers).status_code == 202
        for _ in range(200):
            told = served.get("/api/v1/library").json["checkup"]  # type: ignore[index]
            if not told["running"]:
                return list(told["damages"])
            time.sleep(0.05)
        raise AssertionError("it never ended")

    assert looked() == [] and "as it was written" in served.get("/library").text
    path = folder_of(leitmotif_home / "index", 1) / "tags.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")
    (told,) = looked()
    assert "tags.npy" in told and "tags.npy" in served.get("/library").text


def test_a_checkup_that_fails_says_so() -> None:
    def fail() -> list[str]:
        raise OSError("the disk is gone")

    checkup = Checkup(fail)
    checkup.start()
    while checkup.found is None:
        time.sleep(0.01)
    assert checkup.found.damages == ("looking failed: the disk is gone",)


def test_the_library_is_told_to_programs(served: FlaskClient, engine: SearchEngine) -> None:
    told = served.get("/api/v1/library").json
    assert told is not None
    assert told["failures"] == [
        {"path": "/music/broken.mp3", "reason": "not_audio", "message": "it is no music"}
    ]
    (only,) = told["generations"]
    assert (only["number"], only["serves"], only["partial"]) == (1, True, False)
    assert (only["tracks"], only["segments"]) == (10, 40)
    assert Generation.open(engine.serving.root).bundle[:12] in only["made_with"]


def test_the_progress_of_a_build_is_shown(
    served: FlaskClient, engine: SearchEngine, leitmotif_home: Path
) -> None:
    with BuildLock(leitmotif_home / "index"):
        engine.catalogue.start_job(BUILD_JOB)
        part = served.get("/library/progress").text
    assert "data-busy" in part and "<progress max=" in part and "<html" not in part


def test_time_left_comes_from_how_fast_it_went_lately() -> None:
    seconds = [0.0]
    pace = Pace(lambda: seconds[0])
    assert pace.seconds_left(0, 100) is None
    for heard in (16, 32, 48):
        seconds[0] += 8.0
        left = pace.seconds_left(heard, 100)
    assert left == pytest.approx(26.0)
    seconds[0] += 2.0
    assert pace.seconds_left(48, 100) == pytest.approx(24.0)
    for heard in range(50, 80, 2):  # slower now: what was long ago is forgotten
        seconds[0] += WINDOW_SECONDS / 4
        left = pace.seconds_left(heard, 100)
    assert left == pytest.approx(22 * WINDOW_SECONDS / 8, rel=0.1)
    assert pace.seconds_left(3, 100) is None  # another build


def test_a_card_is_shown_and_runs_nothing() -> None:
    text = (
        "# A bundle\n\nIt is **good**, see [this](javascript:alert(1)).\n\n| what | value |\n|---|--:|\n"
        "| `a<b>` | 1 |\n\n- one\n  goes on\n- two\n\n    code <script>\n\n<img src=x onerror=alert(1)>\n"
    )
    shown = str(card(text))
    assert (
        "<h3>A bundle</h3>" in shown
        and "<strong>good</strong>" in shown
        and "<code>a&lt;b&gt;</code>" in shown
    )
    assert "<li>one\n  goes on</li><li>two</li>" in shown and "code &lt;script&gt;" in shown
    assert "<img" not in shown and "<script" not in shown and "javascript" not in shown
