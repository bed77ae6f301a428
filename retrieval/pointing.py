"""Which track a person points at: by its file, the start of its key, or words of its title and artist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from index.catalogue import Catalogue
from index.files import absolute
from index.home import expanded
from index.records import TrackRow
from retrieval.audio_files import holds
from retrieval.names import plain

LEAST_KEY = 6
_KEY = re.compile(rf"[0-9a-f]{{{LEAST_KEY},64}}")
_SHOWN = 5


class PointingError(Exception):
    """No track, or more than one, can be meant; the message says what to type instead."""


def point(typed: str, catalogue: Catalogue) -> TrackRow | Path:
    """The track that is meant, or a file that is no part of the library."""
    path = expanded(typed)
    if holds(path.is_file):
        key = catalogue.key_at(absolute(path)) or catalogue.key_at(path.resolve())
        return catalogue.track(key) if key else path
    if _KEY.fullmatch(typed.lower()):
        keys = [key for key in catalogue.present_keys() if key.startswith(typed.lower())]
        if len(keys) == 1:
            return catalogue.track(keys[0])
        if keys:
            raise PointingError(f"{len(keys)} tracks have a key that begins with {typed}: type more of it")
    return _by_words(typed, catalogue)


def track(typed: str, catalogue: Catalogue) -> TrackRow:
    """As `point`, of the library alone."""
    found = point(typed, catalogue)
    if isinstance(found, Path):
        raise PointingError(_why_not(found, catalogue))
    return found


def _why_not(file: Path, catalogue: Catalogue) -> str:
    """Why a file is no track of the library, and what to type."""
    path = absolute(file)
    if failed := [failure.message for failure in catalogue.failures() if failure.path == path]:
        return failed[0]
    seen = any(path.is_relative_to(folder) for folder in catalogue.folders())
    what = "scan" if seen else f"add {shlex.quote(str(path.parent))}"
    return (
        f"{file} is not in the library{' yet' * seen}: type python -m scripts.library {what}, then "
        "python -m scripts.index build"
    )


def _by_words(typed: str, catalogue: Catalogue) -> TrackRow:
    asked = plain(typed).split()
    rows = catalogue.tracks([hit.key for hit in catalogue.find_text(typed, 50)]).values()
    # the words of title and artist in any order; a longer title must not hide the one that is meant
    whole = [row for row in rows if set(asked) <= set(_words(row))]
    exact = [row for row in whole if sorted(asked) in (sorted(_words(row)), sorted(plain(row.title).split()))]
    same = [row for row in exact if row.title.casefold() == typed.strip().casefold()]
    found = same or exact or whole
    if len(found) == 1:
        return found[0]
    if not found and typed and holds(expanded(typed).is_dir):
        raise PointingError(f"{typed} is a folder: give the files in it that you mean")
    if not found:
        raise PointingError(
            f"no file and no track is called '{typed}': give a file, the start of a key, or words of title "
            "and artist"
        )
    shown = "; ".join(called(row) for row in found[:_SHOWN])
    more = " and more" if len(found) > _SHOWN else ""
    raise PointingError(f"'{typed}' may be {shown}{more}: type more words, or the file")


def called(row: TrackRow) -> str:
    """Artist and title on one line, with the start of the key."""
    name = " - ".join(part for part in (", ".join(row.artists), row.title or row.path.stem) if part)
    return f"{name} ({row.key[:8]})"


def _words(row: TrackRow) -> list[str]:
    return plain(" ".join([row.title or row.path.stem, *row.artists])).split()
