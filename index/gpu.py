"""Exact search on a graphics card, where FAISS sees one: all vectors lie in its memory."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np

from index.exact import Allowed, Rows, Vectors, in_order

MOST_RESULTS = 2048
"""FAISS gives no more from a graphics card."""


def cards() -> int:
    """How many FAISS sees; the package faiss-cpu sees none."""
    return int(faiss.get_num_gpus()) if hasattr(faiss, "get_num_gpus") else 0


class OnCard:
    """`vectors` `[N, D]` in the memory of the first card."""

    def __init__(self, vectors: Vectors) -> None:
        self._resources: Any = faiss.StandardGpuResources()  # type: ignore[attr-defined, unused-ignore]
        self._index: Any = faiss.GpuIndexFlatIP(self._resources, vectors.shape[1])  # type: ignore[attr-defined, unused-ignore]
        self._index.add(np.ascontiguousarray(vectors))

    def search(self, queries: Vectors, k: int, allowed: Allowed | None) -> tuple[Vectors, Rows] | None:
        """As `search_exactly`; None where so many rows are not allowed that the card cannot tell."""
        spare = 0 if allowed is None else int(len(allowed) - np.count_nonzero(allowed))
        wanted = min(k + spare, MOST_RESULTS)
        scores, rows = self._index.search(queries, wanted)
        if allowed is not None:
            rows = np.where((rows >= 0) & allowed[rows], rows, -1)
        scores, rows = in_order(scores, rows)
        if wanted < k + spare and (wanted < k or (rows[:, k - 1] < 0).any()):
            return None
        return scores[:, :k], rows[:, :k]
