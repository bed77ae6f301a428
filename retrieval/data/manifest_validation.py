"""What a manifest must satisfy, line by line and across lines, said with line numbers.

The rules for one line are `manifest_schema.json`; this module adds those that span lines: ids are unlike one
another, tags stand in the header, no artist is in two splits, paths stay inside the manifest's folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, NoReturn

from retrieval.data.schema_checks import Check, compile_schema, shown

VERSION = 1
RECORDS = {"tracks": "track", "texts": "passage", "listens": "listen"}
"""What one line of each kind of manifest is called, in the schema too."""

Row = dict[str, Any]
_CONTROL = re.compile(r"[\x00-\x1f]")


class ManifestError(Exception):
    """A problem with a manifest that a person can act on."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line; lines are counted from 1, and line 1 is the header."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True)
class Scan:
    """A manifest as plain JSON: its header, the rows that are sound, and all faults in line order."""

    header: Row
    rows: list[Row]
    faults: list[Fault]


def validate(path: Path, audio: bool = False) -> list[Fault]:
    """Every fault of the manifest at `path`, in line order; with `audio`, missing audio files too.

    Only the first fault of a line is told. Symbolic links are followed: where they lead is up to their owner.
    """
    return scan(path, audio=audio).faults


def scan(path: Path, kind: str | None = None, audio: bool = False) -> Scan:
    """Read and check a whole manifest; `kind` is the kind that the caller can use, if only one will do."""
    faults: list[Fault] = []
    try:
        with path.open("rb") as stream:
            lines = enumerate(stream, start=1)
            header = _header(next(lines, (1, b""))[1], kind, faults)
            rows = [] if faults else list(_rows(lines, header, path.parent, audio, faults))
    except IsADirectoryError:
        raise ManifestError(
            f"{path} is a folder, no manifest: `python -m scripts.manifest import LAYOUT {path} --out FILE`"
            " makes one of a data set"
        ) from None
    except OSError as error:
        raise ManifestError(f"cannot read the manifest {path}: {error.strerror}") from error
    return Scan(header, rows, faults)


def path_problem(path: str, absolute_allowed: bool) -> str | None:
    """What is wrong with a track's path, or None.

    >>> path_problem("audio/a.opus", absolute_allowed=False)
    >>> path_problem("../a.opus", absolute_allowed=True)
    "has '..' in it: a path may not leave the manifest's folder"
    """
    # the parts are looked at only when a plain text search says that there may be something to see.
    if ".." in path and ".." in PurePosixPath(path).parts:
        return "has '..' in it: a path may not leave the manifest's folder"
    if _CONTROL.search(path):
        return "has a control character in it"
    absolute = path[0] == "/" or PureWindowsPath(path).drive != "" if ":" in path else path[0] == "/"
    if absolute and not absolute_allowed:
        return 'is absolute: make it relative to the manifest, or say "absolute_paths": true in the header'
    if "\\" in path and not absolute:
        return "has a backslash in it: write forward slashes"
    return None


def _header(line: bytes, kind: str | None, faults: list[Fault]) -> Row:
    """Line 1, checked; a faulty header leaves a fault behind."""
    header, message = _parsed(line)
    example = '{"leitmotif_manifest": 1, "kind": "tracks", "tags": {}}'
    if message is not None and not line.strip():
        message = "the file is empty or starts with an empty line"
    if message is None and "leitmotif_manifest" not in header:
        message = "it has no 'leitmotif_manifest'"
    if message is not None:
        faults.append(Fault(1, f"no manifest header: {message}; the first line must be like {example}"))
        return header
    if header["leitmotif_manifest"] != VERSION:
        message = f"version {shown(header['leitmotif_manifest'])} of the format: this program reads {VERSION}"
    elif header.get("kind") not in RECORDS:
        message = f"field 'kind' is {shown(header.get('kind'))}: choose from {', '.join(RECORDS)}"
    elif kind is not None and header["kind"] != kind:
        message = f"this is a manifest of {header['kind']}, and {kind} are needed here"
    else:
        message = _checks()[f"{header['kind']}_header"](header)
    if message is not None:
        faults.append(Fault(1, message))
    return header


def _rows(
    lines: Iterator[tuple[int, bytes]], header: Row, folder: Path, audio: bool, faults: list[Fault]
) -> Iterator[Row]:
    kind = header["kind"]
    check = _checks()[RECORDS[kind]]
    across = _ACROSS[kind](header, folder, audio)
    for number, line in lines:
        row, message = _parsed(line)
        message = message or check(row) or across(number, row)
        if message is None:
            yield row
        else:
            faults.append(Fault(number, message))


def _tracks_across(header: Row, folder: Path, audio: bool) -> Callable[[int, Row], str | None]:
    tags: Row = header.get("tags", {})
    absolute_allowed = header.get("absolute_paths", False)
    once = _Once("id")
    together = _Together("artist") if header.get("split_by", "artist") == "artist" else None

    def across(number: int, row: Row) -> str | None:
        unknown = row.get("extra", {}).get("unknown_tags", ())
        path = row.get("path")
        message = once(number, row["id"]) or _outside(row.get("tags", ()), tags) or _outside(unknown, tags)
        if message is None and unknown and set(unknown) & set(row.get("tags", ())):
            both = next(tag for tag in unknown if tag in row["tags"])
            message = f"tag {shown(both)} is both true and unknown"
        if message is None and together is not None:
            message = together(number, row.get("artist"), row.get("split"))
        if message is None and path is not None:
            problem = path_problem(path, absolute_allowed)
            if problem is None and audio and not (folder / path).is_file():
                problem = "leads to no file"
            message = problem and f"path {shown(path)} {problem}"
        return message

    return across


def _texts_across(header: Row, _folder: Path, _audio: bool) -> Callable[[int, Row], str | None]:
    tags: Row = header.get("tags", {})
    once = _Once("id")
    together = _Together("author") if header.get("split_by", "author") == "author" else None

    def across(number: int, row: Row) -> str | None:
        message = once(number, row["id"]) or _outside(row.get("emotions", ()), tags)
        if message is None and together is not None:
            message = together(number, row.get("author"), row.get("split"))
        return message

    return across


def _listens_across(_header: Row, _folder: Path, _audio: bool) -> Callable[[int, Row], str | None]:
    once = _Once("pair of user and item")
    return lambda number, row: once(number, (row["user"], row["item"]))


class _Once:
    """Says where a value was before, the second time it comes."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.seen: dict[object, int] = {}

    def __call__(self, number: int, value: object) -> str | None:
        first = self.seen.setdefault(value, number)
        return None if first == number else f"the {self.what} {shown(value)} was on line {first} already"


class _Together:
    """Says so when one artist, or author, turns up in a second split."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.home: dict[str, tuple[str, int]] = {}

    def __call__(self, number: int, who: str | None, split: str | None) -> str | None:
        if not who or split is None:
            return None
        first, line = self.home.setdefault(who, (split, number))
        if first == split:
            return None
        return f"{self.what} {shown(who)} is in split {split}, but in {first} on line {line}"


_ACROSS = {"tracks": _tracks_across, "texts": _texts_across, "listens": _listens_across}


def _outside(tags: list[str] | tuple[()], known: Row) -> str | None:
    for tag in tags:
        if tag not in known:
            return f"tag {shown(tag)} is not among the {len(known)} tags of the header"
    return None


@cache
def _checks() -> dict[str, Check]:
    schema = json.loads(Path(__file__).with_name("manifest_schema.json").read_text(encoding="utf-8"))
    return {name: compile_schema(schema, name) for name in schema["$defs"]}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number: leave the field out when the value is not known")


def _each_key_once(pairs: list[tuple[str, Any]]) -> Row:
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"field '{next(name for name in names if names.count(name) > 1)}' is there twice")
    return row


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_each_key_once)


def _parsed(line: bytes) -> tuple[Row, str | None]:
    """One line as a JSON object, or `{}` and what is wrong."""
    try:
        row = _DECODER.decode(line.decode("utf-8").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        return {}, f"not UTF-8: byte {line[error.start]:#04x} at position {error.start + 1}"
    except json.JSONDecodeError as error:
        if not line.strip():
            return {}, "an empty line"
        if line.startswith(b"\xef\xbb\xbf"):
            return {}, "a byte order mark stands before the text: save the file as UTF-8 without one"
        return {}, f"not JSON: {error.msg} at column {error.colno}"
    except (ValueError, RecursionError) as error:
        return {}, str(error)
    return (row, None) if isinstance(row, dict) else ({}, f"{shown(row)} is not a JSON object")
