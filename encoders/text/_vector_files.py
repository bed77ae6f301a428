"""Files of word vectors, told apart by their contents: word2vec (text, binary), GloVe and gensim's own.

A word2vec file begins with a line of two whole numbers, words and dimensions; GloVe has no such line. Either
may be compressed (`.gz`).
"""

from __future__ import annotations

import gzip
from array import array
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from encoders.base import EncoderError
from encoders.text._gensim_files import GensimFileError, read_gensim

_PICKLE = b"\x80"
_LONGEST_LINE = 1_000_000


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
    with cast(BinaryIO, gzip.open(path) if path.suffix == ".gz" else path.open("rb")) as stream:
        first = stream.readline(_LONGEST_LINE)
        header = first.split()
        if len(header) != 2 or not all(part.isdigit() for part in header):
            stream.seek(0)
            return _read_lines(stream, len(header) - 1, limit)
        announced, dimension = int(header[0]), int(header[1])
        if _numbers(stream.readline(_LONGEST_LINE), dimension):
            stream.seek(len(first))
            words, vectors = _read_lines(stream, dimension, limit)
            if len(words) < announced and not limit:
                raise ValueError(f"it is cut short: {announced} words are announced, {len(words)} are there")
            return words, vectors
    from gensim.models import KeyedVectors

    found = KeyedVectors.load_word2vec_format(
        str(path), binary=True, limit=limit or None, unicode_errors="replace"
    )
    return list(found.index_to_key), np.ascontiguousarray(found.vectors, dtype=np.float32)


def _read_lines(stream: BinaryIO, dimension: int, limit: int) -> tuple[list[str], NDArray[np.float32]]:
    """Text lines, a word and its numbers each. (gensim takes a line with one number for many equal ones.)"""
    if dimension < 1:
        raise ValueError("it begins neither with two whole numbers nor with a word and its numbers")
    words: list[str] = []
    rows = array("f")
    for number, line in enumerate(stream, start=1):
        values = _numbers(line, dimension)
        if not values:
            raise ValueError(f"line {number} is not a word and {dimension} numbers")
        words.append(line.rstrip().rsplit(b" ", dimension)[0].decode("utf-8", errors="replace"))
        rows.extend(values)
        if len(words) == limit:
            break
    return words, np.frombuffer(rows, np.float32).reshape(len(words), dimension)


def _numbers(line: bytes, dimension: int) -> list[float]:
    """The numbers after a line's word; none where it is not a word and so many numbers.

    They are counted from the right, since some words hold spaces.
    """
    parts = line.rstrip().rsplit(b" ", dimension)
    try:
        return [float(part) for part in parts[1:]] if len(parts) == dimension + 1 else []
    except ValueError:
        return []
