"""What only a browser can tell: sound, the keyboard, the address bar, small screens, contrast, the console.

Runs with `make test-browser`, on the Chromium of the machine.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tests.retrieval.search_toys import SONGS, file_of
from tests.webui.browsing import SOUND, hold, plays_from, until, violations
from tests.webui.conftest import HOSTILE

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
HALVES, MORNING = SONGS[6], SONGS[0]


def test_typing_finds_and_space_plays_from_the_moment_that_fits(page: sync_api.Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("choir", delay=10)
    page.wait_for_selector(".hit")
    assert page.input_value("#q") == "choir" and "q=choir" in page.url
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        if page.locator(".hit.chosen").get_attribute("data-title") == "Two Halves":
            break
    page.keyboard.press("Space")
    plays_from(page, 8.0)
    page.keyboard.press("Space")
    until(page, f"{SOUND}.paused")


def test_only_one_track_plays_and_it_can_be_moved_in(page: sync_api.Page) -> None:
    page.goto("/?q=drums")
    rows = page.locator(".hit")
    for place in (0, 1):
        rows.nth(place).locator("[data-play]").click()
        until(page, f"!{SOUND}.paused")
    assert page.locator(".hit.playing").count() == 1 and page.locator("audio").count() == 1
    page.locator("#player-wave").click()  # in the middle
    plays_from(page, 8.0, within=0.1)


def test_a_file_that_is_gone_is_told_and_plays_once_it_is_back(
    page: sync_api.Page, leitmotif_home: Path
) -> None:
    file = file_of(leitmotif_home, HALVES)
    away = file.rename(file.with_suffix(".away"))
    page.goto("/?q=choir")
    row = page.locator(f".hit[data-key='{HALVES.key}'] [data-play]")
    row.click()
    page.wait_for_selector("#player-trouble:has-text('Two Halves: its file is gone from disk')")
    away.rename(file)
    row.click()
    until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 8.2")
    assert page.locator("#player-trouble").is_hidden()


def test_back_undoes_a_step_and_not_a_letter(page: sync_api.Page) -> None:
    page.goto("/")
    page.fill("#q", "piano")
    page.wait_for_selector(".hit")
    first = page.locator(".hit").first.get_attribute("data-title")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    page.wait_for_url("**like=*")
    until(page, f"document.querySelector('.hit').dataset.title !== '{first}'")
    page.go_back()
    until(page, f"document.querySelector('.hit').dataset.title === '{first}'")
    assert page.input_value("#q") == "piano"
    page.go_back()
    page.wait_for_selector("text=Find music by words")
    page.reload()
    assert page.locator(".hit").count() == 0


def test_a_chip_changes_the_search_without_a_new_page(page: sync_api.Page) -> None:
    page.goto("/?q=choir")
    page.evaluate("window.same = true")
    page.click(".chip-not")
    page.wait_for_url("**q=-choir")
    page.wait_for_selector(".chip.out")
    assert page.input_value("#q") == "-choir" and page.evaluate("window.same")


def test_an_older_answer_never_takes_the_place_of_a_newer_one(page: sync_api.Page) -> None:
    page.goto("/")
    older = hold(page, "**/results?q=jazz*")
    with page.expect_request("**/results?q=jazz*"):
        page.fill("#q", "jazz")
    page.fill("#q", "choir")
    page.wait_for_selector(".chip-text >> text=choir")
    with contextlib.suppress(sync_api.Error):  # the page has let go of it by now, as it should
        older[0].continue_()
    page.wait_for_timeout(300)
    assert page.locator(".chip-text").inner_text() == "choir"


def test_the_page_of_a_track_plays_where_it_is_clicked(page: sync_api.Page) -> None:
    page.goto(f"/tracks/{HALVES.key}")
    page.locator(".heat [data-seek], [data-wave]").first.click()  # in the middle
    until(page, f"{SOUND}.currentTime > 7.9")
    assert not page.locator(".playhead").first.is_hidden()


def test_what_a_file_says_runs_nothing(page: sync_api.Page) -> None:
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    for where in ("/?q=ghost", f"/tracks/{HOSTILE.key}"):
        page.goto(where)
        page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text() == HOSTILE.title and said == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (2560, "dark")])
def test_every_page_fits_and_is_accessible(
    browser: sync_api.Browser, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    opened = context.new_page()
    for where in ("/", "/?q=choir, -piano^2", "/?q=piano^x", "/library", f"/tracks/{MORNING.key}"):
        opened.goto(where)
        assert violations(opened) == [], where
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
        assert opened.evaluate(
            "(nav => nav.scrollWidth <= nav.clientWidth)(document.querySelector('nav'))"
        ), where
    context.close()
