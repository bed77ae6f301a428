"""Every test that takes a `catalogue` runs on SQLite, and under the mark `postgres` on PostgreSQL too."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from index.catalogue import Catalogue

NewUrl = Callable[[str], str]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewUrl]:
    """A server for the time of the tests; gives the URL of another copy of a database at each call."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pgserver

    # not one of pytest's folders: run by root, the server is another user, whom those are closed to
    folder = tempfile.mkdtemp(prefix="leitmotif-postgres-")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    numbers = count()

    def another(template: str) -> str:
        name = f"catalogue{next(numbers)}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return url.set(database=name).render_as_string(hide_password=False)

    yield another
    engine.dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated(postgres: NewUrl) -> str:
    """The name of a database that holds an empty catalogue."""
    url = postgres("template0")
    Catalogue.open(url).close()
    return str(make_url(url).database)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which there is nothing."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/catalogue.sqlite"
    return str(request.getfixturevalue("postgres")("template0"))


@pytest.fixture
def catalogue_url(kind: str, request: pytest.FixtureRequest) -> str:
    """A database that may hold an empty catalogue already: making them one by one takes long."""
    if kind == "sqlite":
        return str(request.getfixturevalue("empty_url"))
    return str(request.getfixturevalue("postgres")(request.getfixturevalue("migrated")))


@pytest.fixture
def catalogue(catalogue_url: str) -> Iterator[Catalogue]:
    with Catalogue.open(catalogue_url) as opened:
        yield opened
