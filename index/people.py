"""What people made of their tracks: tags they taught, playlists; and the jobs that they started."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from index import schema
from index.counting import Counting
from index.database import CatalogueError
from index.full_text import storable
from index.records import Job, TaughtTag
from index.schema import Playlist, PlaylistTrack, Taught, TaughtExample, Track
from index.store import in_parts

RUNNING, DONE, FAILED, STOPPED = STATES = ("running", "done", "failed", "stopped")


class MadeByPeople(Counting):
    """Tracks that are used here outlive their files."""

    def save_taught(self, tag: TaughtTag) -> None:
        """Keep a taught tag, in place of one of the same name."""
        name = _name(tag.name, "a taught tag")
        examples = [(key, True) for key in tag.likes] + [(key, False) for key in tag.unlikes]
        with self._write() as connection:
            self._known(connection, [key for key, _ in examples])
            connection.execute(delete(Taught).where(Taught.name == name))
            row = {"name": name, "head": tag.head, "bundle": tag.bundle, "figure": tag.figure}
            connection.execute(insert(Taught), row)
            rows = [
                {"name": name, "position": position, "key": key, "liked": liked}
                for position, (key, liked) in enumerate(examples)
            ]
            if rows:
                connection.execute(insert(TaughtExample), rows)
            self._revise(connection)

    def taught_tags(self) -> list[TaughtTag]:
        """All taught tags, by name."""
        with self._read() as connection:
            asked = select(TaughtExample.__table__).order_by(TaughtExample.position)
            examples = defaultdict(list)
            for row in connection.execute(asked):
                examples[row.name, row.liked].append(row.key)
            tags = connection.execute(select(Taught.__table__)).all()
        found = []
        for row in tags:
            likes, unlikes = (tuple(examples[row.name, liked]) for liked in (True, False))
            found.append(TaughtTag(row.name, likes, unlikes, row.head, row.bundle, row.figure))
        return sorted(found, key=lambda tag: tag.name)

    def forget_taught(self, name: str) -> None:
        name = _name(name, "a taught tag")
        with self._write() as connection:
            if not connection.execute(delete(Taught).where(Taught.name == name)).rowcount:
                raise CatalogueError(_unknown("taught tag", name, [tag.name for tag in self.taught_tags()]))
            self._revise(connection)

    def save_playlist(self, name: str, keys: Sequence[str], starts_seconds: Sequence[float] = ()) -> None:
        """Keep a playlist, in place of one of the same name; a track may be in it more than once.

        `starts_seconds` says from where each is played; from its start where nothing is said.
        """
        name = _name(name, "a playlist")
        starts = starts_seconds or [0.0] * len(keys)
        with self._write() as connection:
            self._known(connection, keys)
            connection.execute(delete(Playlist).where(Playlist.name == name))
            connection.execute(insert(Playlist), {"name": name})
            rows = [
                {"name": name, "position": place, "key": key, "start_seconds": start or None}
                for place, (key, start) in enumerate(zip(keys, starts, strict=True))
            ]
            if rows:
                connection.execute(insert(PlaylistTrack), rows)

    def playlists(self) -> list[str]:
        """The names of all playlists, sorted."""
        with self._read() as connection:
            return sorted(connection.execute(select(Playlist.name)).scalars())

    def playlist(self, name: str) -> list[str]:
        """The keys of a playlist's tracks in their order, those whose files are missing too."""
        return [key for key, _ in self.moments(name)]

    def moments(self, name: str) -> list[tuple[str, float]]:
        """The same, each with the second from which it is played."""
        name = _name(name, "a playlist")
        asked = (
            select(PlaylistTrack.key, PlaylistTrack.start_seconds)
            .where(PlaylistTrack.name == name)
            .order_by(PlaylistTrack.position)
        )
        with self._read() as connection:
            found = [(key, start or 0.0) for key, start in connection.execute(asked)]
            if not found and name not in self.playlists():
                raise CatalogueError(_unknown("playlist", name, self.playlists()))
        return found

    def remove_playlist(self, name: str) -> None:
        name = _name(name, "a playlist")
        with self._write() as connection:
            if not connection.execute(delete(Playlist).where(Playlist.name == name)).rowcount:
                raise CatalogueError(_unknown("playlist", name, self.playlists()))

    def start_job(self, kind: str) -> int:
        """Note that something long begins; gives its number."""
        row = {"kind": storable(kind), "state": RUNNING, "note": "", "started": time.time(), "finished": None}
        with self._write() as connection:
            return connection.execute(insert(schema.Job).returning(schema.Job.id), row).scalar_one()

    def finish_job(self, id: int, state: str, note: str = "") -> None:
        """Note how it ended: done, failed or stopped."""
        if state not in STATES:
            raise CatalogueError(f"{state!r} is no state of a job: choose from {', '.join(STATES)}")
        ended = {"state": state, "note": storable(note), "finished": time.time()}
        with self._write() as connection:
            if not connection.execute(update(schema.Job).where(schema.Job.id == id), ended).rowcount:
                raise CatalogueError(f"there is no job {id}")

    def stop_jobs(self, kind: str, note: str) -> None:
        """Note that jobs of a kind, if any is said to run, do not: what ran them was killed."""
        ended = {"state": STOPPED, "note": storable(note), "finished": time.time()}
        running = (schema.Job.kind == kind) & (schema.Job.state == RUNNING)
        with self._write() as connection:
            connection.execute(update(schema.Job).where(running), ended)

    def jobs(self, limit: int) -> list[Job]:
        """The jobs begun last, newest first."""
        asked = select(schema.Job.__table__).order_by(schema.Job.id.desc()).limit(limit)
        with self._read() as connection:
            return [Job(**row._asdict()) for row in connection.execute(asked)]

    def _known(self, connection: Connection, keys: Iterable[str]) -> None:
        wanted = set(keys)
        self._flush(connection)
        for part in in_parts(sorted(wanted)):
            wanted -= set(connection.execute(select(Track.key).where(Track.key.in_(part))).scalars())
        if wanted:
            raise CatalogueError(f"no track has the key {min(wanted)!r}: scan the folder that holds it first")


def _name(typed: str, of: str) -> str:
    name = " ".join(storable(typed).split())
    if not name:
        raise CatalogueError(f"{of} needs a name")
    return name


def _unknown(kind: str, name: str, there: Sequence[str]) -> str:
    choice = f"choose from {', '.join(there)}" if there else "there are none yet"
    return f"there is no {kind} {name!r}: {choice}"
