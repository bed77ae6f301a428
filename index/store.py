"""What every part of the catalogue stands on: transactions that settle what changed when they end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from index.database import Database
from index.schema import Base

AT_ONCE = 2000
"""Rows that are written, or values that are asked for, in one statement."""

T = TypeVar("T")


@dataclass
class Batch:
    """What a transaction still has to do: file rows by path, and keys of tracks whose files changed."""

    records: dict[bytes, dict[str, Any]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)


class Store:
    """Parts of the catalogue share one `Database`, and in each thread one `Batch` while they write."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._here = threading.local()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: what is written inside is there whole or, after an error or a crash, not at all.

        Without it, each call is a transaction of its own.
        """
        with self._write():
            yield

    @contextmanager
    def viewing(self) -> Iterator[None]:
        """All that is read inside is of one moment, and costs one transaction instead of many."""
        with self._database.viewing():
            yield

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self._database.current is None:
            self._here.batch = Batch()
        with self._database.writing(self._settle) as connection:
            yield connection

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        if (connection := self._database.current) is not None:
            self._flush(connection)
        with self._database.reading() as connection:
            yield connection

    @property
    def _batch(self) -> Batch:
        batch: Batch = self._here.batch
        return batch

    def _flush(self, connection: Connection) -> None:
        """Write what was only gathered so far."""
        raise NotImplementedError

    def _settle(self, connection: Connection) -> None:
        """Bring what is derived from files up to date, just before the transaction ends."""
        raise NotImplementedError

    def _upsert(
        self, connection: Connection, table: type[Base], by: str, rows: Sequence[dict[str, Any]],
        kept: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        """Insert rows, or update those whose `by` is there, all but their `kept` columns."""
        if rows:
            insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[self._database.dialect]
            statement = insert(table)
            renewed = {name: statement.excluded[name] for name in rows[0] if name != by and name not in kept}
            connection.execute(statement.on_conflict_do_update(index_elements=[by], set_=renewed), list(rows))


def in_parts(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """The values in lists that a statement can take."""
    left = iter(values)
    while part := list(islice(left, size)):
        yield part


def gathered(values: Iterable[T], ask: Callable[[list[T]], Iterable[Any]]) -> Iterator[Any]:
    """The rows that `ask` finds for each part of the values."""
    for part in in_parts(values):
        yield from ask(part)
