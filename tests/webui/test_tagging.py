"""Files that are brought are heard and shown, kept only on request, and harm nothing."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.catalogue import Catalogue
from retrieval.search import SearchEngine
from retrieval.strangers import Listener
from scripts._sound_files import tones, write_sound
from tests.webui.conftest import RATE, client_of
from webui.csrf import HEADER
from webui.engines import Engines
from webui.tagging import MOST_WAITING, Desk
from webui.uploads import MOST_FILES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "song.mp3"
    write_sound(path, tones(9.0, RATE, 1, 1), RATE, "mp3")
    return path.read_bytes()


@pytest.fixture
def post(client: FlaskClient, listener: Listener) -> Any:
    """Sends files by name, with the token."""
    client.application.extensions["desk"] = Desk(listener)
    token = client.get("/api/v1/token").json["token"]  # type: ignore[index]

    def send(address: str, files: list[tuple[str, bytes]], **fields: str) -> Any:
        data = {**fields, "file": [(io.BytesIO(content), name) for name, content in files]}
        return client.post(address, data=data, headers={HEADER: token})

    return send


@pytest.fixture(autouse=True)
def _folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this test leaves behind is told from what others run at the same time."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def leftovers() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob("leitmotif-*/0*"))


def test_a_program_is_told_what_is_heard(client: FlaskClient, post: Any, sound: bytes) -> None:
    told = post("/api/v1/tag", [("../My song.mp3", sound)]).json
    assert told["name"] == "My song.mp3" and told["duration_seconds"] == pytest.approx(9.0, abs=0.1)
    assert not told["in_library"] and "links" not in told and not told["silent"]
    assert {"genre", "mood", "instrument"} <= set(told["tags"]) and len(told["tags"]["genre"]) > 10
    assert len(told["heard"]["starts"]) == 3
    assert told["nearest"] == []  # the toy index is of another bundle
    assert client.get("/api/v1/status").json["tracks"] == 10 and leftovers() == []  # type: ignore[index]


def test_the_page_offers_all_that_counts_as_music(client: FlaskClient) -> None:
    assert ".w64,.wav,.wave,.webm,.wma,.wv" in client.get("/tag").text


def test_the_page_shows_each_file_or_what_is_wrong_with_it(post: Any, sound: bytes) -> None:
    files = [("<b>good.mp3", sound), ("broken.mp3", b"no music at all"), ("empty.flac", b"")]
    page = post("/tag", files, part="1").text
    assert page.count('<article class="result">') == 1 and page.count('class="result failed"') == 2
    assert "<b>good" not in page and "&lt;b&gt;good" in page and 'data-moments="' in page
    assert (
        "broken.mp3 is not a sound file" in page
        and "/0.mp3" not in page
        and tempfile.gettempdir() not in page
    )
    whole = post("/tag", files[1:]).text
    assert "<h1" in whole and whole.count('class="result failed"') == 2


def test_a_file_is_kept_when_somebody_asks(
    client: FlaskClient, engine: SearchEngine, post: Any, sound: bytes, leitmotif_home: Path
) -> None:
    first = post("/api/v1/tracks", [("../../My song.mp3", sound)])
    assert first.status_code == 201 and first.json["added"] and first.json["in_library"]
    row = engine.catalogue.track(first.json["key"])
    assert row.path.is_relative_to(leitmotif_home / "added") and row.path.name == "My song.mp3"
    assert row.path.read_bytes() == sound
    page = client.get(f"/tracks/{row.key}")
    assert page.status_code == 200 and "Nobody has listened to this track yet" in page.text
    assert client.get(first.json["links"]["audio"]).data == sound
    again = post("/api/v1/tracks", [("other name.mp3", sound)])
    assert again.status_code == 200 and not again.json["added"]
    assert "In your library already" in post("/tag", [("x.mp3", sound)], part="1").text
    assert len(list((leitmotif_home / "added").rglob("*.mp3"))) == 1


class Builder:
    """Notes what it was asked to do; is busy after the first time."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def start(self, what: str) -> bool:
        self.asked.append(what)
        return len(self.asked) == 1

    def running(self) -> str:
        return self.asked[0] if self.asked else ""


def test_a_file_that_is_kept_is_heard_by_the_index(client: FlaskClient, post: Any, sound: bytes) -> None:
    builder = client.application.extensions["errands"] = Builder()
    post("/tag", [("kept.mp3", sound)], part="1")
    assert builder.asked == []
    assert "searched for in a moment" in post("/tag", [("kept.mp3", sound)], part="1", keep="1").text
    assert builder.asked == ["new"]
    assert "already" in post("/tag", [("kept.mp3", sound)], part="1", keep="1").text
    assert builder.asked == ["new"]


def test_what_cannot_be_kept_says_why(client: FlaskClient, post: Any, sound: bytes) -> None:
    for name, content, word in (("song.exe", sound, "called"), ("song.mp3", b"rubbish", "not a sound file")):
        answer = post("/api/v1/tracks", [(name, content)])
        assert answer.status_code == 422 and word in answer.json["detail"]
    assert client.get("/api/v1/status").json["tracks"] == 10  # type: ignore[index]


def test_wrong_requests_get_problems(client: FlaskClient, post: Any, sound: bytes) -> None:
    assert "no file came" in post("/api/v1/tag", []).json["detail"]
    assert post("/api/v1/tag", [("a.mp3", b""), ("b.mp3", b"")]).status_code == 400
    assert post("/tag", [(f"{number}.mp3", b"") for number in range(MOST_FILES + 1)]).status_code == 400
    broken = post("/api/v1/tag", [("broken.mp3", b"no music")])
    assert broken.status_code == 422 and broken.mimetype == "application/problem+json"
    assert client.post("/api/v1/tag", data={"file": (io.BytesIO(sound), "a.mp3")}).status_code == 403
    assert leftovers() == []


@pytest.mark.parametrize(
    "pointing",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9.0,\nfile://{path}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {path}\n",
        "[playlist]\nFile1={path}\nNumberOfEntries=1\n",
    ],
)
def test_a_file_that_points_at_others_opens_none(
    post: Any, sound: bytes, tmp_path: Path, pointing: str
) -> None:
    (tmp_path / "secret.mp3").write_bytes(sound)
    content = pointing.format(path=tmp_path / "secret.mp3").encode()
    answer = post("/api/v1/tag", [("list.mp3", content)])
    assert answer.status_code == 422 and "secret" not in answer.text


def test_too_many_at_once_are_asked_to_come_again(client: FlaskClient, post: Any, sound: bytes) -> None:
    desk = client.application.extensions["desk"]
    for _ in range(MOST_WAITING):
        desk._waiting.acquire()
    answer = post("/api/v1/tag", [("a.mp3", sound)])
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0


def test_silence_is_called_so(post: Any, tmp_path: Path) -> None:
    write_sound(tmp_path / "silence.wav", 0 * tones(6.0, RATE, 1, 1), RATE, "wav")
    content = (tmp_path / "silence.wav").read_bytes()
    told = post("/api/v1/tag", [("silence.wav", content)]).json
    assert told["silent"] and any("silent" in problem for problem in told["problems"])
    assert "it is silent" in post("/tag", [("silence.wav", content)], part="1").text


def test_without_a_library_files_are_heard_all_the_same(
    listener: Listener, sound: bytes, leitmotif_home: Path
) -> None:
    with Catalogue.open() as catalogue:
        client = client_of(Engines(catalogue))
        client.application.extensions["desk"] = Desk(listener)
        token = client.get("/api/v1/token").json["token"]  # type: ignore[index]
        assert client.get("/tag").status_code == 200
        data = {"file": (io.BytesIO(sound), "song.mp3")}
        told = client.post("/api/v1/tag", data=data, headers={HEADER: token}).json
        assert told is not None and told["tags"]["genre"] and told["nearest"] == []
