"""Nearest vectors by comparing with every one: FAISS over an array that may lie on the disk."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Allowed = NDArray[np.bool_]


def search_exactly(
    vectors: Vectors, queries: Vectors, k: int, allowed: Allowed | None = None
) -> tuple[Vectors, Rows]:
    """Inner products and rows of the k closest `vectors` `[N, D]` to each of `queries` `[Q, D]`.

    **Shape**: `[Q, k]` twice.
    Best first, smaller row first; where fewer than k are `allowed` `[N]`, -inf and -1 fill up.
    """
    scores, rows = np.empty((len(queries), k), np.float32), np.empty((len(queries), k), np.int64)
    faiss.knn_inner_product(
        faiss.swig_ptr(queries),
        faiss.swig_ptr(vectors),
        vectors.shape[1],
        len(queries),
        len(vectors),
        k,
        faiss.swig_ptr(scores),
        faiss.swig_ptr(rows),
        selector(allowed),
    )
    return in_order(scores, rows)


def selector(allowed: Allowed | None) -> Any:
    """What FAISS takes for a choice of rows."""
    if allowed is None:
        return None
    # its own types know the C++ constructor only
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]


def in_order(scores: Vectors, rows: Rows) -> tuple[Vectors, Rows]:
    """Best first, smaller row first; what was not found (row -1) last, with -inf."""
    scores = np.where(rows < 0, np.float32(-np.inf), scores)
    order = np.lexsort((rows, -scores), axis=1)
    return np.take_along_axis(scores, order, 1), np.take_along_axis(rows, order, 1)
