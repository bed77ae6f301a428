"""A file that somebody brought becomes part of the library: copied into a folder of ours, and catalogued."""

from __future__ import annotations

import hashlib
import re
import shutil
from contextlib import suppress
from pathlib import Path

from index.catalogue import Catalogue
from index.home import room
from index.records import Stamp
from retrieval.atomic import staged
from retrieval.audio_files import SUFFIXES
from retrieval.heard_file import HeardFile
from retrieval.library import LibraryError, add_folder

ADDED = "added"
LONGEST_NAME = 80
SPARE_BYTES = 2**30
"""Room that is left on the disk whatever is brought."""
_UNFIT = re.compile(r"[^\w\s.,&'()\[\]-]+")


class AdoptionError(Exception):
    """A file that cannot become part of the library; the message says why."""


def adopt(catalogue: Catalogue, source: Path, name: str, heard: HeardFile) -> bool:
    """Copy `source`, which was called `name` and holds what was `heard`; False where the library has it.

    Nothing is parsed here: what the file holds is what was heard in a process of its own.
    """
    row = catalogue.tracks([heard.key]).get(heard.key)
    if row is not None and row.present:
        return False
    folder = room(ADDED)
    place = folder / place_of(name, source)
    if shutil.disk_usage(folder).free < source.stat().st_size + SPARE_BYTES:
        raise AdoptionError(f"the disk that holds {folder} is nearly full: make room first")
    with staged(place) as unfinished:
        shutil.copyfile(source, unfinished)
    with suppress(LibraryError):  # it is in one of the folders already
        add_folder(catalogue, folder)
    catalogue.record(place, Stamp.of(place.stat()), heard.key, heard.facts, heard.audio)
    return True


def place_of(name: str, source: Path) -> Path:
    """Where a file goes: a folder named by the start of its SHA-256, and a few plain letters of its own name.

    Whatever is sent as a name, this stays in its folder: `../../x.mp3` becomes `1f2e3d4c5b6a/x.mp3`.
    """
    given = Path(name.replace("\\", "/").rpartition("/")[2])
    suffix = given.suffix.lower()
    if suffix not in SUFFIXES:
        raise AdoptionError(
            f"a file of the library is called .mp3, .flac or another of {', '.join(sorted(SUFFIXES))}: "
            f"'{name[:LONGEST_NAME]}' is not"
        )
    stem = " ".join(_UNFIT.sub(" ", given.stem).split()).lstrip(".-")[:LONGEST_NAME].strip() or "track"
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Path(digest[:12], stem + suffix)
