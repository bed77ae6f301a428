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


def test_folders_that_cannot_be_watched_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def watch(*_: Any, **options: Any) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", watch)
    with pytest.raises(LibraryError, match=r"watch limit reached.*scripts\.library scan"):
        next(watching._changes([tmp_path]))
