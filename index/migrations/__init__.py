"""Takes a catalogue from the schema it was written with to the newest one, with Alembic.

A change of schema is a new file in `versions`, named by its number; a test holds the result of all of them
against `index/schema.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from index.database import CatalogueError

HERE = Path(__file__).parent


def known() -> list[str]:
    """The numbers of all versions, oldest first."""
    return sorted(path.name[1:5] for path in (HERE / "versions").glob("v*.py"))


def is_newest(connection: Connection) -> bool:
    """Whether there is nothing to do; cheap, since every opening asks."""
    return _version(connection) == known()[-1]


def check(connection: Connection, name: str) -> None:
    """See that `upgrade` may run: an older catalogue, or nothing at all."""
    version = _version(connection)
    if version is None and inspect(connection).get_table_names():
        raise CatalogueError(f"{name} is a database of something else: give another place for the catalogue")
    if version is not None and version not in known():
        newer = (
            f"version {version}, newest known {known()[-1]}" if re.fullmatch(r"\d{4}", version) else version
        )
        raise CatalogueError(
            f"the catalogue {name} was written by a newer Leitmotif ({newer}): update this one, "
            "or set LEITMOTIF_HOME to another folder"
        )


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
