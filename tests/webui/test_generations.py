"""An older generation serves again when a person asks for it, and no search ever notices more than that."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.generations import BundleMismatch, Generation, current, folder_of, switch
from index.locks import BuildLock
from index.serving import Serving
from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS, ToyReader, publish_songs
from tests.webui.conftest import Client
from webui import create_app
from webui.engines import AGAIN_SECONDS, Engines
from webui.limits import Buckets

API = "/api/v1/library/generations/"
BUNDLE, ELSEWHERE = ToyReader().fingerprint(), "elsewhere" * 7


class ReaderOf(ToyReader):
    """What reads for the index that a bundle made."""

    def __init__(self, bundle: str) -> None:
        super().__init__()
        self.bundle = bundle

    def fingerprint(self) -> str:
        return self.bundle


@pytest.fixture
def root(engine: SearchEngine, leitmotif_home: Path) -> Path:
    """Of three generations: all songs, four of them, and all but one by a bundle that is not here."""
    put_back(leitmotif_home)
    root = leitmotif_home / "index"
    publish_songs(root, SONGS[:4], BUNDLE)
    publish_songs(root, SONGS[1:], ELSEWHERE)
    return root


def put_back(home: Path) -> None:
    folder = home / "bundles" / "toy"
    folder.mkdir(parents=True)
    (folder / "bundle.json").write_text(json.dumps({"fingerprint": BUNDLE}))


@contextmanager
def building(root: Path) -> Iterator[None]:
    """Somebody else builds."""
    begun, done = threading.Event(), threading.Event()

    def build() -> None:
        with BuildLock(root):
            begun.set()
            done.wait()

    builder = threading.Thread(target=build)
    builder.start()
    begun.wait()
    yield
    done.set()
    builder.join()


@pytest.fixture
def ask(client: FlaskClient, root: Path) -> Callable[[object], tuple[int, str]]:
    """Have a generation serve: status and what is told."""
    headers = {"X-CSRF-Token": client.get("/api/v1/token").json["token"]}  # type: ignore[index]

    def asked(number: object) -> tuple[int, str]:
        answer = client.post(f"{API}{number}", headers=headers)
        return answer.status_code, answer.json["detail"] if answer.json else ""

    return asked


def test_another_one_serves_and_the_first_again(
    client: FlaskClient, root: Path, ask: Callable[[object], tuple[int, str]]
) -> None:
    for number in (2, 1, 1):
        assert ask(number) == (204, "") and current(root).number == number
        told = client.get("/api/v1/library").json["generations"]  # type: ignore[index]
        assert [each["number"] for each in told if each["serves"]] == [number]
    assert [each["lacking"] for each in told] == [2, 6, 0]
    assert [each["bundle"] for each in told] == ["", "toy", "toy"]
    assert client.get("/api/v1/status").json["served"] == 10  # type: ignore[index]


def test_what_cannot_serve_is_refused_and_the_old_one_goes_on(
    root: Path, leitmotif_home: Path, ask: Callable[[object], tuple[int, str]]
) -> None:
    ask(1)
    assert ask(9) == (404, "there is no such generation: choose from 3, 2, 1")
    assert ask(-1)[0] == ask("2;")[0] == 404
    status, told = ask(3)
    assert status == 409 and "bundle that made generation 3 is not here" in told
    with building(root):
        assert ask(2) == (409, "an index is being built: choose when that is done")
    (folder_of(root, 2) / "generation.json").write_text("{}")
    status, told = ask(2)
    assert status == 409 and "generation 2 is damaged" in told
    shutil.rmtree(leitmotif_home / "bundles")
    assert ask(1)[0] == 409 and current(root).number == 1


def test_the_page_asks_again_before_and_others_cannot(client: FlaskClient, root: Path) -> None:
    page = client.get("/library").text
    assert "Serve generation 1" in page and "Serve generation 2" in page and "<details><summary>" in page
    assert "6 tracks of the library are not in it" in page
    assert "Serve generation 3" not in page and "bundle that made generation 3 is not here" in page
    token = client.get("/api/v1/token").json["token"]  # type: ignore[index]
    form = {"number": "1", "csrf_token": token}
    assert client.post("/library/generations", data={"number": "1"}).status_code == 403
    assert client.post("/library/generations", data={"number": "x", "csrf_token": token}).status_code == 404
    answer = client.post("/library/generations", data=form)
    assert answer.status_code == 303 and answer.location == "/library#index"
    page = client.get("/library").text
    assert current(root).number == 1 and "Generation 1 serves, not the newest" in page


@pytest.fixture
def elsewhere(root: Path) -> str:
    """The other bundle, which is here after all."""
    folder = root.parent / "bundles" / "elsewhere"
    folder.mkdir()
    (folder / "bundle.json").write_text(json.dumps({"fingerprint": ELSEWHERE}))
    return ELSEWHERE


def test_a_search_begins_with_what_serves_once_all_is_loaded(
    root: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile = iter([3, 3, 1])

    def load(folder: Path) -> ReaderOf:
        switch(root, next(meanwhile))
        return ReaderOf(json.loads((folder / "bundle.json").read_text())["fingerprint"])

    monkeypatch.setattr("retrieval.text_reader.TextReader.load", load)
    switch(root, 1)
    with SearchEngine.open() as opened:
        assert opened.reader.fingerprint() == elsewhere and opened.serving.current().number == 3
    with pytest.raises(BundleMismatch):  # who asks for one bundle gets no other
        SearchEngine.open("elsewhere")


@pytest.mark.usefixtures("elsewhere")
def test_searches_meanwhile_never_fail(engine: SearchEngine, root: Path) -> None:
    """Each is answered by one generation or the other; also while one serves whose bundle is another."""
    opened = []

    def open_engine() -> SearchEngine:
        opened.append(Generation.open(root).bundle)
        return SearchEngine(engine.catalogue, Serving(root, opened[-1]), ReaderOf(opened[-1]))

    app = create_app(Engines(engine.catalogue, open_engine), buckets=Buckets(0.0))
    app.test_client_class = Client
    client = app.test_client()
    headers = {"X-CSRF-Token": client.get("/api/v1/token").json["token"]}  # type: ignore[index]
    assert client.get("/api/v1/search?q=drums").status_code == 200  # the engine that goes on meanwhile
    found: list[tuple[int, int | str]] = []
    done = threading.Event()

    def search() -> None:
        visitor = app.test_client()
        while not done.is_set():
            answer = visitor.get("/api/v1/search?q=drums&k=20")
            told = answer.json or {}
            found.append((answer.status_code, told.get("detail") or len(told["hits"])))

    searching = threading.Thread(target=search)
    searching.start()
    try:
        for number in (2, 1, 3, 2, 3, 1, 2) * 3:
            assert client.post(f"{API}{number}", headers=headers).status_code == 204
            done.wait(0.3)
        done.wait(AGAIN_SECONDS)
    finally:
        done.set()
        searching.join()
    assert {status for status, _ in found} == {200}, set(found)
    assert len({hits for _, hits in found}) > 1
    assert len(opened) > 1  # another bundle needs another engine
