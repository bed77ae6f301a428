"""Exact against approximate search, at growing numbers of vectors that lie as those of real songs do."""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scripts._bench import Measured, Row
from scripts._options import as_count
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from index.approximate import Approximate
    from index.vectors import Vectors

EPILOG = """\
examples:
  python -m scripts.bench_vectors
  python -m scripts.bench_vectors --sizes 10000 1000000

All in CPU time of one thread. Vectors are mixtures of the songs that the starter bundle keeps, queries its
tags and pairs of them; recall is the share of the exact ten nearest. The quantizer at the end is another way
that was tried: products of 64 x 4 bits, whose 500 best are judged exactly.

exit code: 0 all went well, 2 wrong usage, 130 interrupted
"""
BUNDLE, SIZES, AT_ONCE, ASKED = "starter", (10_000, 100_000, 300_000), 10, 64
HEADINGS = (
    "vectors",
    "exact, ms",
    "of every 10th, ms",
    "approximate, ms",
    "recall@10",
    "lists read",
    "built, s",
    "MB",
    "opened, ms",
    "quantizer, ms",
    "recall@10",
)
BLOCK = 50_000


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench_vectors",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--sizes", type=as_count, nargs="+", default=SIZES, metavar="N", help="how many vectors"
    )
    table = run(tuple(parser.parse_args(arguments).sizes)).table
    assert table is not None
    for heading, *cells in zip(table[0], *table[1], strict=True):
        print(f"{heading:>18} " + " ".join(f"{cell:>9}" for cell in cells))


def run(sizes: tuple[int, ...] = SIZES) -> Measured:
    """Milliseconds a query, and recall, at each size; rows give queries a second."""
    import faiss

    from retrieval.bundle import find_bundle
    from retrieval.text_reader import TextReader

    faiss.omp_set_num_threads(1)
    reader = TextReader.load(find_bundle(BUNDLE))
    assert reader.matcher is not None
    tags, songs = reader.matcher.words, reader.matcher.background
    texts = (*tags, *(f"{one} {other}" for one, other in itertools.pairwise(tags)))
    step = max(1, len(texts) // (2 * ASKED))
    asked = np.ascontiguousarray(reader.ask(texts[::step]).vectors)
    # half of them choose how many lists are read, the others judge it
    choosing, judging = asked[::2].copy(), asked[1::2].copy()
    found = [_measure(_songs(size, songs), choosing, judging) for size in sizes]
    return Measured([row for row, _ in found], [], (HEADINGS, [cells for _, cells in found]))


def _measure(vectors: Vectors, choosing: Vectors, judging: Vectors) -> tuple[Row, list[str]]:
    from index.approximate import Approximate
    from index.exact import search_exactly
    from index.vectors import VectorIndex

    size = len(vectors)
    every_tenth = np.arange(size) % 10 == 0
    exact, (_, wanted) = _each(lambda query: search_exactly(vectors, query, AT_ONCE), judging)
    filtered, _ = _each(lambda query: search_exactly(vectors, query, AT_ONCE, every_tenth), judging)
    built, approximate = _timed(lambda: Approximate.build(vectors, None, choosing))
    quantizer = _quantizer(vectors)
    quantized, (_, hits) = _each(
        lambda query: _judged(vectors, query, quantizer.search(query, 500)[1]), judging
    )
    told = [f"{size}", f"{1000 * exact:.2f}", f"{1000 * filtered:.2f}"]
    other = [f"{1000 * quantized:.2f}", f"{_recall(hits, wanted):.3f}"]
    if approximate is None:
        return Row("vectors", f"{size} vectors", "queries", 1 / exact, 1 / exact), [*told, *["-"] * 6, *other]
    with tempfile.TemporaryDirectory() as folder:
        VectorIndex(vectors, np.empty(0, np.int64), approximate).save(Path(folder))
        opening, opened = _timed(lambda: VectorIndex.open(Path(folder), "cpu"))
        lists = opened.approximate
        assert lists is not None
        took, (_, found) = _each(lambda query: _judged(vectors, query, _candidates(lists, query)), judging)
        megabytes = (Path(folder) / "lists.faiss").stat().st_size / 1e6
    cells = [
        f"{1000 * took:.2f}",
        f"{_recall(found, wanted):.3f}",
        f"{lists.probes}",
        f"{built:.1f}",
        f"{megabytes:.0f}",
        f"{1000 * opening:.1f}",
    ]
    return Row("vectors", f"{size} vectors", "queries", 1 / took, 1 / exact), [*told, *cells, *other]


def _candidates(lists: Approximate, query: Vectors) -> Any:
    return lists.candidates(query, AT_ONCE)


def _judged(vectors: Vectors, query: Vectors, rows: Any) -> Any:
    from index.approximate import rescored
    from index.exact import in_order

    scores, rows = in_order(rescored(vectors, query, rows), rows)
    return scores[:, :AT_ONCE], rows[:, :AT_ONCE]


def _quantizer(vectors: Vectors) -> Any:
    import faiss

    wide = -(-vectors.shape[1] // 64) * 64
    index = faiss.index_factory(vectors.shape[1], f"Pad{wide},PQ64x4fs", faiss.METRIC_L2)
    index.train(np.ascontiguousarray(vectors[:: max(1, len(vectors) // 20_000)]))
    index.add(vectors)
    return index


def _songs(count: int, songs: Vectors) -> Vectors:
    """Vectors between two real songs, moved as a third differs from a fourth, with a little noise."""
    chance, found = np.random.default_rng(0), np.empty((count, songs.shape[1]), np.float32)
    for at in range(0, count, BLOCK):
        rows = min(BLOCK, count - at)
        one, other, third, fourth = songs[chance.integers(0, len(songs), (4, rows))]
        share = chance.random((rows, 1), np.float32)
        noise = chance.standard_normal(one.shape, np.float32) * np.float32(0.05 / songs.shape[1] ** 0.5)
        mixed = share * one + (1 - share) * other + np.float32(0.3) * (third - fourth) + noise
        found[at : at + rows] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return found


def _each(search: Callable[[Vectors], tuple[Any, Any]], queries: Vectors) -> tuple[float, tuple[Any, Any]]:
    """CPU seconds a query, asked one by one, and what all of them found."""
    search(queries[:1])
    took, found = _timed(lambda: [search(query[None]) for query in queries])
    scores, rows = zip(*found, strict=True)
    return took / len(queries), (np.vstack(scores), np.vstack(rows))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    done = work()
    return time.process_time() - started, done


def _recall(found: Any, wanted: Any) -> float:
    pairs = zip(found.tolist(), wanted.tolist(), strict=True)
    return sum(len(set(own) & set(asked)) for own, asked in pairs) / max(1, wanted.size)


if __name__ == "__main__":
    main()
