"""The catalogue's files: which were seen, when, what they hold, and where they went."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, and_, bindparam, delete, insert, select, update

from index.database import CatalogueError
from index.full_text import storable
from index.home import expanded
from index.records import AudioFacts, FileFacts, FileFailure, Stamp
from index.schema import File, Folder, Track
from index.store import AT_ONCE, Store, in_parts


class Files(Store):
    """Paths are absolute, and may hold any bytes that a file system allows."""

    def add_folder(self, path: Path) -> None:
        """Remember a folder to be scanned."""
        with self._write() as connection:
            if os.fsencode(path) not in connection.execute(select(Folder.path)).scalars().all():
                connection.execute(insert(Folder), {"path": os.fsencode(path)})

    def folders(self) -> list[Path]:
        """The folders to be scanned, sorted."""
        with self._read() as connection:
            return [_path(name) for name in sorted(connection.execute(select(Folder.path)).scalars())]

    def remove_folder(self, path: Path) -> None:
        """Scan a folder no more. Its files are missing then, but for those in another of the folders."""
        with self._write() as connection:
            if path not in self.folders():
                raise CatalogueError(
                    f"{path} is none of the folders of the library: {_listed(self.folders())}"
                )
            connection.execute(delete(Folder).where(Folder.path == os.fsencode(path)))
            names = connection.execute(select(File.path).where(beneath(path))).scalars()
            left = self.folders()
            self.missing([file for file in map(_path, names) if not any(map(file.is_relative_to, left))])

    def stamps(self, folder: Path) -> dict[str, Stamp]:
        """Every file beneath a folder that was there at the last look, failed ones too, by its path."""
        return self._stamps(and_(beneath(folder), File.present | File.key.is_(None)))

    def missing_stamps(self) -> dict[str, Stamp]:
        """Files that were music and are gone, wherever they were: a new file may be one of them, moved."""
        return self._stamps(and_(~File.present, File.key.is_not(None)))

    def key_at(self, path: Path) -> str | None:
        """The key of the track in a file, present or missing."""
        with self._read() as connection:
            return connection.execute(select(File.key).where(File.path == os.fsencode(path))).scalar()

    def record(self, path: Path, stamp: Stamp, key: str, facts: FileFacts, audio: AudioFacts) -> None:
        """A file was read, and this is what it holds."""
        values = {
            "title": storable(facts.title),
            "artists": [storable(name) for name in facts.artists],
            "album": storable(facts.album),
            "genres": [storable(name) for name in facts.genres],
            "year": facts.year if facts.year and 0 < facts.year < 10_000 else None,
            "bpm": facts.bpm if facts.bpm and math.isfinite(facts.bpm) and facts.bpm > 0 else None,
            "comment": storable(facts.comment),
            "has_cover": facts.has_cover,
        }
        with self._write() as connection:
            self._gather(connection, path, stamp, values | {"present": True, "key": key, "audio": audio})

    def record_failure(self, path: Path, stamp: Stamp, reason: str, message: str) -> None:
        """A file could not be read: `reason` is a kind of failure, `message` what to tell a person."""
        values = {"reason": storable(reason), "message": storable(message)}
        with self._write() as connection:
            self._gather(connection, path, stamp, values)

    def moved(self, old: Path, new: Path, stamp: Stamp) -> None:
        """A file has another name now; what is in it is what it was."""
        with self._write() as connection:
            self._flush(connection)
            before, after = os.fsencode(old), os.fsencode(new)
            row = connection.execute(select(File.id, File.key).where(File.path == before)).one_or_none()
            if row is None:
                raise CatalogueError(f"{old} is not in the catalogue, so that it cannot have moved to {new}")
            self._touch(connection, File.path == before)
            if before != after:
                _remember(connection, self._touch(connection, File.path == after))
                connection.execute(delete(File).where(File.path == after))
            here = {"path": after, "present": row.key is not None} | _of(stamp)
            connection.execute(update(File).where(File.id == row.id), here)

    def missing(self, paths: Collection[Path]) -> None:
        """Files are gone from disk: out of search at once, kept until `prune` in case they come back."""
        with self._write() as connection:
            self._flush(connection)
            for names in in_parts(map(os.fsencode, paths)):
                here = File.path.in_(names)
                self._touch(connection, here)
                connection.execute(delete(File).where(here, File.key.is_(None)))
                connection.execute(update(File).where(here), {"present": False})

    def returned(self, paths: Collection[Path]) -> None:
        """Missing files are back, with the stamps they had."""
        with self._write() as connection:
            self._flush(connection)
            for names in in_parts(map(os.fsencode, paths)):
                here = and_(File.path.in_(names), File.key.is_not(None))
                self._touch(connection, here)
                connection.execute(update(File).where(here), {"present": True})

    def failures(self) -> list[FileFailure]:
        """The files that could not be read, by path."""
        asked = select(File.path, File.reason, File.message).where(File.key.is_(None))
        with self._read() as connection:
            found = [
                FileFailure(_path(row.path), row.reason, row.message) for row in connection.execute(asked)
            ]
        return sorted(found, key=lambda failure: os.fsencode(failure.path))

    def forget_failures(self, paths: Collection[Path] | None = None) -> int:
        """Let the next scan try these files again, or all that failed; gives how many."""
        with self._write() as connection:
            self._flush(connection)
            names = [os.fsencode(path) for path in paths] if paths is not None else [
                os.fsencode(failure.path) for failure in self.failures()
            ]  # fmt: skip
            forgotten = 0
            for part in in_parts(names):
                failed = delete(File).where(File.path.in_(part), File.key.is_(None))
                forgotten += connection.execute(failed).rowcount
        return forgotten

    def _stamps(self, which: ColumnElement[bool]) -> dict[str, Stamp]:
        with self._read() as connection:
            rows = connection.execute(select(File.path, File.size, File.mtime_ns).where(which))
            return {os.fsdecode(path): Stamp(size, mtime_ns) for path, size, mtime_ns in rows}

    def _gather(self, connection: Connection, path: Path, stamp: Stamp, values: dict[str, Any]) -> None:
        name = os.fsencode(path)
        self._batch.records[name] = _UNREAD | {"path": name} | _of(stamp) | values
        if len(self._batch.records) >= AT_ONCE:
            self._flush(connection)

    def _flush(self, connection: Connection) -> None:
        records, self._batch.records = self._batch.records, {}
        for names in in_parts(records):
            before = self._touch(connection, File.path.in_(names))
            _remember(connection, [row for row in before if row.key != records[row.path]["key"]])
        tracks: dict[str, dict[str, Any]] = {}
        for record in records.values():
            audio: AudioFacts | None = record.pop("audio")
            if audio is not None:
                tracks[record["key"]] = _track(record["key"], audio)
        kept = frozenset({"present", "shown_file"})
        self._upsert(connection, Track, "key", list(tracks.values()), kept)
        self._upsert(connection, File, "path", list(records.values()))
        self._batch.touched |= tracks.keys()

    def _touch(self, connection: Connection, which: ColumnElement[bool]) -> Sequence[Any]:
        """Have the tracks of these files settled at the end; gives what the files said."""
        asked = select(File.path, File.key, File.title, File.artists).where(which, File.key.is_not(None))
        rows = connection.execute(asked).all()
        self._batch.touched |= {row.key for row in rows}
        return rows


_UNREAD: dict[str, Any] = {
    "present": False, "key": None, "reason": None, "message": None, "title": "", "artists": [], "album": "",
    "genres": [], "year": None, "bpm": None, "comment": "", "has_cover": False, "audio": None,
}  # fmt: skip


def absolute(path: Path) -> Path:
    """How the catalogue knows a path: from the root on, links as they are."""
    return Path(os.path.normpath(expanded(path).absolute()))


def beneath(folder: Path) -> ColumnElement[bool]:
    """Files anywhere in a folder."""
    start = os.fsencode(folder / "x")[:-1]
    end = start[:-1] + bytes([start[-1] + 1])
    return and_(File.path > start, File.path < end)


def _remember(connection: Connection, rows: Sequence[Any]) -> None:
    """Keep what the tracks of these files are called: the files will say something else."""
    if rows:
        names = {"last_title": bindparam("title"), "last_artists": bindparam("artists", type_=JSON)}
        connection.execute(
            update(Track).where(Track.key == bindparam("of")).values(names),
            [{"of": row.key, "title": row.title, "artists": row.artists} for row in rows],
        )


def _of(stamp: Stamp) -> dict[str, int]:
    return {"size": stamp.size, "mtime_ns": stamp.mtime_ns}


def _track(key: str, audio: AudioFacts) -> dict[str, Any]:
    return {"key": key, **audio_values(audio), "present": False, "shown_file": None}


def audio_values(audio: AudioFacts) -> dict[str, Any]:
    """What a track's row keeps of its sound."""
    loudness, duration = audio.loudness_lufs, audio.duration_seconds
    return {
        "duration_seconds": duration if math.isfinite(duration) else 0.0,
        "loudness_lufs": loudness if loudness is not None and math.isfinite(loudness) else None,
        "problems": [storable(problem) for problem in audio.problems],
    }


def _path(name: bytes) -> Path:
    return Path(os.fsdecode(name))


def _listed(folders: list[Path]) -> str:
    return ", ".join(map(str, folders)) or "there are none yet; python -m scripts.library add FOLDER"
