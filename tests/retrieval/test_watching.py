"""Watching misses nothing, whatever happens when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.catalogue import Catalogue
from retrieval import watching
from retrieval.indexing import Built
from retrieval.library import LibraryError, add_folder
from tests.retrieval.library_toys import song, songs


def test_what_changes_while_the_first_build_runs_is_found(
    tmp_path: Path, leitmotif_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    music = songs(tmp_path / "music", 1)

    def build(*_: Any) -> Built:
        song(music / "meanwhile.wav", 7)
        return Built()

    monkeypatch.setattr(watching, "build", build)
    monkeypatch.setattr(watching, "QUIET_MS", 50)
    with Catalogue.open() as catalogue:
        add_folder(catalogue, music)
        found = watching.watch(catalogue)
        assert next(found)[0].new == 1
        assert next(found)[0].new == 1
        found.close()


def test_folders_that_are_added_go_and_come_back_are_watched(
    tmp_path: Path, leitmotif_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "build", lambda *_: Built())
    monkeypatch.setattr(watching, "QUIET_MS", 50)
    first, later = songs(tmp_path / "first", 1), tmp_path / "later"
    with Catalogue.open() as catalogue, Catalogue.open() as elsewhere:
        add_folder(catalogue, first)
        found = watching.watch(catalogue)
        assert next(found)[0].new == 1
        song(later / "a.wav", 7)
        add_folder(elsewhere, later)
        assert next(found)[0].new == 1
        song(later / "b.wav", 8)
        assert next(found)[0].new == 1
        for folder in (first, later):
            folder.rename(folder.with_name(f"{folder.name} away"))
        unplugged: set[Path] = set()
        while len(unplugged) < 2:
            unplugged |= set(next(found)[0].unplugged)
        song(tmp_path / "later away" / "c.wav", 9)
        (tmp_path / "later away").rename(later)
        assert next(found)[0].new == 1 and len(catalogue.present_keys()) == 4
        found.close()


def test_folders_that_cannot_be_watched_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def watch(*_: Any, **options: Any) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", watch)
    with pytest.raises(LibraryError, match=r"watch limit reached.*scripts\.library scan"):
        next(watching._changes([tmp_path]))
