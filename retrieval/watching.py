"""Folders that are watched: scanned and heard once they have been quiet for a moment after a change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import watchfiles
from watchfiles import Change

from index.catalogue import Catalogue
from index.locks import BuildRunning
from retrieval.audio_files import SUFFIXES, holds
from retrieval.indexing import Built, build
from retrieval.library import LibraryError, Scan, scan
from retrieval.planning import departed, plan, unheard
from retrieval.progress import say
from retrieval.recipes import index_root

QUIET_MS = 3_000
"""A file that is being copied changes all the time; it is read when that has ended."""
LONGEST_MS = 60_000


def watch(catalogue: Catalogue, workers: int | None = None) -> Iterator[tuple[Scan, Built | None]]:
    """Scan and build now, and after every change, for ever; what came of it where there was anything new.

    Folders that come into the library meanwhile, or whose disk comes back, are watched from then on.
    """
    if not _there(catalogue):
        raise LibraryError("there is no folder to watch: python -m scripts.library add FOLDER")
    yield _caught_up(catalogue, catalogue.folders(), workers)
    watched: set[Path] = set()
    while True:
        folders = _there(catalogue)
        say(f"watching {len(folders)} folder{'s' * (len(folders) != 1)}; Ctrl-C ends it")
        # nobody watched what is new, nor anything while the first build ran; what went is to be told
        touched = watched.symmetric_difference(folders)
        watched = set(folders)
        for changes in _changes(folders):
            touched |= {folder for folder in folders if any(path.is_relative_to(folder) for path in changes)}
            if now := [folder for folder in catalogue.folders() if folder in touched]:
                found = _caught_up(catalogue, now, workers)
                if found[0].news or found[0].failed or found[0].unplugged:
                    yield found
            touched = set()
            if _there(catalogue) != folders:
                break


def _there(catalogue: Catalogue) -> list[Path]:
    return [folder for folder in catalogue.folders() if holds(folder.is_dir)]


def _changes(folders: list[Path]) -> Iterator[list[Path]]:
    """What changed in the folders, each time that they are quiet again; nothing, where they stay quiet."""
    while not folders:
        time.sleep(QUIET_MS / 1000)
        yield []
    try:
        for changes in watchfiles.watch(
            *folders,
            watch_filter=_matters,
            step=QUIET_MS,
            debounce=LONGEST_MS,
            rust_timeout=QUIET_MS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            yield [Path(path) for _, path in changes]
    except OSError as error:
        raise LibraryError(
            f"the folders cannot be watched ({error}): type python -m scripts.library scan after changes"
        ) from None


def _caught_up(catalogue: Catalogue, folders: list[Path], workers: int | None) -> tuple[Scan, Built | None]:
    scanned = scan(catalogue, folders, workers)
    root = index_root()
    if not catalogue.present_keys() or not (unheard(catalogue) or departed(catalogue)):
        return scanned, None
    try:
        return scanned, build(catalogue, root, plan(root, None, None, anew=False), workers)
    except BuildRunning as error:
        say(str(error))
        return scanned, None


def _matters(change: Change, path: str) -> bool:
    """Whether a change may be to music: to an audio file, to a folder, or to what may have been one."""
    place = Path(path)
    if place.name.startswith("."):
        return False
    return place.suffix.lower() in SUFFIXES or change == Change.deleted or holds(place.is_dir)
