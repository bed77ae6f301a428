"""What runs beside the server runs once at a time, one command after another, and ends with the server."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import _errands
from scripts._errands import Commands


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[str]]:
    """Has commands be code that writes down what becomes of it; gives what was written."""
    told = tmp_path / "told"
    body = (
        "import sys, time\n"
        f"told = open({str(told)!r}, 'a')\n"
        "try:\n"
        "    print('begin', sys.argv[1], file=told, flush=True); time.sleep(float(sys.argv[2]))\n"
        "    print('end', sys.argv[1], file=told)\n"
        "except KeyboardInterrupt:\n"
        "    print('kept', sys.argv[1], file=told)\n"
    )
    monkeypatch.setattr(_errands, "_command", lambda words: [sys.executable, "-c", body, *words])
    monkeypatch.setattr(
        _errands,
        "COMMANDS",
        {"quick": [("one", "0"), ("two", "0")], "long": [("three", "60"), ("four", "0")]},
    )
    return lambda: told.read_text().splitlines() if told.exists() else []


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_commands_run_one_after_another_and_one_errand_at_a_time(commands: Callable[[], list[str]]) -> None:
    with Commands() as errands:
        assert errands.start("quick") and errands.running() == "quick"
        assert not errands.start("quick")
        until(lambda: not errands.running())
        assert commands() == ["begin one", "end one", "begin two", "end two"]
        assert errands.start("quick")
        until(lambda: not errands.running())
        assert len(commands()) == 8


def test_the_end_of_the_server_lets_the_errand_keep_what_it_has(commands: Callable[[], list[str]]) -> None:
    with Commands() as errands:
        errands.start("long")
        until(lambda: commands() == ["begin three"])
    assert commands() == ["begin three", "kept three"] and not errands.start("quick")


def test_an_errand_before_serving_says_how_it_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        _errands, "_command", lambda words: [sys.executable, "-c", f"raise SystemExit({words[0]})"]
    )
    monkeypatch.setattr(_errands, "COMMANDS", {"good": [("0",)], "bad": [("0",), ("3",)]})
    assert Commands().finish("good") == 0 and Commands().finish("bad") == 3
