"""Files that survive a crash: written, brought to the disk, and only then given their name.

All that `index` keeps as files goes through here, so that a test can make any write, flush or rename fail.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

BUFFER_BYTES = 1 << 20


class RawFile(io.FileIO):
    """The one way by which bytes leave for the disk."""


@contextmanager
def on_disk(path: Path) -> Iterator[BinaryIO]:
    """A new file to write to, whose bytes are on the disk when the block ends."""
    with io.BufferedWriter(RawFile(path, "w"), BUFFER_BYTES) as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; the bytes of its files are another matter."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def temporary(path: Path) -> Path:
    """Where `replace_file` writes before the rename: what a crash may leave behind."""
    return path.with_name(f".{path.name}.tmp")


def replace_file(path: Path, content: bytes) -> None:
    """Make `path` hold `content`: after a crash at any moment it holds that, or what it held before.

    One process at a time may do so with one path.
    """
    beside = temporary(path)
    try:
        with on_disk(beside) as stream:
            stream.write(content)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    sync_folder(path.parent)
