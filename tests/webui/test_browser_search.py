"""The search page in a browser: what narrows it, its chips, scenes, the tray, and that nothing jumps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS
from tests.webui.browsing import SOUND, hold, plays_from, until, violations

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
PARAGRAPH = (
    "She walks home through the rain, and nobody is in the street. The choir of the old church sings, "
    "far away, and then it is quiet again. She waits for a while under the lamp."
)
WATCH_SHIFTS = """
    window.shifted = [];
    const called = (node) => node?.id || node?.className || "";
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        window.shifted.push([entry.value, entry.sources.map((each) => called(each.node))]);
      }
    }).observe({ type: "layout-shift", buffered: true });
"""


def titles(page: sync_api.Page) -> list[str]:
    return [str(row.get_attribute("data-title")) for row in page.locator(".hit[data-key]").all()]


def test_a_facet_narrows_keeps_the_focus_and_goes_with_back(page: sync_api.Page) -> None:
    page.goto("/?q=piano")
    page.evaluate("window.same = true")
    before = titles(page)
    choice = page.locator('.choice[data-again="year:1990-1999"]')
    choice.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".choice[aria-current]")
    assert titles(page) == ["Morning"] and page.input_value("#filter") == "year:1990-1999"
    assert page.evaluate("document.activeElement.dataset.again") == "year:1990-1999"
    page.go_back()
    until(page, "!document.querySelector('.choice[aria-current]')")
    assert titles(page) == before and page.input_value("#filter") == "" and page.evaluate("window.same")


def test_the_words_of_a_chip_are_changed_where_they_stand(page: sync_api.Page) -> None:
    page.goto("/?q=piano, -drums")
    page.locator(".chip-text").nth(1).click()
    assert page.input_value(".chip input") == "-drums"
    page.keyboard.type("-choir^2")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=piano%2C+-choir%5E2")
    until(page, "document.querySelectorAll('.chip-text')[1]?.textContent === 'choir'")
    assert page.input_value("#q") == "piano, -choir^2"
    page.locator(".chip-text").first.click()
    page.keyboard.type("jazz")
    page.keyboard.press("Escape")
    assert page.input_value("#q") == "piano, -choir^2" and page.locator(".chip input").count() == 0


def test_a_pasted_paragraph_is_a_scene_until_it_is_gone(page: sync_api.Page) -> None:
    page.goto("/")
    paste(page, PARAGRAPH)
    page.wait_for_url("**as=scene**")
    page.wait_for_selector("text=read as one scene")
    assert page.locator("#q").evaluate("box => box.clientHeight") > 60  # it grew
    assert page.locator(".chip-not").count() == 0
    page.fill("#q", "choir")
    page.wait_for_selector(".chip-not")
    assert "as=" not in page.url and page.locator("input[name=as][value='']").is_checked()


def test_a_scene_chosen_by_hand_stays_one(page: sync_api.Page) -> None:
    page.goto("/?q=choir")
    page.check("input[name=as][value=scene]")
    page.wait_for_url("**as=scene**")
    page.fill("#q", "drums")
    page.wait_for_url("**q=drums**")
    assert "as=scene" in page.url
    page.go_back()
    page.go_back()
    until(page, "!location.search.includes('as=')")
    assert page.locator("input[name=as][value='']").is_checked()


def paste(page: sync_api.Page, text: str) -> None:
    """As browsers do: first the event, then the text."""
    page.focus("#q")
    page.evaluate(
        """text => {
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
            document.execCommand("insertText", false, text);
        }""",
        text,
    )


def test_nothing_jumps_while_somebody_types(browser: sync_api.Browser, address: str) -> None:
    for width in (360, 1280, 2560):
        context = browser.new_context(base_url=address, viewport={"width": width, "height": 800})
        page = context.new_page()
        page.add_init_script(WATCH_SHIFTS)
        page.goto("/")
        page.wait_for_load_state("networkidle")
        page.focus("#q")
        for word in ("piano", ", calm", ", -drums", " jazz", " nothing^x"):
            page.keyboard.type(word, delay=30)
            page.wait_for_timeout(500)
        shifted = page.evaluate("window.shifted")
        assert sum(value for value, _ in shifted) < 0.02, (width, shifted)
        context.close()


def test_a_slow_answer_shows_its_outline(page: sync_api.Page) -> None:
    page.goto("/")
    slow = hold(page, "**/results?*")
    page.fill("#q", "choir")
    page.wait_for_selector(".ghost", state="attached")
    slow[-1].continue_()
    page.wait_for_selector(".hit[data-key]")
    assert page.locator(".ghost").count() == 0


def test_a_server_that_is_gone_is_said_and_tried_again(browser: sync_api.Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    page.route("**/results?*", lambda route: route.abort())
    page.fill("#q", "choir")
    page.wait_for_selector("text=The server does not answer")
    page.unroute("**/results?*")
    page.click("text=Try again")
    page.wait_for_selector(".hit[data-key]")
    page.route("**/results?*", lambda route: route.fulfill(status=503, body="<main><p>not now</p></main>"))
    page.fill("#q", "jazz")
    page.wait_for_selector("text=not now")
    assert page.locator(".facet").count() > 0
    context.close()


def test_the_tray_holds_moments_across_pages_in_the_order_of_a_person(page: sync_api.Page) -> None:
    page.goto("/?q=choir")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("t")
    first, second = titles(page)[:2]
    assert page.locator("#tray-open b").inner_text() == "2"
    page.goto(f"/tracks/{SONGS[0].key}")
    page.click("#tray-open")
    assert tray(page) == [first, second]
    page.click(f"[aria-label='Move {second} up']")
    assert tray(page) == [second, first]
    page.locator(".tray-item").first.drag_to(page.locator(".tray-item").last)
    assert tray(page) == [first, second]
    page.click(f"[aria-label='Take {first} out']")
    page.reload()
    assert page.locator("#tray-open b").inner_text() == "1"


def test_more_goes_on_where_the_reader_is(page: sync_api.Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto("/?q=piano&k=5")
    page.evaluate(
        """() => {
            const link = document.createElement("a");
            Object.assign(link, { href: "/?q=piano&k=9", id: "further", textContent: "More" });
            Object.assign(link.dataset, { stay: "", more: "" });
            document.querySelector(".found").append(link);
        }"""  # the library of tests is too small for one
    )
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    before = page.evaluate("scrollY")
    page.focus("#further")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.hit').length === 9")
    until(page, "document.activeElement === document.querySelectorAll('.hit')[5].querySelector('.title')")
    assert before > 50 and page.evaluate("scrollY") >= before
    page.check("input[name=as][value=scene]")
    until(page, "scrollY === 0")  # another search begins at its best


def test_what_plays_in_one_tab_pauses_the_other(page: sync_api.Page) -> None:
    page.goto("/?q=choir")
    page.locator(".hit [data-play]").first.click()
    until(page, f"!{SOUND}.paused")
    other = page.context.new_page()
    other.goto("/?q=choir")
    other.locator(".hit [data-play]").first.click()
    until(other, f"!{SOUND}.paused && {SOUND}.currentTime > 0")
    until(page, f"{SOUND}.paused")
    assert not other.evaluate(f"{SOUND}.paused")


def tray(page: sync_api.Page) -> list[str]:
    return page.locator(".tray-name a").all_inner_texts()


def test_the_tray_is_played_in_order_each_from_its_moment(page: sync_api.Page) -> None:
    page.goto("/?q=choir")
    page.click("text=Add all to tray")
    names = tray(page)
    assert len(names) == 3 and set(names) == set(titles(page)[:3])
    halves = names.index("Two Halves")
    page.click("#tray-play")
    for place in range(halves + 1):
        until(page, f"document.getElementById('player-title').textContent === {json.dumps(names[place])}")
        until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 0.1")
        if place == halves:
            plays_from(page, 8.0)
        page.evaluate(f"{SOUND}.currentTime = {SOUND}.duration - 0.1")
    if halves + 1 < len(names):
        until(
            page, f"document.getElementById('player-title').textContent === {json.dumps(names[halves + 1])}"
        )


def test_the_tray_is_saved_opened_and_written_to_files(
    page: sync_api.Page, engine: SearchEngine, tmp_path: Path
) -> None:
    page.goto("/?q=choir")
    page.click("text=Add all to tray")
    names = tray(page)
    page.fill("#tray-name", "Rain / part two")
    page.click("#tray-save")
    page.wait_for_selector("text=Saved as")
    assert len(engine.catalogue.playlist("Rain / part two")) == 3
    with page.expect_download() as waited:
        page.click("[data-file-as=json]")
    assert waited.value.suggested_filename == "Rain part two.json"
    told = json.loads(Path(waited.value.path()).read_text(encoding="utf-8"))
    starts = {track["title"]: track["start_seconds"] for track in told["tracks"]}
    assert list(starts) == names and starts["Two Halves"] == 8.0
    page.click("#tray-clear")
    assert tray(page) == [] and page.locator("#tray-save").is_hidden()
    page.focus("#tray-saved")
    until(page, "document.querySelectorAll('#tray-saved option').length === 2")
    page.select_option("#tray-saved", "Rain / part two")
    page.wait_for_selector("text=Opened")
    assert tray(page) == names
    halves = page.locator(".tray-name", has_text="Two Halves").locator("span")
    assert halves.inner_text().startswith("0:08")
    page.reload()
    page.click("#tray-open")
    page.click(f"[aria-label='Take {names[0]} out']")
    page.click("#tray-save")
    page.wait_for_selector("text=already")
    assert len(engine.catalogue.playlist("Rain / part two")) == 3
    page.click("#tray-save")
    page.wait_for_selector("text=Saved as")
    assert len(engine.catalogue.playlist("Rain / part two")) == 2
    for _ in range(2):
        page.click("#tray-remove")
    page.wait_for_selector("text=still here")
    assert engine.catalogue.playlists() == [] and len(tray(page)) == 2


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light"), (2560, "light")])
def test_what_opens_on_the_page_is_accessible(
    browser: sync_api.Browser, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto("/?q=choir&filter=year>=1990")
    assert violations(page) == []
    page.goto("/?q=choir, -piano")
    page.locator("[data-play]").first.click()
    if page.locator("[data-fold]").is_visible():
        page.click("[data-fold]")
    page.locator("[data-tray]").first.click()
    if page.locator("#tray-open").is_visible():
        page.click("#tray-open")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
