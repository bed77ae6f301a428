"""Where state lives."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.home import HomeError, home, room


def test_home_is_the_folder_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITMOTIF_HOME", str(tmp_path / "new" / "home"))
    assert home() == (tmp_path / "new" / "home").resolve()
    assert not home().exists()  # asking where it is leaves no trace


def test_a_tilde_in_the_variable_is_the_persons_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LEITMOTIF_HOME", "~/music state")
    assert home() == (tmp_path / "music state").resolve()


def test_rooms_lie_inside_home() -> None:
    assert room("cache") == home() / "cache"
    assert room("cache").is_dir()


def test_a_home_that_cannot_be_made_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEITMOTIF_HOME", str(tmp_path / "file"))
    with pytest.raises(HomeError, match="set LEITMOTIF_HOME"):
        room("cache")
