"""What only a browser can tell of the pages of tracks and of the tagger: pictures, uploads, forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.search import SearchEngine
from scripts._sound_files import tones, write_sound
from tests.retrieval.search_toys import SONGS
from tests.webui.browsing import RATE, SOUND, now, plays_from, until, violations

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
HALVES, MORNING, EVENING, NIGHT = SONGS[6], SONGS[0], SONGS[1], SONGS[2]
HEARD_WITHIN = 60_000
"""Milliseconds in which a file is heard, the first of a process too."""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """A song that is not in the library, and what is no song."""
    write_sound(tmp_path / "Brought along.mp3", tones(12.0, RATE, 1, 2), RATE, "mp3")
    (tmp_path / "broken.flac").write_bytes(b"fLaC" + bytes(range(256)) * 8)
    return [str(tmp_path / name) for name in ("Brought along.mp3", "broken.flac")]


def test_the_picture_plays_and_tells_what_is_under_the_pointer(page: sync_api.Page) -> None:
    page.goto(f"/tracks/{HALVES.key}")
    picture = page.locator(".heat .map canvas").first
    box = picture.bounding_box()
    assert box is not None
    row = page.locator('.lane[data-tag="choir"]').bounding_box()
    assert row is not None
    middle = row["y"] + row["height"] / 2 - box["y"]
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + middle)
    assert page.locator(".heat-tip").inner_text() == "choir 90 % at 0:14"
    picture.click(position={"x": 0.75 * box["width"], "y": middle})
    plays_from(page, 12.0, within=0.1)
    page.evaluate(f"{SOUND}.pause()")  # so that both stand still while they are compared
    until(page, f"{SOUND}.paused")
    head, wave = page.locator(".playhead").bounding_box(), page.locator(".stage .wave").bounding_box()
    assert head is not None and wave is not None
    assert head["x"] == pytest.approx(wave["x"] + now(page) / 16 * wave["width"], abs=0.05 * wave["width"])
    page.click("text=The same as a table")
    assert page.locator("table tbody tr", has_text="choir").inner_text().split()[-3:-1] == ["90", "%"]


def test_searches_made_before_are_shown_where_they_are_met(page: sync_api.Page) -> None:
    page.goto("/?q=choir")
    page.wait_for_selector(".hit")
    page.goto("/?q=piano")
    page.wait_for_selector(".hit")
    page.goto(f"/tracks/{HALVES.key}")
    page.wait_for_selector("#searched .lane", timeout=30_000)
    assert page.locator("#searched .lane a").all_inner_texts() == ["piano", "choir"]
    assert page.locator("#searched .lane", has_text="piano").locator("button").count() == 0  # weak
    page.locator("#searched .lane", has_text="choir").locator("button").click()
    plays_from(page, 8.0)
    page.click("text=forget them")
    assert page.locator("#searched").is_hidden()
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator("#searched").is_hidden()


def test_a_track_is_tagged_and_taught_by_keyboard(page: sync_api.Page) -> None:
    page.goto(f"/tracks/{HALVES.key}")
    page.focus("#own-add")
    for tag in ("kitchen radio", "odd"):
        page.keyboard.type(tag)
        page.keyboard.press("Enter")
        page.wait_for_selector(f'[aria-label="take {tag} away"]')
        assert page.evaluate("document.activeElement.id") == "own-add"
    page.click('[aria-label="take odd away"]')
    until(page, "!document.querySelector('[aria-label=\"take odd away\"]')")
    for number, song in enumerate((MORNING, EVENING, NIGHT), start=1):
        page.goto(f"/tracks/{song.key}")
        page.fill("#teach-name", "keys")
        page.keyboard.press("Enter")
        until(page, f"document.getElementById('yours-said').textContent.includes('{number} liked')")
    assert "came before" in page.inner_text("#yours-said")
    page.goto("/?q=kitchen+radio")
    assert page.locator(".hit").first.get_attribute("data-title") == "Two Halves"
    page.goto("/?q=keys")
    page.wait_for_selector("text=taught tag")


def test_what_was_heard_wrongly_is_struck_out_by_keyboard(page: sync_api.Page) -> None:
    page.goto("/?q=choir")
    page.wait_for_selector(".hit")
    page.goto(f"/tracks/{HALVES.key}")
    page.wait_for_selector("#searched .lane button", timeout=30_000)
    page.focus('#heard-whole [aria-label="choir is wrong: strike it out"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#heard-whole s:text-is('choir')")
    assert page.locator('.heat .lane[data-tag="choir"]').count() == 1  # of the search made before
    until(page, "document.querySelectorAll('#searched .lane button').length === 0")  # where it fits no more
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "undo: choir is right"
    page.keyboard.press("Enter")
    page.wait_for_selector('#heard-picture .lane[data-tag="choir"]')
    assert page.locator("#heard-whole s").count() == 0
    page.click("text=The same as a table")
    page.click('#heard-words [aria-label="drums is wrong: strike it out"]')
    page.wait_for_selector("#heard-whole s:text-is('drums')")
    assert page.locator("#heard-words tbody").is_visible()  # still unfolded
    assert page.locator("#heard-words tbody tr", has_text="drums").count() == 0
    page.goto("/?q=drums")
    page.wait_for_selector(f'.hit.weak[data-key="{HALVES.key}"] :text("you struck out: drums")')


def test_a_page_from_before_a_restart_still_changes_things(browser: sync_api.Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()  # whose console will tell of the refusal
    page.goto(f"/tracks/{HALVES.key}")
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'of another start'")
    page.evaluate("for (const field of document.querySelectorAll('[name=csrf_token]')) field.value = 'old'")
    with page.expect_response("**/yours") as first:
        page.fill("#own-add", "kitchen")
        page.keyboard.press("Enter")
    assert first.value.status == 403
    page.wait_for_selector('[aria-label="take kitchen away"]')
    context.close()


def test_dropped_files_are_heard_played_and_kept(
    browser: sync_api.Browser, address: str, files: list[str], engine: SearchEngine, leitmotif_home: Path
) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/tag")
    page.set_input_files("#tag-files", files)
    page.wait_for_selector(".result.failed", timeout=HEARD_WITHIN)
    assert "broken.flac" in page.inner_text(".result.failed")
    result = page.locator(".result:not(.failed)")
    assert result.locator("h2").first.inner_text() == "Brought along"
    assert engine.catalogue.counts().present == 10  # nothing was kept
    box = result.locator(".map canvas").bounding_box()
    assert box is not None
    result.locator(".map canvas").click(position={"x": box["width"] / 2, "y": 20})
    plays_from(page, 6.0, within=0.2)
    result.locator("[data-keep]").click()
    page.wait_for_selector("text=your library", timeout=HEARD_WITHIN)
    assert engine.catalogue.counts().present == 11
    kept = [path.read_bytes() for path in (leitmotif_home / "added").rglob("*.mp3")]
    assert kept == [Path(files[0]).read_bytes()]
    page.locator(".kept a").first.click()
    page.wait_for_selector("h1:has-text('Brought along')")
    context.close()


def test_a_file_let_go_of_over_the_page_is_taken(page: sync_api.Page, files: list[str]) -> None:
    page.goto("/tag")
    page.evaluate(
        """(bytes) => {
            const dragged = new DataTransfer();
            dragged.items.add(new File([new Uint8Array(bytes)], "dragged.flac"));
            const options = { dataTransfer: dragged, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new DragEvent("drop", options));
        }""",
        list(Path(files[1]).read_bytes()),
    )
    page.wait_for_selector(".result.failed", timeout=HEARD_WITHIN)
    assert "dragged.flac" in page.inner_text(".result.failed")


def test_without_scripts_forms_do_it(
    browser: sync_api.Browser, address: str, files: list[str], engine: SearchEngine
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/tracks/{HALVES.key}")
    page.fill("#own-add", "kitchen")
    page.click("button:text-is('Add')")
    page.wait_for_selector('[aria-label="take kitchen away"]')
    page.locator('[aria-label="choir is wrong: strike it out"]').last.click()
    page.click('[aria-label="undo: choir is right"]')
    page.wait_for_selector('#heard-picture .lane[data-tag="choir"]')
    page.goto("/tag")
    page.set_input_files("#tag-files", files)
    page.check("[name=keep]")
    page.click("button:text-is('Listen')")
    page.wait_for_selector(".result.failed", timeout=HEARD_WITHIN)
    assert page.locator(".result:not(.failed)").count() == 1 and engine.catalogue.counts().present == 11
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_all_of_it_fits_and_is_accessible(
    browser: sync_api.Browser, address: str, files: list[str], width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto("/?q=choir, no drums")
    page.goto(f"/tracks/{HALVES.key}")
    for where, text, seen in (("#own-add", "kitchen", ".own .chip"), ("#teach-name", "keys", ".taught li")):
        page.fill(where, text)
        page.keyboard.press("Enter")
        page.wait_for_selector(seen)
    page.wait_for_selector("#searched .lane", timeout=30_000)
    page.click("text=The same as a table")
    page.locator('[aria-label="choir is wrong: strike it out"]').last.click()
    page.wait_for_selector('[aria-label="undo: choir is right"]')
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/tag")
    assert violations(page) == []
    page.set_input_files("#tag-files", files)
    page.wait_for_selector(".result.failed", timeout=HEARD_WITHIN)
    page.locator(".result summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
