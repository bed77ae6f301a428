"""The search page shows what was found and why, keeps all in its address, and escapes what files say."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.retrieval.search_toys import SONGS
from tests.webui.conftest import HOSTILE

KEYS = {song.title: song.key for song in SONGS}


def shown(page: str) -> list[str]:
    return [unescape(title) for title in re.findall(r'data-title="([^"]*)"', page)]


def links(page: str, part: str) -> list[dict[str, list[str]]]:
    """The questions of all links whose tag holds a text."""
    tags = [tag for tag in re.findall(r"<a [^>]*>", page) if part in unescape(tag)]
    return [parse_qs(urlsplit(unescape(re.findall(r'href="([^"]*)"', tag)[0])).query) for tag in tags]


def attributes(page: str) -> set[str]:
    """The names of all attributes of all tags, as a browser reads them."""
    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.update(name for name, _ in attrs)

    Reader().feed(page)
    return found


def test_the_first_page_invites_to_search(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "10 tracks to search" in page and not shown(page)


def test_results_come_best_first_with_the_moment_and_a_divider(client: FlaskClient) -> None:
    page = client.get("/?q=choir").text
    assert set(shown(page)[:3]) == {"Two Halves", "Piano Man", "Cellar"}
    assert page.index("Weaker matches") > page.index('data-title="Cellar"')
    row = re.findall(r'<li class="hit[^>]*data-title="Two Halves"', page, re.DOTALL)[0]
    assert 'data-start="8"' in row and 'data-end="16"' in row and "<span" not in row


def test_the_script_gets_the_same_rows_without_the_page(client: FlaskClient) -> None:
    whole, rows = client.get("/?q=piano+-drums").text, client.get("/results?q=piano+-drums").text
    assert shown(whole) == shown(rows) and "<html" not in rows


def test_nothing_that_fits_is_said(client: FlaskClient) -> None:
    assert "Nothing in your music fits" in client.get("/?q=zzqxv").text


@pytest.mark.parametrize(
    "address", ["/?q=...", "/?q=piano^x", "/?q=piano&filter=colour:red", f"/?q={'a' * 2001}"]
)
def test_what_cannot_be_read_is_told_in_its_place(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200 and 'class="status wrong"' in answer.text and not shown(answer.text)


def test_what_a_file_says_stays_text(client: FlaskClient) -> None:
    for address in ("/?q=ghost", f"/tracks/{HOSTILE.key}", f"/?like={HOSTILE.key}"):
        page = client.get(address).text
        assert "<script>alert" not in page and "<img src=x" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_what_was_typed_stays_text(client: FlaskClient) -> None:
    page = client.get("/", query_string={"q": '</textarea><script>"', "filter": '"><script>'}).text
    assert "<script>" not in page.replace('<script type="module"', "")


def test_chips_change_the_question(client: FlaskClient) -> None:
    page = client.get("/?q=piano^2, -drums").text
    assert links(page, 'title="leave this out"') == [{"q": ["-piano^2, -drums"]}]
    assert links(page, "piano counts double") == [{"q": ["piano^4, -drums"]}]
    assert links(page, "drums counts half") == [{"q": ["piano^2, -drums^0.5"]}]
    assert links(page, "remove drums") == [{"q": ["piano^2"]}]


def test_similar_and_not_this_are_links(client: FlaskClient) -> None:
    page = client.get("/?q=piano&filter=year>=1990").text
    assert {"like": [KEYS["Night"]], "filter": ["year>=1990"]} in links(page, "data-similar")
    assert {"q": ["piano"], "unlike": [KEYS["Night"]], "filter": ["year>=1990"]} in links(page, "data-not")
    without = client.get(f"/?q=piano&unlike={KEYS['Night']}").text
    assert "Night" in shown(page) and "Night" not in shown(without)
    assert links(without, "remove Night") == [{"q": ["piano"]}]


def test_more_asks_for_more_until_there_is_none(client: FlaskClient) -> None:
    few = client.get("/?q=piano&k=3").text
    assert len(shown(few)) == 3 and {"q": ["piano"], "k": ["23"]} in links(few, "button")
    assert 'class="more"' not in client.get("/?q=piano").text


def test_no_page_needs_code_or_style_of_its_own(client: FlaskClient) -> None:
    for address in ("/", "/?q=choir", "/library", f"/tracks/{KEYS['Morning']}"):
        page = client.get(address).text
        assert not {name for name in attributes(page) if name == "style" or name.startswith("on")}
        assert "<style" not in page and re.findall(r"<script[^>]*>[^<]", page) == []
        outside = [url for url in re.findall(r'(?:src|href)="([^"]*)"', page) if "//" in url]
        assert outside == []
