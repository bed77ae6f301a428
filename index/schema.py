"""The catalogue's tables. A change here needs a migration in `index/migrations/versions`; a test compares.

Paths are bytes, as the file system has them: not every name is text. Everything else that a file says is
text, kept as it was read and once more folded (`index/full_text.py`) in `search_text`, where words are looked
for.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

KEY_LETTERS = 64

Key = String(KEY_LETTERS)


class Base(DeclarativeBase):
    """All tables of the catalogue."""


class Folder(Base):
    """A folder that is scanned."""

    __tablename__ = "folder"

    path: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class Track(Base):
    """Audio, by the hash of it. `shown_file` is the file whose facts stand for the track.

    Where other audio took the place of its last file there is none: what it was called is kept here.
    """

    __tablename__ = "track"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    duration_seconds: Mapped[float]
    loudness_lufs: Mapped[float | None]
    problems: Mapped[list[str]] = mapped_column(JSON)
    present: Mapped[bool] = mapped_column(index=True)
    shown_file: Mapped[int | None]  # no foreign key: files point here, and one circle of them is one too many
    last_title: Mapped[str | None]
    last_artists: Mapped[list[str] | None] = mapped_column(JSON)


class File(Base):
    """A file that was seen. `key` is None where it could not be read; `reason` and `message` say why."""

    __tablename__ = "file"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    present: Mapped[bool]
    key: Mapped[str | None] = mapped_column(Key, ForeignKey("track.key"), index=True)
    reason: Mapped[str | None]
    message: Mapped[str | None]
    title: Mapped[str]
    artists: Mapped[list[str]] = mapped_column(JSON)
    album: Mapped[str]
    genres: Mapped[list[str]] = mapped_column(JSON)
    year: Mapped[int | None]
    bpm: Mapped[float | None]
    comment: Mapped[str]
    has_cover: Mapped[bool]


class SearchText(Base):
    """The words of each present track, folded; `size` is how many there are in title and artist."""

    __tablename__ = "search_text"

    track_id: Mapped[int] = mapped_column(ForeignKey("track.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str]
    artist: Mapped[str]
    album: Mapped[str]
    genre: Mapped[str]
    comment: Mapped[str]
    path: Mapped[str]
    tag: Mapped[str]
    size: Mapped[int] = mapped_column(index=True)


class Encoded(Base):
    """Which recipe has encoded which track, into how many segments."""

    __tablename__ = "encoded"

    recipe: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, ForeignKey("track.key", ondelete="CASCADE"), primary_key=True)
    segments: Mapped[int]


class Taught(Base):
    """A tag that a person taught. `head` is what was learned, in the space of `bundle`."""

    __tablename__ = "taught"

    name: Mapped[str] = mapped_column(primary_key=True)
    head: Mapped[bytes | None] = mapped_column(LargeBinary)
    bundle: Mapped[str]
    figure: Mapped[float | None]


class TaughtExample(Base):
    """A track that a taught tag was learned from."""

    __tablename__ = "taught_example"

    name: Mapped[str] = mapped_column(ForeignKey("taught.name", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, ForeignKey("track.key"), index=True)
    liked: Mapped[bool]


class OwnTag(Base):
    """A tag that a person gave a track by hand."""

    __tablename__ = "own_tag"

    key: Mapped[str] = mapped_column(Key, ForeignKey("track.key"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class StruckTag(Base):
    """A tag that was heard in a track, and that a person says is wrong there."""

    __tablename__ = "struck_tag"

    key: Mapped[str] = mapped_column(Key, ForeignKey("track.key"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class Playlist(Base):
    """A list of tracks that a person made."""

    __tablename__ = "playlist"

    name: Mapped[str] = mapped_column(primary_key=True)


class PlaylistTrack(Base):
    """A place in a playlist; a track may stand at several. It is played from `start_seconds` on, if any."""

    __tablename__ = "playlist_track"

    name: Mapped[str] = mapped_column(ForeignKey("playlist.name", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, ForeignKey("track.key"), index=True)
    start_seconds: Mapped[float | None]


class Job(Base):
    """Something long that was started; times are seconds since 1970."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    note: Mapped[str]
    started: Mapped[float]
    finished: Mapped[float | None]


class Revision(Base):
    """One row. Its number grows when tracks or taught tags change: by it, copies are known to be old."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


WORDS_INDEX = "ix_search_text_words"
WORDS_TABLE = "search_fts"
"""Where SQLite keeps its full-text index: virtual, so that no model of it is possible."""
