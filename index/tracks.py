"""The catalogue's tracks: each the audio of one file or several that sound the same."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    String,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import aliased

from index.database import CatalogueError, driver
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
            if self._database.dialect == "sqlite":
                return int(driver(connection).execute(_REVISION).fetchone()[0])
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
_ANOTHER = aliased(File)
_FACTS_OF = (
    select(
        Track.key, Track.present, Track.duration_seconds, Track.loudness_lufs, cast(Track.problems, String),
        Track.last_title, cast(Track.last_artists, String), File.id, File.path, File.title,
        cast(File.artists, String), File.album, cast(File.genres, String), File.year, File.bpm, File.comment,
        File.has_cover,
        (File.key == Track.key) & (File.present == Track.present)
        & ~exists().where(_ANOTHER.key == Track.key, _ANOTHER.id != File.id),
        exists().where(OwnTag.key == Track.key),
    )
    .join(File, File.id == Track.shown_file, isouter=True)
    .where(Track.key.in_(_OF_KEYS))
)  # fmt: skip


def _rows(connection: Connection, keys: list[str]) -> dict[str, TrackRow]:
    facts = _facts(connection, keys)
    # most tracks have one file and no tag of a person; a statement for each costs as much as the facts do
    paths: dict[tuple[str, bool], list[bytes]] = defaultdict(list)
    if several := [key for key, *_, alone, _ in facts if not alone]:
        for key, present, path in connection.execute(_PATHS_OF, {"keys": several}):
            paths[key, present].append(path)
    tagged = [key for key, *_, has_tags in facts if has_tags]
    tags = _own_tags(connection, tagged) if tagged else {}
    found = {}
    for (
        key, present, duration_seconds, loudness_lufs, problems, last_title, last_artists, file, path, title,
        artists, album, genres, year, bpm, comment, has_cover, alone, _,
    ) in facts:  # fmt: skip
        names = [path] if alone else sorted(paths[key, bool(present)])
        found[key] = TrackRow(
            key=key,
            present=bool(present),
            paths=tuple(Path(os.fsdecode(name)) for name in names),
            duration_seconds=duration_seconds,
            loudness_lufs=loudness_lufs,
            problems=_listed(problems),
            title=(title if file else last_title) or "",
            artists=_listed(artists if file else last_artists),
            album=album or "",
            genres=_listed(genres),
            year=year,
            bpm=bpm,
            comment=comment or "",
            has_cover=bool(has_cover),
            tags=tuple(tags.get(key, ())),
        )
    return found


def _facts(connection: Connection, keys: list[str]) -> Sequence[Sequence[Any]]:
    if connection.dialect.name == "sqlite":
        return driver(connection).execute(_facts_in_sqlite(len(keys)), keys).fetchall()
    return connection.execute(_FACTS_OF, {"keys": keys}).all()


@lru_cache(256)
def _facts_in_sqlite(count: int) -> str:
    """`_FACTS_OF` so many keys, as SQLite's driver takes it."""
    asked = _FACTS_OF.params(keys=[""] * count)
    return str(asked.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}))


@lru_cache(4096)
def _listed(text: str | None) -> tuple[str, ...]:
    """The texts that a column of JSON holds; none where it is null, SQL's or JSON's own."""
    return tuple(json.loads(text) or ()) if text else ()
