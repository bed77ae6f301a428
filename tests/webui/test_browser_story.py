"""The story page in a real browser: from a pasted text to an edit list, by mouse and by keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.search import SearchEngine
from tests.webui.browsing import SOUND, browser, hold, page, plays_from, served, until, violations
from tests.webui.story_library import MANUAL, TALE, story_engine, story_home
from webui import create_app
from webui.engines import Engines
from webui.limits import Buckets

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "page", "story_engine", "story_home"]  # fixtures
pytestmark = pytest.mark.browser
SCENES, TITLES = "#story-scenes > .scene", "#story-scenes .cue .title"
IDLE = "document.querySelectorAll('.scene[aria-busy]').length === 0"


@pytest.fixture
def address(story_engine: SearchEngine, story_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("LEITMOTIF_HOME", str(story_home))
    with served(
        create_app(Engines(story_engine.catalogue, lambda: story_engine), buckets=Buckets(0))
    ) as address:
        yield address


def scored(page: Page, text: str = 2 * TALE, cues: int = 4) -> Page:
    page.goto("/story")
    page.fill("#story-text", text)
    page.fill("#story-cues", str(cues))
    page.click("#story-go")
    page.wait_for_selector(SCENES, timeout=30_000)
    return page


def titles(page: Page) -> list[str]:
    return page.locator(TITLES).all_inner_texts()


def firsts(page: Page) -> list[int]:
    first = "all => all.map((row) => Number(row.querySelector('[data-passage]').dataset.passage))"
    return list(page.locator(SCENES).evaluate_all(first))


def test_from_a_text_to_an_edit_list(page: Page, tmp_path: Path) -> None:
    scored(page)
    assert page.locator(SCENES).count() == 4 and page.url.endswith("/story")
    assert "".join(page.locator(".passage").all_text_contents()).split() == (2 * TALE).split()
    assert page.locator(".arc svg path").count() == 2 and page.locator(".arc-name").count() == 4
    before = titles(page)

    page.click("#story-play")
    until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 0")
    until(page, "document.querySelectorAll('.scene.heard').length === 1")
    page.click("#story-play")
    until(page, f"{SOUND}.paused")

    grip, at = page.locator("[role=slider].grip").first, firsts(page)
    grip.evaluate("grip => grip.scrollIntoView({ block: 'center' })")
    box = grip.bounding_box()
    assert box is not None
    above = page.locator(f"[data-passage='{at[1] - 1}']").bounding_box()
    assert above is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, above["y"] + 2, steps=6)
    page.mouse.up()
    until(page, IDLE, 20)
    assert firsts(page)[1] < at[1] and firsts(page)[2:] == at[2:]
    assert titles(page)[2:] == before[2:]

    other = page.locator(".others .other-name a").first.inner_text()
    page.locator(".others .small").first.click()
    until(page, f"document.querySelector('{TITLES}').textContent === {json.dumps(other)}", 20)
    on_screen = titles(page)
    with page.expect_download() as saved:
        page.click("[data-sheet=edl]")
    edl = Path(saved.value.path()).read_text()
    assert saved.value.suggested_filename == "soundtrack.edl" and edl.startswith("TITLE: The Lighthouse")
    clips = [line.split("song ")[1][:-4] for line in edl.splitlines() if line.startswith("* FROM CLIP NAME")]
    assert clips == [title.rsplit(" ", 1)[1] for title in on_screen]

    page.reload()
    page.wait_for_selector(SCENES, timeout=30_000)
    assert titles(page) == on_screen  # the tab keeps what was chosen


def test_each_cue_plays_to_its_end_and_then_the_next(page: Page) -> None:
    scored(page, TALE, 3)
    told = page.locator(".cue-main").evaluate_all("all => all.map((each) => ({...each.dataset}))")
    page.click("#story-play")
    plays_from(page, float(told[0]["start"]))
    page.evaluate(f"{SOUND}.currentTime = {float(told[0]['end']) - 0.4}")
    until(page, f"{SOUND}.src.includes('{told[1]['key']}') && {SOUND}.currentTime > {told[1]['start']}")
    page.locator(".cue .cover").nth(2).click()
    until(page, f"{SOUND}.src.includes('{told[2]['key']}') && {SOUND}.currentTime > {told[2]['start']}")
    page.evaluate(f"{SOUND}.currentTime = {float(told[2]['end']) - 0.4}")
    until(page, f"{SOUND}.paused")


def test_the_keyboard_alone_moves_a_border_and_chooses(page: Page) -> None:
    scored(page)
    at, before = firsts(page), titles(page)
    grip = page.locator(".grip").nth(1)
    grip.focus()
    assert grip.get_attribute("aria-valuenow") == str(at[2])
    key, step = ("ArrowDown", 1) if at[2] + 1 < at[3] else ("ArrowUp", -1)
    with page.expect_response("**/api/v1/story"):
        page.keyboard.press(key)
        assert firsts(page)[2] == at[2] + step
    until(page, IDLE, 20)
    assert firsts(page) == [*at[:2], at[2] + step, at[3]]
    assert [titles(page)[0], titles(page)[3]] == [before[0], before[3]]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Border before scene 3"
    page.locator(".others .small").first.focus()
    other = page.locator(".others .other-name a").first.inner_text()
    page.keyboard.press("Enter")
    until(page, f"document.querySelector('{TITLES}').textContent === {json.dumps(other)}", 20)


def test_a_text_pasted_into_the_search_comes_along(page: Page) -> None:
    page.goto("/")
    page.evaluate("(text) => sessionStorage.setItem('leitmotif-story', text)", TALE)
    page.goto("/story")
    page.wait_for_selector(SCENES, timeout=30_000)
    assert page.input_value("#story-text").split() == TALE.split()


def test_what_says_nothing_and_what_is_called_off(page: Page) -> None:
    page.goto("/story")
    page.fill("#story-text", " ")
    page.click("#story-go")
    page.wait_for_selector("text=Give at least one sentence")
    page.fill("#story-text", MANUAL)
    page.click("#story-go")
    page.wait_for_selector("text=No mood that music could share", timeout=20_000)
    assert "like instructions" in page.inner_text("#story-nothing")
    page.click("#story-edit")
    page.fill("#story-text", "Il était une fois une petite fille, la plus jolie du village de sa mère. " * 3)
    page.click("#story-go")
    page.wait_for_selector("text=It does not look like English", timeout=20_000)
    hold(page, "**/api/v1/story")
    page.click("#story-edit")
    page.fill("#story-text", TALE)
    page.click("#story-go")
    page.click("#story-cancel")
    until(
        page,
        "document.getElementById('story-wait').hidden && !document.getElementById('story-compose').hidden",
    )
    assert page.input_value("#story-text").split() == TALE.split()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light"), (2560, "dark")])
def test_it_fits_and_is_accessible(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    opened = context.new_page()
    opened.goto("/story")
    assert violations(opened) == []
    scored(opened, f"{TALE}\n\n{MANUAL}", 5)
    assert violations(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
