"""What runs beside the server runs once at a time, one command after another, and ends with the server."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import _errands
from scripts._errands import Commands
from webui.errands import Outcome


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
    monkeypatch.setattr(_errands, "_command", lambda words, _: [sys.executable, "-c", body, *words])
    monkeypatch.setattr(
        _errands,
        "COMMANDS",
        {"quick": [("one", "0"), ("two", "0")], "long": [("three", "60"), ("four", "0")]},
    )
    return lambda: told.read_text().splitlines() if told.exists() else []


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
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


def test_an_errand_that_is_stopped_keeps_what_it_has_and_says_so(commands: Callable[[], list[str]]) -> None:
    with Commands() as errands:
        errands.stop()  # nothing to stop
        errands.start("long")
        until(lambda: commands() == ["begin three"])
        errands.stop()
        until(lambda: not errands.running())
        assert commands() == ["begin three", "kept three"]
        (outcome,) = errands.ended()
        assert (outcome.stopped, outcome.whole, outcome.failed) == (True, False, ())
        assert errands.start("quick")
        until(lambda: not errands.running())
        assert commands()[-1] == "end two" and not errands.ended()[0].stopped


def test_an_errand_before_serving_says_how_it_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        _errands, "_command", lambda words: [sys.executable, "-c", f"raise SystemExit({words[0]})"]
    )
    monkeypatch.setattr(_errands, "COMMANDS", {"good": [("0",)], "bad": [("0",), ("3",)]})
    assert Commands().finish("good") == 0 and Commands().finish("bad") == 3


def ended(errands: Commands, what: str) -> Outcome:
    assert errands.start(what)
    until(lambda: not errands.running())
    return next(each for each in errands.ended() if each.what == what)


def test_what_keeps_a_command_from_its_work_is_told(
    leitmotif_home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_errands, "COMMANDS", {"new": [("library", "scan")]})
    with Commands() as errands:
        outcome = ended(errands, "new")
    reason = "the library has no folders yet: python -m scripts.library add FOLDER"
    assert outcome == Outcome("new", outcome.ended, (), (reason,), False)
    assert time.time() - 60 < outcome.ended <= time.time()
    assert capfd.readouterr().err.splitlines() == [reason]


def test_an_outcome_stays_until_the_next_of_its_kind_or_until_dismissed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = "import sys; print('spoke', sys.argv[1]); sys.exit(int(sys.argv[1]))"
    codes = iter("11110")  # the third errand has two commands
    monkeypatch.setattr(_errands, "_command", lambda words, _: [sys.executable, "-c", body, next(codes)])
    with Commands() as errands:
        ended(errands, "build")
        ended(errands, "rebuild")  # which has built, too
        ended(errands, "new")
        assert [each.what for each in errands.ended()] == ["new", "rebuild"]
        errands.dismiss("new")
        errands.dismiss("new")
        assert [each.whole for each in errands.ended()] == [False]
        assert ended(errands, "rebuild").whole and len(errands.ended()) == 1


def test_what_was_printed_is_told_but_for_what_is_left_to_type_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = ["2 music files: 1 could not be read", f"why: {_errands.NEXT[1]}", "  a.mp3: no music"]
    body = f"print({chr(10).join(lines)!r}); raise SystemExit(1)"
    monkeypatch.setattr(_errands, "_command", lambda words, _: [sys.executable, "-c", body])
    with Commands() as errands:
        outcome = ended(errands, "build")
    assert (outcome.done, outcome.failed, outcome.whole) == ((lines[0],), (), False)
    assert capfd.readouterr().out.splitlines() == lines


def test_a_terminal_that_lacks_a_letter_keeps_no_errand_from_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "import sys; sys.stdout.buffer.write('Björk\\nall\\n'.encode())"
    monkeypatch.setattr(_errands, "_command", lambda words, _: [sys.executable, "-c", body])
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    with Commands() as errands:
        assert ended(errands, "rebuild").done == ("Björk", "all")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("import os; os.kill(os.getpid(), 9)", "SIGKILL"),
        ("raise SystemExit(7)", "exit code 7"),
        (
            "import sys; sys.argv[1:] = [FD, 'nowhere']; from scripts import _last_words as l; l.main()",
            "nowhere",
        ),
    ],
)
def test_sudden_ends_are_told_too(monkeypatch: pytest.MonkeyPatch, body: str, told: str) -> None:
    monkeypatch.setattr(
        _errands, "_command", lambda words, fd: [sys.executable, "-c", body.replace("FD", repr(str(fd)))]
    )
    with Commands() as errands:
        (reason,) = ended(errands, "build").failed
    assert told in reason
