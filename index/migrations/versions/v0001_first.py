"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.String(64)
FIELDS = ("title", "artist", "album", "genre", "comment", "path")


def upgrade() -> None:
    op.create_table("folder", sa.Column("path", sa.LargeBinary(), primary_key=True))
    op.create_table(
        "track",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", KEY, nullable=False, unique=True),
        sa.Column("duration_seconds", sa.Float(), nullable=False),
        sa.Column("loudness_lufs", sa.Float()),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("shown_file", sa.Integer()),
    )
    op.create_index("ix_track_present", "track", ["present"])
    op.create_table(
        "file",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("path", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("key", KEY, sa.ForeignKey("track.key")),
        sa.Column("reason", sa.String()),
        sa.Column("message", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("artists", sa.JSON(), nullable=False),
        sa.Column("album", sa.String(), nullable=False),
        sa.Column("genres", sa.JSON(), nullable=False),
        sa.Column("year", sa.Integer()),
        sa.Column("bpm", sa.Float()),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("has_cover", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_file_key", "file", ["key"])
    op.create_table(
        "search_text",
        sa.Column("track_id", sa.Integer(), sa.ForeignKey("track.id", ondelete="CASCADE"), primary_key=True),
        *(sa.Column(field, sa.String(), nullable=False) for field in FIELDS),
        sa.Column("size", sa.Integer(), nullable=False),
    )
    op.create_index("ix_search_text_size", "search_text", ["size"])
    op.create_table(
        "encoded",
        sa.Column("recipe", sa.String(), primary_key=True),
        sa.Column("key", KEY, sa.ForeignKey("track.key", ondelete="CASCADE"), primary_key=True),
        sa.Column("segments", sa.Integer(), nullable=False),
    )
    op.create_table(
        "taught",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("head", sa.LargeBinary()),
        sa.Column("bundle", sa.String(), nullable=False),
        sa.Column("figure", sa.Float()),
    )
    op.create_table(
        "taught_example",
        sa.Column("name", sa.String(), sa.ForeignKey("taught.name", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("key", KEY, sa.ForeignKey("track.key"), nullable=False),
        sa.Column("liked", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_taught_example_key", "taught_example", ["key"])
    op.create_table("playlist", sa.Column("name", sa.String(), primary_key=True))
    op.create_table(
        "playlist_track",
        sa.Column("name", sa.String(), sa.ForeignKey("playlist.name", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("key", KEY, sa.ForeignKey("track.key"), nullable=False),
    )
    op.create_index("ix_playlist_track_key", "playlist_track", ["key"])
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("started", sa.Float(), nullable=False),
        sa.Column("finished", sa.Float()),
    )
    revision_table = op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
    )
    op.bulk_insert(revision_table, [{"id": 1, "number": 0}])
    if op.get_context().dialect.name == "sqlite":
        _index_words_in_sqlite()
    else:
        line = " || ' ' || ".join(FIELDS)
        op.execute(
            f"CREATE INDEX ix_search_text_words ON search_text USING gin (string_to_array({line}, ' '))"
        )


def _index_words_in_sqlite() -> None:
    """An FTS5 table that holds positions of words alone; the words themselves stay in `search_text`.

    Text is folded beforehand: to the `ascii` tokenizer every letter beyond ASCII is part of a word.
    """
    names = ", ".join(FIELDS)
    op.execute(
        f"CREATE VIRTUAL TABLE search_fts USING fts5({names}, content='search_text', "
        "content_rowid='track_id', detail='none', tokenize='ascii')"
    )
    old, new = (", ".join(f"{row}.{field}" for field in FIELDS) for row in ("old", "new"))
    forget = f"INSERT INTO search_fts (search_fts, rowid, {names}) VALUES ('delete', old.track_id, {old});"
    learn = f"INSERT INTO search_fts (rowid, {names}) VALUES (new.track_id, {new});"
    for event, action in {"INSERT": learn, "DELETE": forget, "UPDATE": forget + learn}.items():
        op.execute(
            f"CREATE TRIGGER search_text_{event.lower()} AFTER {event} ON search_text BEGIN {action} END"
        )
