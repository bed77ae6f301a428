"""A browser of this machine, and a server for it; for tests of what only a browser can tell."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.serving import make_server

from retrieval.search import SearchEngine
from scripts._sound_files import tones, write_sound
from tests.retrieval.search_toys import SONGS, file_of
from webui import create_app
from webui.engines import Engines

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

RATE = 16_000
SOUND = "document.getElementById('sound')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no Chromium here: apt install chromium")
    options = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=options)
        yield launched
        launched.close()


@pytest.fixture
def address(engine: SearchEngine, leitmotif_home: Path) -> Iterator[str]:
    for song in SONGS:
        write_sound(file_of(leitmotif_home, song), tones(16.0, RATE, 1, 1), RATE, "mp3")
    with served(create_app(Engines(engine.catalogue, lambda: engine))) as address:
        yield address


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of the pages while they are served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page whose console must stay clean, and which must ask nobody else for anything."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(8000)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "request", lambda asked: None if asked.url.startswith((address, "blob:")) else wrong.append(asked.url)
    )
    yield opened
    context.close()
    # a song without a file is part of the library, and its outline cannot be had
    assert [each for each in wrong if "410" not in each] == []


def until(page: Page, true: str, seconds: float = 8.0) -> None:
    """Wait; Playwright's own way of waiting is code from text, which our pages forbid."""
    end = time.monotonic() + seconds
    while not page.evaluate(true):
        assert time.monotonic() < end, f"never came true: {true}"
        page.wait_for_timeout(50)


def now(page: Page) -> float:
    return float(page.evaluate(f"{SOUND}.currentTime"))


def plays_from(page: Page, second: float, within: float = 0.01) -> None:
    """Wait until the sound has played from this second on, however long ago that was."""
    starts = f"[...Array({SOUND}.played.length).keys()].map(place => {SOUND}.played.start(place))"
    until(page, f"{starts}.some(start => Math.abs(start - {second}) <= {within})")


def hold(page: Page, address: str) -> list[Route]:
    """Keep what the page asks `address` for unanswered, and collect it here."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route))  # a bound method would not do
    return held


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds wrong with a page that was opened without its own rules on code."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]
