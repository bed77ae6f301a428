"""Progress must pass everything through, stay off standard output, and be silent about a single thing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from scripts import _terminal
from scripts._terminal import about, watched


def test_where_no_bar_can_be_drawn_progress_is_told_in_lines_on_stderr(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_terminal, "PLAIN_REPORT_SECONDS", 0.0)
    assert list(watched("abc", 3, "tagging", _terminal.output())) == ["a", "b", "c"]
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0].startswith("tagging: 1 of 3, about 0:0")


def test_one_thing_needs_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(watched("a", 1, "tagging", _terminal.output())) == ["a"]
    assert capsys.readouterr() == ("", "")


def test_in_a_terminal_results_and_bar_share_one_console() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=80)
    for item in watched("ab", 2, "tagging", console):
        console.print(f"result {item}")
    shown = screen.getvalue()
    assert "result a" in shown and "result b" in shown and "tagging" in shown


def test_a_message_names_its_file_once_and_on_one_line() -> None:
    assert about(Path("a.mp3"), "a.mp3 is empty") == "a.mp3 is empty"
    assert about(Path("a.mp3"), "it is empty") == "a.mp3: it is empty"
    assert about(Path("a\nb.mp3"), "a\nb.mp3 is empty") == "a?b.mp3 is empty"
