"""Which vectors lie closest to a query, by inner product: FAISS behind one small interface.

The vectors themselves stay a memory-mapped array. Exact search reads it from end to end; an approximate index
(`approximate.py`) names candidates, which are then judged by their exact inner products, so that scores are
always exact and only a row can be missed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import numpy as np

from index.approximate import Approximate, rescored
from index.arrays import growing, mapped, write_array
from index.durable import on_disk
from index.exact import Allowed as Allowed
from index.exact import Rows as Rows
from index.exact import Vectors as Vectors
from index.exact import in_order, search_exactly
from index.gpu import OnCard, cards

VECTORS_FILE, HIDDEN_FILE, DESCRIPTION_FILE = "vectors.npy", "hidden.npy", "vectors.json"
APPROXIMATE_FROM = 65_536
"""Vectors from which on exact search takes longer than reading a query (`scripts.bench_vectors`)."""
BLOCK_ROWS = 65_536

Kind = Literal["auto", "exact", "approximate"]
Device = Literal["auto", "cpu", "cuda"]


class VectorIndexError(Exception):
    """Vectors cannot be indexed, opened or searched; the message says what to do."""


class VectorIndex:
    """N vectors of D dimensions, unit length or zero. A zero (silence) has a row and is never found."""

    def __init__(
        self,
        vectors: Vectors,
        hidden: Rows,
        approximate: Approximate | None = None,
        card: OnCard | None = None,
    ) -> None:
        self.vectors = vectors
        """`[N, D]` as built or opened, also those of hidden rows; on the disk where the index was opened."""
        self.hidden = hidden
        """Rows that are never found, in order: zeros, and what was removed."""
        self.approximate = approximate
        self._card = card
        self._added = np.empty((0, vectors.shape[1]), np.float32)
        self._findable = _without(len(vectors), hidden)

    @classmethod
    def build(
        cls,
        vectors: Vectors,
        kind: Kind = "auto",
        queries: Vectors | None = None,
        scratch: Path | None = None,
    ) -> VectorIndex:
        """An index of `vectors` `[N, D]`: exact for few, approximate from `APPROXIMATE_FROM` on.

        `queries` `[Q, D]`, such as people ask, help to judge how near the approximate one comes to the exact
        one; where it does not come near enough, the index is exact. `scratch` is a folder for what is too
        large for memory while it is built.
        """
        hidden = _zeros(vectors)
        if kind == "exact" or (kind == "auto" and len(vectors) < APPROXIMATE_FROM) or not len(vectors):
            return cls(vectors, hidden)
        asked = np.empty((0, vectors.shape[1]), np.float32) if queries is None else queries
        found = Approximate.build(vectors, _without(len(vectors), hidden), _contiguous(asked), scratch)
        return cls(vectors, hidden, found)

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, vectors and all."""
        folder.mkdir(parents=True, exist_ok=True)
        with growing(folder / VECTORS_FILE, "<f4", self.dimension) as file:
            for at in range(0, len(self.vectors), BLOCK_ROWS):
                file.append(self.vectors[at : at + BLOCK_ROWS])
            file.append(self._added)
        self.save_beside_vectors(folder)

    def save_beside_vectors(self, folder: Path) -> None:
        """Write the index into `folder`, where `vectors.npy` lies already."""
        write_array(folder / HIDDEN_FILE, self.hidden)
        if self.approximate is not None:
            self.approximate.save(folder)
        described = {"kind": self.kind, "rows": len(self), "dimension": self.dimension}
        with on_disk(folder / DESCRIPTION_FILE) as stream:
            stream.write((json.dumps(described, indent=1) + "\n").encode("ascii"))

    @classmethod
    def open(cls, folder: Path, device: Device = "auto") -> VectorIndex:
        """The index that `save` wrote, memory-mapped: milliseconds, however many vectors.

        On a graphics card, which `auto` takes where FAISS sees one, vectors are copied and search is exact.
        """
        described = json.loads((folder / DESCRIPTION_FILE).read_text(encoding="ascii"))
        vectors, hidden = mapped(folder / VECTORS_FILE), np.array(mapped(folder / HIDDEN_FILE))
        if vectors.shape != (described["rows"], described["dimension"]) or vectors.dtype != np.float32:
            raise ValueError(f"{folder / VECTORS_FILE} is not what {DESCRIPTION_FILE} describes")
        approximate = Approximate.open(folder) if described["kind"] == "approximate" else None
        if device == "cuda" and not cards():
            raise VectorIndexError(
                "FAISS sees no graphics card: install faiss-gpu in place of faiss-cpu, or choose cpu or auto"
            )
        card = OnCard(vectors) if device != "cpu" and cards() and len(vectors) else None
        return cls(vectors, hidden, approximate, card)

    def __len__(self) -> int:
        return len(self.vectors) + len(self._added)

    @property
    def dimension(self) -> int:
        return int(self.vectors.shape[1])

    @property
    def kind(self) -> Literal["exact", "approximate"]:
        return "exact" if self.approximate is None else "approximate"

    @property
    def recall_at_10(self) -> float:
        """Share of the exact ten nearest that are found, as measured when the index was built."""
        return 1.0 if self.approximate is None else self.approximate.recall_at_10

    def add(self, vectors: Vectors) -> Rows:
        """Let more vectors be found at once; gives their rows. They are compared one by one."""
        first = len(self)
        self._added = np.concatenate([self._added, _contiguous(vectors)])
        self._hide(first + _zeros(vectors))
        return np.arange(first, len(self))

    def remove(self, rows: Rows) -> None:
        """Let some rows be found no more; all others keep their numbers."""
        self._hide(rows)

    def search(self, queries: Vectors, k: int, allowed: Allowed | None = None) -> tuple[Vectors, Rows]:
        """Inner products and rows of the k closest vectors of each query, best first, smaller row first.

        Rows where `allowed` is false are not found. Where fewer than k are left, -inf and -1 fill up.

        **Shape**: queries `[Q, D]`, allowed `[N]` to `[Q, k]` twice.
        """
        queries = _contiguous(queries)
        if queries.ndim != 2 or queries.shape[1] != self.dimension:
            raise VectorIndexError(
                f"queries of shape {queries.shape} cannot be searched among vectors of {self.dimension} "
                "dimensions: they come from another bundle"
            )
        if allowed is not None and allowed.shape != (len(self),):
            raise VectorIndexError(
                f"allowed has shape {allowed.shape}, not ({len(self)},): one for each vector"
            )
        found = self._findable
        if allowed is not None:
            found = allowed if found is None else allowed & found
        built = len(self.vectors)
        scores, rows = self._search_built(queries, k, None if found is None else found[:built])
        if not len(self._added):
            return scores, rows
        late, places = search_exactly(self._added, queries, k, None if found is None else found[built:])
        places = np.where(places < 0, -1, places + built)
        scores, rows = in_order(np.hstack([scores, late]), np.hstack([rows, places]))
        return scores[:, :k], rows[:, :k]

    def _search_built(self, queries: Vectors, k: int, allowed: Allowed | None) -> tuple[Vectors, Rows]:
        on_card = self._card.search(queries, k, allowed) if self._card else None
        if on_card is not None:
            return on_card
        choice = len(self.vectors) if allowed is None else int(np.count_nonzero(allowed))
        # comparing with the few that are allowed is quick, and misses none of them
        if self.approximate is None or choice < APPROXIMATE_FROM or not len(queries):
            return search_exactly(self.vectors, queries, k, allowed)
        rows = self.approximate.candidates(queries, k, allowed)
        scores = rescored(self.vectors, queries, rows)
        late = self.approximate.rows  # what was added before it was saved follows the rows that it knows
        if late < len(self.vectors):
            rest = None if allowed is None else allowed[late:]
            more, places = search_exactly(self.vectors[late:], queries, k, rest)
            scores = np.hstack([scores, more])
            rows = np.hstack([rows, np.where(places < 0, -1, places + late)])
        scores, rows = in_order(scores, rows)
        return scores[:, :k], rows[:, :k]

    def _hide(self, rows: Rows) -> None:
        self.hidden = np.union1d(self.hidden, rows).astype(np.int64)
        self._findable = _without(len(self), self.hidden)


def _contiguous(vectors: Vectors) -> Vectors:
    return np.ascontiguousarray(vectors, np.float32)


def _zeros(vectors: Vectors) -> Rows:
    found = [
        np.flatnonzero(~vectors[at : at + BLOCK_ROWS].any(axis=1)) + at
        for at in range(0, len(vectors), BLOCK_ROWS)
    ]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _without(rows: int, hidden: Rows) -> Allowed | None:
    if not len(hidden):
        return None
    findable = np.ones(rows, bool)
    findable[hidden] = False
    return findable
