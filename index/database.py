"""One database, opened as the code expects it: migrated, one writer at a time, errors a person can act on."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from index import sealing
from index.home import room

VARIABLE = "LEITMOTIF_CATALOGUE"
WAIT_SECONDS = 60
"""How long a writer waits for another one."""
ROOM_BYTES = 2**16
"""What SQLite needs on the disk to open a catalogue, rounded up."""
_WRITER_LOCK = 0x6C65_6974_6D6F_7469
"""The number of the PostgreSQL advisory lock that writers hold; any will do."""


class CatalogueError(Exception):
    """The catalogue cannot be used, or was asked for what is not in it; the message says what to do."""


class Database:
    """Transactions on a database of the newest schema.

    Each thread has at most one transaction that writes; what it reads meanwhile, it reads there. Readers see
    the state before it, whole.
    """

    def __init__(self, url: str | None = None) -> None:
        """Open the database at `url` (default: `$LEITMOTIF_CATALOGUE`, else a file under `home()`)."""
        self.url = _read_url(url or os.environ.get(VARIABLE) or None)
        self._engine = _engine(self.url)
        self._here = threading.local()
        self._damaged: bool | None = None  # nobody knows before the first write
        # A writer waits for its turn before it looks; what it sees must be as of then.
        self._for_writers = {"isolation_level": "READ COMMITTED"} if self.dialect == "postgresql" else {}
        try:
            with self.translated():
                self._migrate()
        except BaseException:
            self._engine.dispose()
            raise

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    def close(self) -> None:
        # a seal is a help, and its lack no harm
        with suppress(CatalogueError, sqlite3.Error, OSError), self._file() as (connection, path):
            sealing.renew(connection, path, bool(self._damaged))
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view; within `writing`, the view of that transaction; within `viewing`, that one."""
        shared = self.current or getattr(self._here, "view", None)
        if shared is not None:
            yield shared
            return
        with self.translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def viewing(self) -> Iterator[None]:
        """What this thread reads inside is all of one moment; what is written meanwhile, it does not see."""
        with self.reading() as connection:
            before, self._here.view = getattr(self._here, "view", None), connection
            try:
                yield
            finally:
                self._here.view = before

    @contextmanager
    def writing(self, before_commit: Callable[[Connection], None]) -> Iterator[Connection]:
        """A transaction that happens whole or not at all. One within another is part of it."""
        if (current := self.current) is not None:
            yield current
            return
        with self.translated(), self._writer() as connection:
            self._here.connection = connection
            try:
                yield connection
                before_commit(connection)
            finally:
                self._here.connection = None

    @property
    def current(self) -> Connection | None:
        """The writing transaction of this thread."""
        return getattr(self._here, "connection", None)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """What a database complains of, in words a person can act on."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise CatalogueError(_explain(error, self.url)) from error

    def verify(self) -> list[str]:
        """What is damaged, by the database's own checks; PostgreSQL's are its administrator's business."""
        if self.dialect != "sqlite":
            return []
        with self.reading() as connection:
            found = [
                str(row[0]) for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"
            ]
            found += [
                f"{table}, row {row}: belongs to a {parent} that is not there"
                for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check"))
            ]
        if not found:
            with self._file() as (file, path):
                found = ["its bytes are not those that were written"] if sealing.differs(file, path) else []
        return found

    def seal(self) -> sealing.State:
        """Whether `verify` can tell of every byte; else, of the structure alone."""
        if self.dialect != "sqlite":
            return "fits"
        with self._file() as (connection, path):
            return sealing.state(connection, path)

    @contextmanager
    def _file(self) -> Iterator[tuple[sqlite3.Connection, Path]]:
        """SQLite's own connection to its file, and where that is."""
        if self.dialect != "sqlite":
            raise CatalogueError("the catalogue is no file")
        with self.translated(), self._engine.connect() as connection:
            yield driver(connection), Path(str(self.url.database))

    @contextmanager
    def _writer(self) -> Iterator[Connection]:
        with self._engine.connect() as plain:
            connection = plain.execution_options(leitmotif_writes=True, **self._for_writers)
            with connection.begin():
                if self.dialect == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITER_LOCK})
                if self.dialect == "sqlite":
                    file = driver(connection)
                    if self._damaged is None:
                        self._damaged = sealing.differs_now(file, Path(str(self.url.database)))
                yield connection
                if self.dialect == "sqlite":
                    sealing.count_up(file)

    def _migrate(self) -> None:
        from index.migrations import check, is_newest, upgrade

        with self._engine.connect() as connection:
            if is_newest(connection):
                return
            check(connection, shown(self.url))
        with self._writer() as connection:  # another process may have been faster: looked at again, alone
            if not is_newest(connection):
                upgrade(connection)


def driver(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection. Every search asks a few small questions, and SQLAlchemy takes longer to put
    one together than SQLite to answer it."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def shown(url: URL) -> str:
    """How a database is named to a person: a file by its path, any other without its password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else _redacted(url.render_as_string())


def _redacted(typed: str) -> str:
    """What was typed for a database, without what may be a password; it need not be a URL.

    >>> _redacted("mysql://ada:s/e@cret@host/music"), _redacted("postgresql:///music?user=ada&password=secret")
    ('mysql://***@host/music', 'postgresql:///music?user=ada&password=***')
    """
    return re.sub(
        r"(password=)[^&]*", r"\1***", re.sub(r"^(\w[\w+.-]*:/*)?.*@", r"\1***@", typed, flags=re.S)
    )


def _read_url(given: str | None) -> URL:
    if given is None:
        return URL.create("sqlite", database=str(room(".") / "catalogue.sqlite"))
    try:
        url = make_url(given)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise CatalogueError(
            f"{_redacted(given)!r} names no database that can hold a catalogue: set {VARIABLE} to "
            "sqlite:////absolute/path/catalogue.sqlite or postgresql://user:password@host/database, "
            "or unset it to keep the catalogue in a file under LEITMOTIF_HOME"
        )
    if backend == "sqlite" and (not url.database or url.database == ":memory:"):
        raise CatalogueError(
            f"{_redacted(given)!r} names no file: write sqlite:////absolute/path/catalogue.sqlite"
        )
    return url.set(drivername="postgresql+psycopg") if backend == "postgresql" else url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    except (ImportError, NoSuchModuleError):
        raise CatalogueError(
            "a catalogue in PostgreSQL needs psycopg: pip install 'leitmotif[postgres]'"
        ) from None


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = (
        None  # Python's own idea of when to begin would leave reads without a snapshot
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first may find later that it cannot write; a writer says at once what it is.
    writes = connection.get_execution_options().get("leitmotif_writes")
    driver(connection).execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def _full(folder: Path) -> bool:
    """Whether there is no room for the files that SQLite wants beside its own, even to read."""
    try:
        return shutil.disk_usage(folder).free < ROOM_BYTES
    except OSError:
        return False


def _explain(error: DBAPIError | sqlite3.Error, url: URL) -> str:
    name, said = shown(url), str(error.orig if isinstance(error, DBAPIError) else error).strip()
    if url.get_backend_name() != "sqlite":
        return (
            f"the catalogue {name} cannot be used: {said}\nSee that the server runs, and {VARIABLE} is right"
        )
    if "locked" in said or "busy" in said:
        return (
            f"another process has been writing to {name} for over {WAIT_SECONDS} s: wait for it, or stop it"
        )
    if "full" in said or ("I/O" in said and _full(Path(name).parent)):
        return f"the disk that holds {name} is full: nothing was lost; make room and give the command again"
    if "malformed" in said or "not a database" in said or "corrupt" in said:
        return (
            f"the catalogue {name} is damaged ({said}). Put a backup in its place. Without one, move it "
            f"away ({Path(name).name}-wal and {Path(name).name}-shm too) and scan your folders again with "
            "python -m scripts.library add FOLDER: what was encoded of them is kept and will be used again, "
            "playlists and taught tags are lost"
        )
    return (
        f"the catalogue {name} cannot be used ({said}): see that it and its folder may be read and written, "
        "and whether python -m scripts.index verify finds it damaged"
    )
