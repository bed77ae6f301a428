"""Candidates for a nearest-neighbour search among many vectors, without comparing with every one.

K-means sorts N vectors into about 2 sqrt(N) lists, which hold them as 8-bit codes (FAISS's IVF with a scalar
quantizer); a search reads the lists nearest to the query. How many it takes is found when the index is built,
by comparing with exact search: the fewest that reach `GOAL`. Training runs in one thread from a fixed seed:
the same vectors give the same bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.durable import on_disk
from index.exact import Allowed, Rows, Vectors, search_exactly, selector
from index.filled_lists import write_filled

LISTS_FILE, CHOICE_FILE = "lists.faiss", "lists.json"
GOAL = 0.99
"""Of the 10 nearest, how many must be among the candidates, on average: a little more than the 0.98 that is
wanted, since queries that had no part in the choice fare a little worse."""
PROBES = (8, 16, 32, 64, 128)
MOST_PROBES_SHARE = 0.25
"""Of all lists; reading more of them saves little against reading all vectors."""
SAMPLE_ROWS = 32
POINTS_PER_LIST, ROUNDS, SEED = 40, 10, 1234
CODES_WIDTH = 32
"""Codes are padded to a multiple of so many dimensions: others are compared ten times more slowly."""
AT_ONCE = 10
"""How many results the probes were chosen for."""
WIDENING = 0.2
"""By what power of the wanted results the probes grow: of 100,000 vectors as songs lie, 50 lists hold .99 of
the nearest ten, and 2.5 times as many hold .99 of the nearest thousand."""


@dataclass(frozen=True)
class Approximate:
    """Finds candidates among the first `rows` vectors of an index."""

    lists: Any
    content: NDArray[np.uint8]
    """The file that `lists` are mapped from, mapped: FAISS would save them as a mere pointer to it."""
    probes: int
    recall_at_10: float
    """Against exact search, when it was built; for the kind of queries for which it is worst."""

    @classmethod
    def build(
        cls, vectors: Vectors, allowed: Allowed | None, queries: Vectors, scratch: Path | None = None
    ) -> Approximate | None:
        """Lists for `vectors` `[N, D]`; None where even many probes miss too much.

        Recall is measured with `queries` `[Q, D]` (there may be none) and with samples of the vectors. The
        lists are made in a file in the folder `scratch`, or where the system keeps temporary ones: what is
        in memory grows by 16 bytes a vector.
        """
        wide = -(-vectors.shape[1] // CODES_WIDTH) * CODES_WIDTH
        count = max(1, int(2 * len(vectors) ** 0.5))
        with _one_thread():
            lists = faiss.index_factory(vectors.shape[1], f"Pad{wide},IVF{count},SQ8", faiss.METRIC_L2)
            inverted = faiss.extract_index_ivf(lists)
            inverted.cp.seed, inverted.cp.niter = SEED, ROUNDS
            inverted.cp.min_points_per_centroid, inverted.cp.max_points_per_centroid = 1, POINTS_PER_LIST
            lists.train(np.ascontiguousarray(vectors[:: max(1, len(vectors) // (POINTS_PER_LIST * count))]))
            with tempfile.TemporaryDirectory(prefix="lists-", dir=scratch) as folder:
                with on_disk(Path(folder) / LISTS_FILE) as stream:
                    write_filled(stream, lists, vectors)
                return _fewest_probes(*_mapped(Path(folder)), vectors, allowed, queries)

    def save(self, folder: Path) -> None:
        with on_disk(folder / LISTS_FILE) as stream:
            stream.write(self.content.data)
        chosen = {"probes": self.probes, "recall_at_10": self.recall_at_10}
        with on_disk(folder / CHOICE_FILE) as stream:
            stream.write((json.dumps(chosen) + "\n").encode("ascii"))

    @classmethod
    def open(cls, folder: Path) -> Approximate:
        """What `save` wrote, memory-mapped."""
        chosen = json.loads((folder / CHOICE_FILE).read_text(encoding="ascii"))
        return cls(*_mapped(folder), int(chosen["probes"]), float(chosen["recall_at_10"]))

    @property
    def rows(self) -> int:
        return int(self.lists.ntotal)

    def candidates(self, queries: Vectors, k: int, allowed: Allowed | None = None) -> Rows:
        """Rows among which the k nearest are likely, -1 where there are fewer. **Shape**: `[Q, C]`.

        The fewer rows are allowed, and the more are wanted, the more lists are read.
        """
        allowed = None if allowed is None else allowed[: self.rows]
        share = 1.0 if allowed is None else max(1, int(np.count_nonzero(allowed))) / len(allowed)
        probes = int(np.ceil(self.probes / share * max(1.0, k / AT_ONCE) ** WIDENING))
        probes = min(probes, faiss.extract_index_ivf(self.lists).nlist)
        # FAISS's own types know the C++ constructors only
        chosen = faiss.SearchParametersIVF(nprobe=probes, sel=selector(allowed))  # type: ignore[call-arg]
        through = faiss.SearchParametersPreTransform(index_params=chosen)  # type: ignore[call-arg]
        rows = np.asarray(self.lists.search(queries, 2 * k + AT_ONCE, params=through)[1])
        return np.where(rows < self.rows, rows, -1)  # damage on the disk must not lead outside


def _mapped(folder: Path) -> tuple[Any, NDArray[np.uint8]]:
    """The lists in a folder and their file; both stay readable after the file is removed."""
    lists = faiss.read_index(str(folder / LISTS_FILE), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
    on_disk_lists: Any = faiss.downcast_InvertedLists(faiss.extract_index_ivf(lists).invlists)  # type: ignore[arg-type]
    # else FAISS starts 32 threads for every query to read ahead, five times the work of the search
    on_disk_lists.prefetch_nthread = 0
    return lists, np.memmap(folder / LISTS_FILE, np.uint8, mode="r")


def rescored(vectors: Vectors, queries: Vectors, rows: Rows) -> Vectors:
    """Inner products of each query `[Q, D]` with its own candidates `[Q, C]`."""
    # take: plain indexing fetches rows a third more slowly
    return np.stack([vectors.take(own, axis=0) @ query for own, query in zip(rows, queries, strict=True)])


def _fewest_probes(
    lists: Any, content: NDArray[np.uint8], vectors: Vectors, allowed: Allowed | None, queries: Vectors
) -> Approximate | None:
    kinds = [kind for kind in (*_samples(vectors), queries) if len(kind)]
    nearest = [search_exactly(vectors, kind, AT_ONCE, allowed)[1] for kind in kinds]
    most = MOST_PROBES_SHARE * faiss.extract_index_ivf(lists).nlist
    for probes in (probes for probes in PROBES if probes <= most):
        found = Approximate(lists, content, probes, 0.0)
        recall = min(
            _recall(found.candidates(kind, AT_ONCE, allowed), wanted)
            for kind, wanted in zip(kinds, nearest, strict=True)
        )
        if recall >= GOAL:
            return Approximate(lists, content, probes, round(recall, 4))
    return None


def _samples(vectors: Vectors) -> tuple[Vectors, Vectors]:
    """Some of the vectors, and what lies halfway between two of them, as a query of two parts does."""
    some = np.ascontiguousarray(vectors[:: max(1, len(vectors) // SAMPLE_ROWS)][:SAMPLE_ROWS])
    between = some + np.roll(some, 1, axis=0)
    lengths = np.linalg.norm(between, axis=1, keepdims=True)
    return some[some.any(axis=1)], (between / np.maximum(lengths, 1e-6))[lengths[:, 0] > 1e-6]


def _recall(found: Rows, wanted: Rows) -> float:
    hits = [len(set(own) & set(asked)) for own, asked in zip(found.tolist(), wanted.tolist(), strict=True)]
    return sum(hits) / max(1, wanted.size)


@contextmanager
def _one_thread() -> Iterator[None]:
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
