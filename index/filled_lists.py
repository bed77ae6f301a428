"""Inverted lists written straight into their file: FAISS fills them in memory, however many they hold.

The file is the one that FAISS would write, byte for byte. Behind what it trained come the sizes of the lists,
then the codes and the row numbers of each.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import faiss
import numpy as np
from numpy.typing import NDArray

from index.exact import Vectors

BLOCK_ROWS = 1 << 15
_NONE_FILLED, _ALL_KEPT = b"sprs", b"full"  # how FAISS marks lists without anything in them, and others


def write_filled(stream: BinaryIO, lists: Any, vectors: Vectors) -> None:
    """The index `lists`, trained and empty, as a file in which it holds the rows of `vectors` `[N, D]`."""
    inverted = faiss.extract_index_ivf(lists)
    blocks = range(0, len(vectors), BLOCK_ROWS)
    places = np.concatenate(
        [_places(inverted, _prepared(lists, vectors[at : at + BLOCK_ROWS])) for at in blocks]
    )
    sizes = np.bincount(places, minlength=inverted.nlist)
    lists.ntotal = inverted.ntotal = len(vectors)
    empty = faiss.serialize_index(lists).tobytes()
    nothing = _NONE_FILLED + bytes(8)
    assert empty.endswith(nothing), "FAISS writes empty lists in another way now"
    stream.write(empty.removesuffix(nothing) + _ALL_KEPT)
    stream.write(np.array([inverted.nlist, *sizes], "<u8").tobytes())
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(sizes)
    first = 0
    while first < inverted.nlist:
        start = int(ends[first] - sizes[first])
        last = max(first + 1, int(np.searchsorted(ends, start + BLOCK_ROWS, "right")))
        rows = order[start : ends[last - 1]]
        codes = _codes(inverted, _prepared(lists, vectors[rows]), places[rows])
        for end, size in zip(ends[first:last] - start, sizes[first:last], strict=True):
            stream.write(codes[end - size : end].tobytes())
            stream.write(rows[end - size : end].astype("<i8").tobytes())
        first = last


def _prepared(lists: Any, vectors: Vectors) -> Vectors:
    """Vectors as the lists take them, padded."""
    prepared = np.zeros((len(vectors), faiss.extract_index_ivf(lists).d), np.float32)
    prepared[:, : vectors.shape[1]] = vectors
    return prepared


def _places(inverted: Any, vectors: Vectors) -> NDArray[np.int32]:
    return np.asarray(inverted.quantizer.assign(vectors, 1)).reshape(-1).astype(np.int32)


def _codes(inverted: Any, vectors: Vectors, places: NDArray[np.int32]) -> NDArray[np.uint8]:
    codes = np.empty((len(vectors), inverted.code_size), np.uint8)
    numbers = places.astype(np.int64)
    pointers = [faiss.swig_ptr(array) for array in (vectors, numbers, codes)]
    inverted.encode_vectors(len(vectors), *pointers, False)
    return codes
