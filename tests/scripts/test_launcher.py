"""`leitmotif` finds every command, describes it, and hands over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import launcher, tag

ROOT = Path(__file__).resolve().parents[2]


def test_every_command_is_listed_with_one_line_that_fits(capsys: pytest.CaptureFixture[str]) -> None:
    launcher.main(["--help"])
    lines = capsys.readouterr().out.splitlines()
    for name, described in launcher.commands().items():
        assert described, f"scripts/{name}.py has no docstring"
        assert any(line.split() == [name, *described.split()] for line in lines)
    assert "tag" in launcher.commands() and "launcher" not in launcher.commands()


def test_listing_imports_no_command() -> None:
    code = "import sys; from scripts import launcher; launcher.main([]); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "'scripts.tag'" not in done.stdout and "'numpy'" not in done.stdout


def test_arguments_are_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(tag, "main", seen.append)
    launcher.main(["tag", "a.mp3", "--json"])
    assert seen == [["a.mp3", "--json"]]


def test_a_misspelt_command_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        launcher.main(["tga"])
    assert ended.value.code == 2
    assert "no command 'tga': did you mean 'tag'?" in capsys.readouterr().err
