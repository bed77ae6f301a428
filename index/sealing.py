"""Whether the catalogue's file is, byte for byte, what was written: SQLite itself checks its structure alone.

Every transaction counts up the file's `user_version`. Who closes a catalogue that has changed writes a seal
beside it: that number and the SHA-256 of all pages. As long as the number stands, the pages must be the same.
Who writes for the first time looks whether they are: what was damaged before is not sealed as if it had been
written. Pages are read through SQLite: opening and closing its file here would take away SQLite's own locks
on it.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from index.checksums import digest
from index.durable import replace_file

State = Literal["fits", "old", "damaged"]
LARGEST_BYTES = 2**30
"""Of what is larger no seal is made, since all pages are in memory for that."""
_VERSIONS = 2**31
_DAMAGED = "f" * 64
"""In place of a SHA-256: what was damaged already when it was last written to."""
_SEAL = re.compile(r"(([0-9]+ [0-9]+) ([0-9a-f]{64})) ([0-9a-f]{64})\n")


def seal_of(path: Path) -> Path:
    """Where the seal of a file lies."""
    return path.with_name(f"{path.name}.seal")


def count_up(connection: sqlite3.Connection) -> None:
    """Called in every transaction that writes."""
    version = _asked(connection, "user_version")
    connection.execute(f"PRAGMA user_version = {(version + 1) % _VERSIONS}")


def renew(connection: sqlite3.Connection, path: Path, damaged: bool = False) -> None:
    """Write the seal, if the one that is there is not of these contents; not while somebody else writes.

    Contents that were `damaged` before they were written to get one that nothing fits.
    """
    connection.execute("PRAGMA busy_timeout = 0")  # who writes now will come here, too
    if not damaged and state(connection, path) == "fits":
        return
    with _alone(connection):
        said = f"{_version(connection)} {_DAMAGED if damaged else _sha256(connection)}"
        replace_file(seal_of(path), f"{said} {digest(said)}\n".encode("ascii"))


def state(connection: sqlite3.Connection, path: Path) -> State:
    """Whether the seal is of these contents; it is old or missing if whoever changed them was killed."""
    seal = _read(path)
    if seal is not None:
        return "fits" if seal[0] == _version(connection) else "old"
    return "damaged" if seal_of(path).exists() else "old"


def differs(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether bytes have changed since the file was sealed."""
    with _alone(connection):
        return differs_now(connection, path)


def differs_now(connection: sqlite3.Connection, path: Path) -> bool:
    """As `differs`, in a transaction that writes and has not written yet."""
    seal = _read(path)
    return seal is not None and seal[0] == _version(connection) and seal[1] != _sha256(connection)


def _read(path: Path) -> tuple[str, str] | None:
    """Version and SHA-256; None where there is no seal, or a damaged one, which the next to close renews."""
    try:
        said = _SEAL.fullmatch(seal_of(path).read_bytes().decode("ascii", errors="replace"))
    except OSError:
        return None
    return (said[2], said[3]) if said and digest(said[1]) == said[4] else None


def _version(connection: sqlite3.Connection) -> str:
    """`VACUUM` by hand moves all pages, and counts up the version of the schema alone."""
    return f"{_asked(connection, 'user_version')} {_asked(connection, 'schema_version')}"


def _sha256(connection: sqlite3.Connection) -> str:
    if _asked(connection, "page_count") * _asked(connection, "page_size") > LARGEST_BYTES:
        return "0" * 64
    return hashlib.sha256(connection.serialize()).hexdigest()


def _asked(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


@contextmanager
def _alone(connection: sqlite3.Connection) -> Iterator[None]:
    """Nobody else writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
