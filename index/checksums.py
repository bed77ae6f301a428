"""What a folder should hold, byte for byte: SHA-256 of every file, as `sha256sum -c SHA256SUMS` reads it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

SUMS_FILE = "SHA256SUMS"


@dataclass(frozen=True)
class Damage:
    """One file that is not what was written."""

    path: Path
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def sums(folder: Path) -> str:
    """The lines of `SHA256SUMS` for what lies in `folder` now, in the order of the files' names."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return "".join(f"{_sha256(folder / name)}  {name}\n" for name in sorted(names) if name != SUMS_FILE)


def damages(folder: Path) -> list[Damage]:
    """Files of `folder` that differ from what its `SHA256SUMS` says, are missing, or do not belong there."""
    try:
        text = (folder / SUMS_FILE).read_bytes().decode("ascii")
    except FileNotFoundError:
        return [Damage(folder / SUMS_FILE, "is missing")]
    except UnicodeDecodeError:
        return [Damage(folder / SUMS_FILE, "is damaged")]
    said, found = _parsed(text), _parsed(sums(folder))
    if said is None:
        return [Damage(folder / SUMS_FILE, "is damaged")]
    assert found is not None
    return [
        Damage(folder / name, _difference(said.get(name), found.get(name)))
        for name in sorted(said.keys() | found.keys())
        if said.get(name) != found.get(name)
    ]


def digest(text: str) -> str:
    """SHA-256 of a text, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _difference(said: str | None, found: str | None) -> str:
    if found is None:
        return "is missing"
    return "does not belong there" if said is None else "differs from what was written"


def _parsed(text: str) -> dict[str, str] | None:
    """Digests by name; None where a line is not as `sums` writes it."""
    lines = text.split("\n")
    pairs = [line.split("  ", 1) for line in lines[:-1]]
    if lines[-1] or any(len(pair) < 2 for pair in pairs):
        return None
    found = {name: said for said, name in pairs}
    return found if "".join(f"{said}  {name}\n" for name, said in sorted(found.items())) == text else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
