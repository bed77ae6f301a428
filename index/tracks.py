"""The catalogue's tracks: each the audio of one file or several that sound the same."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update

from index.database import CatalogueError
from index.files import Files, audio_values
from index.full_text import folded, storable
from index.records import AudioFacts, Counts, Pruned, TrackRow
from index.schema import (
    Encoded,
    File,
    OwnTag,
    PlaylistTrack,
    Revision,
    SearchText,
    StruckTag,
    TaughtExample,
    Track,
)
from index.store import in_parts


class Tracks(Files):
    """A track is present while one of its files is. It shows the facts of the first of them by path."""

    def present_keys(self) -> list[str]:
        """The keys of all tracks that can be played, sorted."""
        with self._read() as connection:
            return sorted(connection.execute(select(Track.key).where(Track.present)).scalars())

    def revision(self) -> int:
        """A number that grows with every change of tracks or taught tags; cheap to ask, for those who keep
        copies."""
        with self._read() as connection:
            return int(connection.exec_driver_sql(_REVISION).scalar_one())

    def counts(self) -> Counts:
        with self._read() as connection:
            present, tracks = connection.execute(
                select(func.count().filter(Track.present), func.count()).select_from(Track)
            ).one()
            failed = connection.execute(select(func.count()).where(File.key.is_(None))).scalar_one()
        return Counts(present, tracks - present, failed)

    def track(self, key: str) -> TrackRow:
        found = self.tracks([key])
        if key not in found:
            raise CatalogueError(f"no track has the key {key!r}: see python -m scripts.library status")
        return found[key]

    def tracks(self, keys: Iterable[str]) -> dict[str, TrackRow]:
        """The tracks with these keys, in this order; unknown keys are left out."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, TrackRow] = {}
        with self._read() as connection:
            for part in in_parts(wanted):
                found |= _rows(connection, part)
        return {key: found[key] for key in wanted if key in found}

    def describe(self, found: Mapping[str, AudioFacts]) -> None:
        """Tracks were listened to, which tells more of them than the headers of their files did."""
        with self._write() as connection:
            self._flush(connection)
            for key, audio in found.items():
                connection.execute(update(Track).where(Track.key == key), audio_values(audio))
            self._batch.touched |= found.keys()

    def mark_encoded(self, keys: Sequence[str], recipe: str, segments: Sequence[int]) -> None:
        """The tracks have been encoded by a recipe, into so many segments each."""
        rows = [
            {"recipe": recipe, "key": key, "segments": count}
            for key, count in dict(zip(keys, segments, strict=True)).items()
        ]
        with self._write() as connection:
            self._flush(connection)
            self.forget_encoded(keys, recipe)
            if rows:
                connection.execute(insert(Encoded), rows)

    def encoded_by(self, recipe: str) -> dict[str, int]:
        """How many segments a recipe made of each track, by key."""
        with self._read() as connection:
            asked = (
                select(Encoded.key, Encoded.segments).where(Encoded.recipe == recipe).order_by(Encoded.key)
            )
            return {row.key: row.segments for row in connection.execute(asked)}

    def forget_encoded(self, keys: Collection[str], recipe: str) -> None:
        """The tracks have to be encoded again."""
        with self._write() as connection:
            for part in in_parts(keys):
                connection.execute(delete(Encoded).where(Encoded.recipe == recipe, Encoded.key.in_(part)))

    def prune(self) -> Pruned:
        """Forget files that are missing, and tracks that have no file any more.

        A track in a playlist, one that a tag was taught by, or one tagged by hand or with a tag struck out
        stays with what its file said, as missing.
        """
        with self._write() as connection:
            self._flush(connection)
            self._settle(connection)
            used = {*connection.execute(select(PlaylistTrack.key)).scalars()}
            used |= {*connection.execute(select(TaughtExample.key)).scalars()}
            used |= {*connection.execute(select(OwnTag.key)).scalars()}
            used |= {*connection.execute(select(StruckTag.key)).scalars()}
            absent = set(connection.execute(select(Track.key).where(~Track.present)).scalars())
            gone, kept = sorted(absent - used), absent & used
            asked = select(File.id, File.key).where(~File.present, File.key.is_not(None))
            files = [row.id for row in connection.execute(asked) if row.key not in kept]
            for part in in_parts(files):
                connection.execute(delete(File).where(File.id.in_(part)))
            for keys in in_parts(gone):
                connection.execute(delete(Track).where(Track.key.in_(keys)))
        return Pruned(len(files), tuple(gone))

    def _settle(self, connection: Connection) -> None:
        self._flush(connection)
        touched, self._batch.touched = sorted(self._batch.touched), set()
        for keys in in_parts(touched):
            _settle(connection, keys)
        if touched:
            self._revise(connection)

    def _revise(self, connection: Connection) -> None:
        connection.execute(update(Revision).values(number=Revision.number + 1))


def _settle(connection: Connection, keys: list[str]) -> None:
    asked = select(Track.key, Track.id).where(Track.key.in_(keys))
    ids = {row.key: row.id for row in connection.execute(asked)}
    files: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(select(File.__table__).where(File.key.in_(keys))):
        files[row.key].append(row)
    tags = _own_tags(connection, keys)
    shown, texts = [], []
    for key, id in ids.items():
        present = [row for row in files[key] if row.present]
        ordered = sorted(present or files[key], key=lambda row: row.path)
        shown.append({"row": id, "is": bool(present), "first": ordered[0].id if ordered else None})
        if present:
            texts.append({"track_id": id} | _text(ordered, tags[key]))
    connection.execute(
        update(Track)
        .where(Track.id == bindparam("row"))
        .values(present=bindparam("is"), shown_file=bindparam("first")),
        shown,
    )
    connection.execute(delete(SearchText).where(SearchText.track_id.in_(ids.values())))
    if texts:
        connection.execute(insert(SearchText), texts)


def _text(files: Sequence[Any], tags: Sequence[str]) -> dict[str, Any]:
    """What a track is found by: the facts of its first file, the names of all, what people tagged it with."""
    first = files[0]
    paths = [storable(os.fsdecode(row.path)).replace(os.sep, " ") for row in files]
    text = {
        "title": folded([first.title]),
        "artist": folded(first.artists),
        "album": folded([first.album]),
        "genre": folded(first.genres),
        "comment": folded([first.comment]),
        "path": folded(paths),
        "tag": folded(tags),
    }
    return text | {"size": sum(text[name].count(" ") for name in ("title", "artist"))}


def _own_tags(connection: Connection, keys: list[str]) -> dict[str, list[str]]:
    """What people tagged tracks with, by key, sorted."""
    found = defaultdict(list)
    for key, tag in connection.execute(_TAGS_OF, {"keys": keys}):
        found[key].append(tag)
    return defaultdict(list, {key: sorted(tags) for key, tags in found.items()})


# Made once: every search asks, and putting a statement together takes longer than its answer.
_REVISION = f"SELECT number FROM {Revision.__tablename__}"
_OF_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_TAGS_OF = select(OwnTag.key, OwnTag.tag).where(OwnTag.key.in_(_OF_KEYS))
_PATHS_OF = select(File.key, File.present, File.path).where(File.key.in_(_OF_KEYS))
_FACTS_OF = (
    select(
        Track.key, Track.present, Track.duration_seconds, Track.loudness_lufs, Track.problems,
        Track.last_title, Track.last_artists, File.id, File.title, File.artists,
        File.album, File.genres, File.year, File.bpm, File.comment, File.has_cover,
    )
    .join(File, File.id == Track.shown_file, isouter=True)
    .where(Track.key.in_(_OF_KEYS))
)  # fmt: skip


def _rows(connection: Connection, keys: list[str]) -> dict[str, TrackRow]:
    paths: dict[tuple[str, bool], list[bytes]] = defaultdict(list)
    for key, present, path in connection.execute(_PATHS_OF, {"keys": keys}):
        paths[key, present].append(path)
    tags = _own_tags(connection, keys)
    found = {}
    for (
        key, present, duration_seconds, loudness_lufs, problems, last_title, last_artists, file, title,
        artists, album, genres, year, bpm, comment, has_cover,
    ) in connection.execute(_FACTS_OF, {"keys": keys}):  # fmt: skip
        found[key] = TrackRow(
            key=key,
            present=present,
            paths=tuple(Path(os.fsdecode(path)) for path in sorted(paths[key, present])),
            duration_seconds=duration_seconds,
            loudness_lufs=loudness_lufs,
            problems=tuple(problems),
            title=(title if file else last_title) or "",
            artists=tuple((artists if file else last_artists) or ()),
            album=album or "",
            genres=tuple(genres or ()),
            year=year,
            bpm=bpm,
            comment=comment or "",
            has_cover=bool(has_cover),
            tags=tuple(tags[key]),
        )
    return found
