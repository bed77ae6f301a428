"""The words that a network's outputs stand for, read from the files that people publish beside weights."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from retrieval.tagger import Tag


class VocabularyError(Exception):
    """A tag list that cannot be read or does not fit the network; the message says why."""


def numbered_tags(count: int, category: str) -> tuple[Tag, ...]:
    """Names for outputs of which nothing is known.

    >>> [tag.name for tag in numbered_tags(2, "tag")]
    ['tag_000', 'tag_001']
    """
    return tuple(Tag(f"tag_{index:03d}", category) for index in range(count))


def read_tags(path: Path, count: int, category: str) -> tuple[Tag, ...]:
    """`count` tags from a text file, one a line; a tab and a category may follow a name."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise VocabularyError(f"cannot read tags from {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise VocabularyError(f"cannot read tags from {path}: save it as UTF-8 text") from None
    parts = [line.partition("\t") for line in lines if line.strip()]
    return _checked(
        tuple(Tag(name.strip(), kind.strip() or category) for name, _, kind in parts), count, path
    )


def read_tags_npy(path: Path, count: int, category: str) -> tuple[Tag, ...]:
    """`count` tags from a NumPy file that holds an array of strings."""
    try:
        names = np.load(path, allow_pickle=False)
    except OSError as error:
        raise VocabularyError(f"cannot read tags from {path}: {error.strerror}") from None
    except (ValueError, EOFError) as error:
        raise VocabularyError(
            f"cannot read tags from {path}: {error}; give an array of strings (dtype U, not object), "
            "or a text file with --tags"
        ) from None
    if not isinstance(names, np.ndarray) or names.dtype.kind not in "US":
        raise VocabularyError(
            f"{path} does not hold an array of strings: give the tag names, not their scores"
        )
    if names.dtype.kind == "S":
        names = np.char.decode(names, "utf-8")
    return _checked(tuple(Tag(str(name).strip(), category) for name in names.ravel()), count, path)


def _checked(tags: tuple[Tag, ...], count: int, path: Path) -> tuple[Tag, ...]:
    if len(tags) != count:
        raise VocabularyError(f"{path} holds {len(tags)} tags, but the network has {count} outputs")
    doubled = sorted(name for name, times in Counter(tag.name for tag in tags).items() if times > 1)
    if doubled:
        raise VocabularyError(f"{path} lists some tags more than once: {', '.join(doubled)}")
    return tags
