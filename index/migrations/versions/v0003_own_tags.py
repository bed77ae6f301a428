"""Tags that people give tracks by hand, and a field of them among the words that tracks are found by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.String(64)
FIELDS = ("title", "artist", "album", "genre", "comment", "path", "tag")


def upgrade() -> None:
    op.create_table(
        "own_tag",
        sa.Column("key", KEY, sa.ForeignKey("track.key"), primary_key=True),
        sa.Column("tag", sa.String(), primary_key=True),
    )
    sqlite = op.get_context().dialect.name == "sqlite"
    if sqlite:
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER search_text_{event}")
        op.execute("DROP TABLE search_fts")
    else:
        op.execute("DROP INDEX ix_search_text_words")
    op.add_column("search_text", sa.Column("tag", sa.String(), nullable=False, server_default=""))
    if sqlite:
        _index_words_in_sqlite()
    else:
        line = " || ' ' || ".join(FIELDS)
        op.execute(
            f"CREATE INDEX ix_search_text_words ON search_text USING gin (string_to_array({line}, ' '))"
        )


def _index_words_in_sqlite() -> None:
    """As in the first schema, over one field more."""
    names = ", ".join(FIELDS)
    op.execute(
        f"CREATE VIRTUAL TABLE search_fts USING fts5({names}, content='search_text', "
        "content_rowid='track_id', detail='none', tokenize='ascii')"
    )
    op.execute("INSERT INTO search_fts (search_fts) VALUES ('rebuild')")
    old, new = (", ".join(f"{row}.{field}" for field in FIELDS) for row in ("old", "new"))
    forget = f"INSERT INTO search_fts (search_fts, rowid, {names}) VALUES ('delete', old.track_id, {old});"
    learn = f"INSERT INTO search_fts (rowid, {names}) VALUES (new.track_id, {new});"
    for event, action in {"INSERT": learn, "DELETE": forget, "UPDATE": forget + learn}.items():
        op.execute(
            f"CREATE TRIGGER search_text_{event.lower()} AFTER {event} ON search_text BEGIN {action} END"
        )
