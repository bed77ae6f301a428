"""The map in a real browser: points are drawn, heard and chosen, by mouse and by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.webui.browsing import SOUND, address, browser, page, until  # noqa: F401 (fixtures)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
READY = (
    "!document.getElementById('map-wait').textContent && document.getElementById('map-points').width > 300"
)
CHOSEN = "document.querySelectorAll('#map-list li').length"


@pytest.fixture
def sheet(page: Page) -> Page:  # noqa: F811
    page.goto("/map")
    until(page, READY)
    return page


def test_the_keyboard_alone_goes_hears_and_chooses(sheet: Page) -> None:
    sheet.focus("#map-marks")
    sheet.keyboard.press("ArrowRight")
    sheet.wait_for_selector(".map-card .title")
    titles = set()
    for key in ("ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"):
        sheet.keyboard.press(key)
        sheet.wait_for_timeout(600)
        titles.add(sheet.locator(".map-card .title").inner_text())
    assert len(titles) > 1
    sheet.keyboard.press("Enter")
    until(sheet, f"{SOUND}.currentTime > 0")
    title = sheet.locator("#player-title").inner_text()
    assert title == sheet.locator(".map-card .title").inner_text()
    sheet.keyboard.press("a")
    until(sheet, f"{CHOSEN} === 1")
    sheet.click("#map-tray")
    until(sheet, "document.querySelectorAll('.tray-item').length === 1")


def test_a_lasso_around_all_chooses_all_and_fills_the_tray(sheet: Page) -> None:
    sheet.click("#map-lasso")
    box = sheet.locator("#map-marks").bounding_box()
    assert box is not None
    corners = [(0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99)]
    spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    sheet.mouse.move(*spots[0])
    sheet.mouse.down()
    for spot in spots[1:]:
        sheet.mouse.move(*spot, steps=5)
    sheet.mouse.up()
    until(sheet, f"{CHOSEN} === 10")
    sheet.click("#map-tray")
    until(sheet, "document.querySelectorAll('.tray-item').length === 10")
    sheet.click("#map-none")
    until(sheet, f"{CHOSEN} === 0")


def test_a_search_drops_onto_it_and_stands_in_the_address(sheet: Page) -> None:
    sheet.fill("#q", "choir")
    sheet.keyboard.press("Enter")
    sheet.wait_for_selector("text=lies here")
    assert sheet.url.endswith("?q=choir")
    sheet.reload()
    sheet.wait_for_selector("text=lies here")


def test_pointing_is_hearing_and_the_wheel_zooms(sheet: Page) -> None:
    box = sheet.locator("#map-marks").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    sheet.mouse.move(*middle)
    sheet.mouse.wheel(0, -300)
    sheet.focus("#map-marks")
    sheet.keyboard.press("0")
    sheet.keyboard.press("ArrowRight")
    until(sheet, f"!{SOUND}.paused && {SOUND}.currentTime > 5.5")  # from the midst of it
    sheet.uncheck("#map-hear")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_it_fits_and_is_accessible(browser: Browser, address: str, width: int, scheme: str) -> None:  # noqa: F811
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    opened = context.new_page()
    for where in ("/map", "/map?q=choir", "/api"):
        opened.goto(where)
        opened.wait_for_timeout(500)
        found = axe.run(opened).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], where
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    context.close()
