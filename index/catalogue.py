"""The catalogue: every file that was seen, every track in them, and what people made of these.

Kept in SQLite, or wherever `$LEITMOTIF_CATALOGUE` says. Readers never wait; one process writes at a time.
"""

from __future__ import annotations

from types import TracebackType

from index.database import Database
from index.own_tags import OwnTags
from index.sealing import State


class Catalogue(OwnTags):
    """Use it as a context manager. Threads may share one; processes open their own."""

    @classmethod
    def open(cls, url: str | None = None) -> Catalogue:
        """The catalogue at `url` (default: `$LEITMOTIF_CATALOGUE`, else under `home()`), made if need be."""
        return cls(Database(url))

    def verify(self) -> list[str]:
        """What is damaged, in the words of the database; empty where all is well."""
        return self._database.verify()

    def seal(self) -> State:
        """Whether `verify` can tell of every byte; else, as after a crash, of the structure alone. Closing
        writes the seal again."""
        return self._database.seal()

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
