"""What the tracks of a whole library are counted by, all at once."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import select

from index.finding import Finding
from index.schema import File, OwnTag, Track


class Countable(NamedTuple):
    """A present track and the facts that it shows; `paths` of all its present files, sorted."""

    key: str
    paths: tuple[str, ...]
    duration_seconds: float
    genres: tuple[str, ...]
    year: int | None
    bpm: float | None
    tags: tuple[str, ...]
    """Given by hand, sorted."""


class Counting(Finding):
    """Many times faster than asking for the tracks themselves."""

    def countable(self) -> list[Countable]:
        """All present tracks, in the order of their keys."""
        paths: dict[str, list[bytes]] = defaultdict(list)
        tags: dict[str, list[str]] = defaultdict(list)
        asked = (
            select(Track.key, Track.duration_seconds, File.genres, File.year, File.bpm)
            .join(File, File.id == Track.shown_file)
            .where(Track.present)
            .order_by(Track.key)
        )
        with self._read() as connection:
            for key, path in connection.execute(select(File.key, File.path).where(File.present)):
                paths[key].append(path)
            for key, tag in connection.execute(select(OwnTag.key, OwnTag.tag)):
                tags[key].append(tag)
            rows = connection.execute(asked).all()
        return [
            Countable(
                key,
                tuple(os.fsdecode(path) for path in sorted(paths[key])),
                seconds,
                tuple(genres),
                year,
                bpm,
                tuple(sorted(tags[key])),
            )
            for key, seconds, genres, year, bpm in rows
        ]
