"""What the commands about the library and its index share: errors of one sentence, numbers with nouns."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def told() -> Iterator[None]:
    """What went wrong for a reason that a person can mend ends the command with that reason."""
    from index.database import CatalogueError
    from index.encoded import EncodedError
    from index.generations import GenerationError
    from index.home import HomeError
    from index.locks import BuildRunning
    from index.publishing import PublishError
    from retrieval.bundle import BundleError
    from retrieval.library import LibraryError
    from retrieval.planning import IndexingError

    try:
        yield
    except (
        BuildRunning,
        BundleError,
        CatalogueError,
        EncodedError,
        GenerationError,
        HomeError,
        IndexingError,
        LibraryError,
        PublishError,
    ) as error:
        sys.exit(str(error))


def some(count: int, one: str, many: str = "") -> str:
    """A number and its noun.

    >>> some(1, "track"), some(1200, "track"), some(2, "is", "are")
    ('1 track', '1,200 tracks', '2 are')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def bytes_beneath(folder: Path) -> int:
    """How large the files in a folder are; a build may take some away meanwhile."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += (Path(place) / name).lstat().st_size
    return total


def megabytes(size: int) -> str:
    """
    >>> megabytes(1_234_567)
    '1.2 MB'
    """
    return f"{size / 1e6:,.1f} MB"
