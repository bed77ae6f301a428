"""The house itself: packages resolve here, imports stay cheap, nothing speaks of one machine."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ["encoders", "index", "retrieval", "scripts", "webui"]
COMMANDS = sorted(path.stem for path in (ROOT / "scripts").glob("*.py") if not path.stem.startswith("_"))


@pytest.mark.parametrize("package", PACKAGES)
def test_package_resolves_inside_the_repository(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__file__ is not None and Path(module.__file__).is_relative_to(ROOT)


@pytest.mark.parametrize("command", COMMANDS)
def test_importing_a_command_imports_nothing_heavy(command: str) -> None:
    heavy = {"torch", "sklearn", "scipy", "librosa", "matplotlib"}
    code = f"import sys, scripts.{command}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def tracked_text_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    return [path for path in names if path.suffix in {".py", ".md", ".toml", ".json", ".txt", ".cfg", ""}]


def test_no_file_names_a_machine() -> None:
    machine_path = re.compile(r"(?<![\w.])/(work|root|home/\w+)/\w")
    guilty = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in tracked_text_files()
        if path.is_file()
        and (found := machine_path.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert not guilty


def test_every_file_that_contributing_shows_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = {name for name in re.findall(r"[\w./]+\.py\b", text) if "NAME" not in name}
    there = [path.as_posix() for path in ROOT.rglob("*.py") if ".venv" not in path.parts]
    assert len(shown) > 20
    assert not [name for name in shown if not any(path.endswith(f"/{name}") for path in there)]
