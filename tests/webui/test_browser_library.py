"""The library page in a real browser: what was started is told when it ends; an older index serves again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.search import SearchEngine
from scripts._errands import Commands
from scripts._sound_files import tones, write_sound
from tests.retrieval.search_toys import SONGS, ToyReader, file_of, publish_songs
from tests.webui.browsing import RATE, browser, page, served, violations  # noqa: F401 (fixtures)
from webui import create_app
from webui.engines import Engines
from webui.errands import Outcome

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
ERRAND_MILLISECONDS = 60_000


@pytest.fixture
def commands() -> Iterator[Commands]:
    with Commands() as made:
        yield made


@pytest.fixture
def address(engine: SearchEngine, leitmotif_home: Path, commands: Commands) -> Iterator[str]:
    """Of a server that does errands, over an index whose bundle is nowhere: no build can go on with it."""
    write_sound(file_of(leitmotif_home, SONGS[0]), tones(16.0, RATE, 1, 1), RATE, "mp3")
    with served(create_app(Engines(engine.catalogue, lambda: engine), errands=commands)) as address:
        yield address


def test_an_errand_that_fails_is_told_by_the_page_until_dismissed(page: Page) -> None:  # noqa: F811
    page.goto("/library")
    page.click("text=Look for new music")
    page.wait_for_selector("[data-busy]", state="attached")
    page.evaluate("window.same = true")
    page.wait_for_selector("text=Looking for new music failed", timeout=ERRAND_MILLISECONDS)
    assert page.evaluate("window.same")  # whoever reads is not thrown out of the page
    assert page.locator("text=Look for new music").is_enabled()
    told = page.locator(".outcome")
    assert "is not here any more" in told.inner_text() and "rebuild" in told.inner_text()
    page.reload()
    assert told.count() == 1 and told.locator("text=Try again").is_enabled()
    told.locator("text=Dismiss").click()
    page.wait_for_selector(".outcome", state="detached")
    page.reload()
    assert told.count() == 0


@pytest.fixture
def older(engine: SearchEngine, leitmotif_home: Path) -> None:
    """The generation of the address is an older one now, and both can serve."""
    (folder := leitmotif_home / "bundles" / "toy").mkdir(parents=True)
    (folder / "bundle.json").write_text(json.dumps({"fingerprint": ToyReader().fingerprint()}))
    publish_songs(leitmotif_home / "index", SONGS[:3], ToyReader().fingerprint())


def test_an_older_generation_serves_again_once_confirmed(page: Page, older: None) -> None:  # noqa: F811
    def found(title: str) -> int:
        page.goto("/?q=piano")
        page.wait_for_selector(".hit")
        return page.locator(f'.hit[data-title="{title}"]').count()

    assert found("Morning") == 1 and found("Blue Street (Live)") == 0
    page.goto("/library")
    button = page.locator("text=Serve generation 1")
    assert not button.is_visible()
    page.click("text=Serve this one")
    button.click()
    page.wait_for_selector("tr:has-text('Serve this one') >> td:text-is('2')")
    assert page.locator("tr:has(.serves) >> td").first.inner_text().split() == ["1", "serves"]
    page.wait_for_timeout(600)  # searches look for another generation twice a second
    assert found("Morning") == 1 and found("Blue Street (Live)") == 1


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (2560, "light")])
def test_it_fits_and_is_accessible(
    browser: Browser,  # noqa: F811
    address: str,
    older: None,
    commands: Commands,
    width: int,
    scheme: str,
) -> None:
    why = "the index cannot be written: /a/folder/with/a/rather/long/name/that/breaks/nowhere/at/all/index"
    commands._outcomes["rebuild"] = Outcome("rebuild", 1e9, ("12 music files: 1 new",), (why,), False)
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    opened = context.new_page()
    opened.goto("/library")
    opened.click("text=Serve this one")
    assert opened.locator(".outcome").count() == 1 and violations(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
