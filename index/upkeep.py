"""Looking after what was published: what is damaged, what may go, and one generation as a single file."""

from __future__ import annotations

import tarfile
from contextlib import suppress
from pathlib import Path

from index.checksums import Damage, damages
from index.durable import on_disk, sync_folder, temporary
from index.generations import (
    CURRENT_FILE,
    GenerationError,
    current,
    folder_of,
    generations,
    remove,
    sums_digest,
)
from index.locks import BuildLock


def verify(root: Path, number: int | None = None) -> list[Damage]:
    """Every file of a generation (the one being served, or `number`) that is not as it was written, and
    `current` itself where it is damaged."""
    try:
        served = current(root)
    except GenerationError as error:
        if number is None:
            return [Damage(root / CURRENT_FILE, str(error))]
        served = None
    number = served.number if number is None and served else number
    assert number is not None
    folder = folder_of(root, number)
    if not folder.is_dir():
        return [Damage(folder, "is missing")]
    found = damages(folder)
    if not found and served and served.number == number and served.sums != sums_digest(folder):
        found = [Damage(root / CURRENT_FILE, "does not fit the generation that it names")]
    return found


def prune(root: Path, keep: int = 1) -> list[int]:
    """Remove all generations but the one served and, of the newest `keep` (at least 1), those that are whole;
    gives those gone."""
    with BuildLock(root):
        served = current(root).number
        there = generations(root)
        newest = [number for number in there[-max(keep, 1) :] if number != served]
        whole = [number for number in newest if not damages(folder_of(root, number))]
        gone = [number for number in there if number not in (served, *whole)]
        remove(root, gone)
        return gone


def export(root: Path, file: Path, number: int | None = None) -> int:
    """One generation as an uncompressed tar file, the same bytes each time; gives its number."""
    number = current(root).number if number is None else number
    folder = folder_of(root, number)
    if damaged := verify(root, number):
        raise GenerationError(f"{damaged[0]}: python -m scripts.index build makes it again, then export")
    beside = temporary(file)
    try:
        with on_disk(beside) as stream, tarfile.open(fileobj=stream, mode="w") as archive:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                about = tarfile.TarInfo(f"generation/{path.relative_to(folder).as_posix()}")
                about.size = path.stat().st_size
                with path.open("rb") as content:
                    archive.addfile(about, content)
        beside.replace(file)
    finally:
        with suppress(OSError):  # what went wrong before is to be told
            beside.unlink()
    sync_folder(file.resolve().parent)
    return number
