"""What goes into the catalogue and what comes out of it: plain values that know no database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_LARGEST = 2**63


@dataclass(frozen=True)
class FileFacts:
    """What was read from one file's own tags; `bpm` in beats per minute."""

    title: str = ""
    artists: tuple[str, ...] = ()
    album: str = ""
    genres: tuple[str, ...] = ()
    year: int | None = None
    bpm: float | None = None
    comment: str = ""
    has_cover: bool = False


@dataclass(frozen=True)
class AudioFacts:
    """What is true of the audio, whatever file holds it."""

    duration_seconds: float
    loudness_lufs: float | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stamp:
    """Size in bytes and time of last change: a file whose stamp is unchanged is taken to be unchanged."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, facts: os.stat_result) -> Stamp:
        """A stamp that any database can keep, however far off the file's clock is."""
        return cls(facts.st_size, facts.st_mtime_ns % _LARGEST)


@dataclass(frozen=True)
class FileFailure:
    """A file that could not be read as music, and why."""

    path: Path
    reason: str
    message: str


@dataclass(frozen=True)
class TrackRow:
    """A track with the facts of its first present file, in the order of paths.

    A track that is not `present` has no file on disk any more; what its last file said is kept. Where other
    audio took the place of that file, title and artists are all that is left, and there are no `paths`.
    """

    key: str
    present: bool
    paths: tuple[Path, ...]
    duration_seconds: float
    loudness_lufs: float | None
    problems: tuple[str, ...]
    title: str
    artists: tuple[str, ...]
    album: str
    genres: tuple[str, ...]
    year: int | None
    bpm: float | None
    comment: str
    has_cover: bool
    tags: tuple[str, ...] = ()
    """What people tagged it with by hand, sorted."""

    @property
    def path(self) -> Path:
        """The file whose facts are shown; `Path()` where there is none."""
        return self.paths[0] if self.paths else Path()


@dataclass(frozen=True)
class Counts:
    """How much the catalogue holds: tracks with a file, tracks whose files are gone, files that failed."""

    present: int
    missing: int
    failed: int


@dataclass(frozen=True)
class Pruned:
    """What was forgotten: how many files, and the keys of the tracks, sorted."""

    files: int
    tracks: tuple[str, ...]


@dataclass(frozen=True)
class TaughtTag:
    """A tag that a person taught by keys of tracks that have it, and of tracks that have not.

    `head` is what was learned from their vectors in the space of `bundle` (a fingerprint); `figure` says how
    well, cross-validated. Both are None where the examples do not suffice.
    """

    name: str
    likes: tuple[str, ...]
    unlikes: tuple[str, ...] = ()
    head: bytes | None = None
    bundle: str = ""
    figure: float | None = None


@dataclass(frozen=True)
class Job:
    """Something long that was started; times are seconds since 1970, `finished` None while it runs."""

    id: int
    kind: str
    state: str
    note: str
    started: float
    finished: float | None
