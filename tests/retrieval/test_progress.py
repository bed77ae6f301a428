"""Progress must pass everything through, stay off standard output, and be silent about a single thing."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from retrieval import progress
from retrieval.progress import steps


def test_where_no_bar_can_be_drawn_progress_is_told_in_lines_on_stderr(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PLAIN_REPORT_SECONDS", 0.0)
    assert list(steps("abc", 3, "tagging", Console())) == ["a", "b", "c"]
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0].startswith("tagging: 1 of 3, about 0:0")


def test_one_thing_needs_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(steps("a", 1, "tagging")) == ["a"]
    assert capsys.readouterr() == ("", "")


def test_in_a_terminal_results_and_bar_share_one_console() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=80)
    for item in steps("ab", 2, "tagging", console):
        console.print(f"result {item}")
    shown = screen.getvalue()
    assert "result a" in shown and "result b" in shown and "tagging" in shown


def test_results_that_are_piped_away_stay_apart_from_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, pipe = io.StringIO(), io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=80)
    monkeypatch.setattr(progress, "Console", lambda stderr: terminal)
    monkeypatch.setattr("sys.stdout", pipe)
    for item in steps("ab", 2, "tagging", Console(file=pipe)):
        print(f"result {item}")
    assert pipe.getvalue() == "result a\nresult b\n"
    assert "tagging" in screen.getvalue()
