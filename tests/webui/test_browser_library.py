"""The library page in a real browser: what buttons start is told when it ends, and can be dismissed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.search import SearchEngine
from scripts._errands import Commands
from scripts._sound_files import tones, write_sound
from tests.retrieval.search_toys import SONGS, file_of
from tests.webui.browsing import RATE, browser, page  # noqa: F401 (fixtures)
from webui import create_app
from webui.engines import Engines

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ERRAND_MILLISECONDS = 60_000


@pytest.fixture
def address(engine: SearchEngine, leitmotif_home: Path) -> Iterator[str]:
    """Of a server that does errands, over an index whose bundle is nowhere: no build can go on with it."""
    from werkzeug.serving import make_server

    write_sound(file_of(leitmotif_home, SONGS[0]), tones(16.0, RATE, 1, 1), RATE, "mp3")
    with Commands() as commands:
        app = create_app(Engines(engine.catalogue, lambda: engine), errands=commands)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()
        server.server_close()


def test_an_errand_that_fails_is_told_by_the_page_until_dismissed(page: Page) -> None:  # noqa: F811
    page.goto("/library")
    page.click("text=Look for new music")
    page.wait_for_selector("text=Looking for new music failed", timeout=ERRAND_MILLISECONDS)
    told = page.locator(".outcome")
    assert "is not here any more" in told.inner_text() and "rebuild" in told.inner_text()
    page.reload()
    assert told.count() == 1 and told.locator("text=Try again").is_enabled()
    told.locator("text=Dismiss").click()
    page.wait_for_selector(".outcome", state="detached")
    page.reload()
    assert told.count() == 0
