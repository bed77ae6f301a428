"""Every test that takes a `catalogue` runs on SQLite, and under the mark `postgres` on PostgreSQL too."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from index.catalogue import Catalogue

NOTHING = "template0"


class Postgres:
    """Databases of a running server, each for a while."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self._numbers = count()
        # What becomes of a test's databases when the machine fails is of no interest.
        self._run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")

    @contextmanager
    def database(self, template: str) -> Iterator[str]:
        """The URL of a copy of a database."""
        name = f"catalogue{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield self.url.set(database=name).render_as_string(hide_password=False)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._engine.dispose()

    def _run(self, *statements: str) -> None:
        with self._engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server for the time of the tests."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pgserver

    # not one of pytest's folders: run by root, the server is another user, whom those are closed to
    folder = tempfile.mkdtemp(prefix="leitmotif-postgres-")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    found = Postgres(make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
    yield found
    found.close()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated(postgres: Postgres) -> Iterator[str]:
    """The name of a database that holds an empty catalogue."""
    with postgres.database(NOTHING) as url:
        Catalogue.open(url).close()
        yield str(make_url(url).database)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database in which there is nothing."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/catalogue.sqlite"
    else:
        with request.getfixturevalue("postgres").database(NOTHING) as url:
            yield url


@pytest.fixture
def catalogue_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that may hold an empty catalogue already: making them one by one takes long."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/catalogue.sqlite"
    else:
        with request.getfixturevalue("postgres").database(request.getfixturevalue("migrated")) as url:
            yield url


@pytest.fixture
def catalogue(catalogue_url: str) -> Iterator[Catalogue]:
    with Catalogue.open(catalogue_url) as opened:
        yield opened
