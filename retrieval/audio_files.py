"""Which files are music, going by their names: folders are walked, single files are taken at their word."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# fmt: off
SUFFIXES = frozenset({
    ".aac", ".aif", ".aifc", ".aiff", ".alac", ".flac", ".m4a", ".m4b", ".mka", ".mp2", ".mp3", ".mp4",
    ".oga", ".ogg", ".opus", ".wav", ".wave", ".wma",
})
# fmt: on


def find_audio(paths: Iterable[Path]) -> list[Path]:
    """The files among `paths`, and the audio files anywhere beneath the folders among them, each once.

    A folder's files come sorted by name; hidden ones are left out. A path that is not a folder is kept
    whatever it is called, and whether or not it exists: opening it will say what is wrong.
    """
    found = (file for path in paths for file in (_beneath(path) if path.is_dir() else [path]))
    return list(dict.fromkeys(found))


def _beneath(folder: Path) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()
    for place, folders, files in os.walk(folder, followlinks=True):
        facts = Path(place).stat()
        if (facts.st_dev, facts.st_ino) in seen:  # a link led back here
            folders.clear()
            continue
        seen.add((facts.st_dev, facts.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith(".") and path.is_file():
                yield path
