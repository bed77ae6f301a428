"""Files of word vectors, told apart by their contents: word2vec (text, binary), GloVe and gensim's own.

A word2vec file begins with a line of two whole numbers, words and dimensions; GloVe has no such line. Either
may be compressed (`.gz`).
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders.base import EncoderError
from encoders.text._gensim_files import GensimFileError, read_gensim

_PICKLE = b"\x80"


def read_vectors(path: Path, limit: int = 0) -> tuple[list[str], NDArray[np.float32]]:
    """Words and vectors `[N, D]`, in the file's order, the frequent ones first; at most `limit` if given."""
    if not path.is_file():
        raise EncoderError(f"there is no file {path}: give word vectors of word2vec, GloVe or gensim")
    try:
        with path.open("rb") as stream:
            own = stream.read(1) == _PICKLE
        words, vectors = read_gensim(path) if own else _read_published(path, limit)
    except (GensimFileError, OSError, EOFError, ValueError) as error:
        raise EncoderError(f"no word vectors can be read from {path}: {error}") from None
    if limit:
        words, vectors = words[:limit], vectors[:limit]
    if not words:
        raise EncoderError(f"{path} holds no words")
    if not np.isfinite(vectors).all():
        raise EncoderError(f"{path} holds vectors that are not numbers: get or make it again")
    return words, vectors


def _read_published(path: Path, limit: int) -> tuple[list[str], NDArray[np.float32]]:
    from gensim.models import KeyedVectors
    from gensim.utils import open as open_any

    with open_any(str(path), "rb") as stream:
        first, second = stream.readline(10_000), stream.readline(100_000)
    header = first.split()
    has_header = len(header) == 2 and all(part.isdigit() for part in header)
    binary = has_header and not _is_text(second, int(header[1]))
    if not has_header and not _is_text(first, len(header) - 1):
        raise ValueError("it begins neither with two whole numbers nor with a word and its numbers")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = KeyedVectors.load_word2vec_format(
            str(path), binary=binary, no_header=not has_header, limit=limit or None, unicode_errors="replace"
        )
    return list(found.index_to_key), np.ascontiguousarray(found.vectors, dtype=np.float32)


def _is_text(line: bytes, dimension: int) -> bool:
    """Whether a line is a word and `dimension` numbers, one at least."""
    parts = line.rstrip().split(b" ")
    try:
        return len([float(part) for part in parts[1:]]) == dimension > 0
    except ValueError:
        return False
