"""Which vectors lie closest to a query, by inner product: FAISS behind one small interface.

The vectors themselves stay a memory-mapped array. Exact search reads it from end to end; an approximate index
(`approximate.py`) names candidates, which are then judged by their exact inner products, so that scores are
always exact and only a row can be missed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.arrays import mapped, write_array
from index.durable import on_disk

VECTORS_FILE, HIDDEN_FILE, DESCRIPTION_FILE = "vectors.npy", "hidden.npy", "vectors.json"

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Allowed = NDArray[np.bool_]


class VectorIndexError(Exception):
    """Vectors cannot be indexed, opened or searched; the message says what to do."""


class VectorIndex:
    """N vectors of D dimensions, unit length or zero. A zero (silence) has a row and is never found."""

    def __init__(self, vectors: Vectors, hidden: Rows) -> None:
        self.vectors = vectors
        """`[N, D]`, also those of hidden rows; read-only, and on the disk where the index was opened."""
        self.hidden = hidden
        """Rows that are never found, in order."""
        self.kind = "exact"
        self._findable = _without(len(vectors), hidden)

    @classmethod
    def build(cls, vectors: Vectors) -> VectorIndex:
        return cls(vectors, _zeros(vectors))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, vectors and all."""
        folder.mkdir(parents=True, exist_ok=True)
        write_array(folder / VECTORS_FILE, self.vectors)
        self.save_beside_vectors(folder)

    def save_beside_vectors(self, folder: Path) -> None:
        """Write the index into `folder`, where `vectors.npy` lies already."""
        write_array(folder / HIDDEN_FILE, self.hidden)
        described = {"kind": self.kind, "rows": len(self), "dimension": self.dimension}
        with on_disk(folder / DESCRIPTION_FILE) as stream:
            stream.write((json.dumps(described, indent=1) + "\n").encode("ascii"))

    @classmethod
    def open(cls, folder: Path) -> VectorIndex:
        """The index that `save` wrote, memory-mapped: milliseconds, however many vectors."""
        return cls(mapped(folder / VECTORS_FILE), np.array(mapped(folder / HIDDEN_FILE)))

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def dimension(self) -> int:
        return int(self.vectors.shape[1])

    def search(self, queries: Vectors, k: int, allowed: Allowed | None = None) -> tuple[Vectors, Rows]:
        """Inner products and rows of the k closest vectors of each query, best first, smaller row first.

        Rows where `allowed` is false are not found. Where fewer than k are left, -inf and -1 fill up.

        **Shape**: queries `[Q, D]`, allowed `[N]` to `[Q, k]` twice.
        """
        queries = np.ascontiguousarray(queries, np.float32)
        if queries.ndim != 2 or queries.shape[1] != self.dimension:
            raise VectorIndexError(
                f"queries of shape {queries.shape} cannot be searched among vectors of {self.dimension} "
                "dimensions: they come from another bundle"
            )
        found = self._findable
        if allowed is not None and allowed.shape != (len(self),):
            raise VectorIndexError(
                f"allowed has shape {allowed.shape}, not ({len(self)},): one for each vector"
            )
        if allowed is not None:
            found = allowed if found is None else allowed & found
        return search_exactly(self.vectors, queries, k, found)


def search_exactly(
    vectors: Vectors, queries: Vectors, k: int, allowed: Allowed | None = None
) -> tuple[Vectors, Rows]:
    """As `VectorIndex.search`, by comparing with every vector."""
    scores, rows = np.empty((len(queries), k), np.float32), np.empty((len(queries), k), np.int64)
    selector: Any = None
    if allowed is not None:
        selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
    faiss.knn_inner_product(
        faiss.swig_ptr(queries),
        faiss.swig_ptr(vectors),
        vectors.shape[1],
        len(queries),
        len(vectors),
        k,
        faiss.swig_ptr(scores),
        faiss.swig_ptr(rows),
        selector,
    )
    return in_order(scores, rows)


def in_order(scores: Vectors, rows: Rows) -> tuple[Vectors, Rows]:
    """Best first, smaller row first; what was not found (row -1) last, with -inf."""
    scores = np.where(rows < 0, np.float32(-np.inf), scores)
    order = np.lexsort((rows, -scores), axis=1)
    return np.take_along_axis(scores, order, 1), np.take_along_axis(rows, order, 1)


def _zeros(vectors: Vectors, block: int = 65536) -> Rows:
    found = [
        np.flatnonzero(~vectors[at : at + block].any(axis=1)) + at for at in range(0, len(vectors), block)
    ]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _without(rows: int, hidden: Rows) -> Allowed | None:
    if not len(hidden):
        return None
    findable = np.ones(rows, bool)
    findable[hidden] = False
    return findable
