"""Rankings and judgements as the files that trec_eval and ir-measures read.

`qrels.txt` holds a line for each query and each track that it ranks, `NAME.run` the ranking of one system,
and `queries.tsv` which text each query number stands for. Names are percent-encoded where they have blanks,
which these formats cannot hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import numpy as np

from retrieval.atomic import staged
from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.tag_retrieval import Judged, ranking

QRELS, QUERIES = "qrels.txt", "queries.tsv"


def write_judgements(case: Judged, folder: Path) -> None:
    """Write `qrels.txt` and `queries.tsv` into `folder`."""
    names = [_name(track) for track in case.ids]
    with staged(folder / QRELS) as place, place.open("w", encoding="utf-8", newline="\n") as stream:
        for row in range(len(case.queries)):
            for track in np.flatnonzero(case.known[row]):
                stream.write(f"q{row} 0 {names[track]} {int(case.truth[row, track])}\n")
    with staged(folder / QUERIES) as place, place.open("w", encoding="utf-8", newline="\n") as stream:
        for row, query in enumerate(case.queries):
            stream.write(f"q{row}\t{query.text}\t{query.tag}\t{query.kind}\n")


def write_run(
    case: Judged, scores: Floats, system: str, folder: Path, rows: Sequence[int] | None = None
) -> Path:
    """Write the rankings of one system, `scores` `[Q, N]`, as `SYSTEM.run`, of some `rows` or of all queries.

    Scores are written so that they strictly fall: of tracks that tie, the later ones in our order get the
    next smaller float32, since tools disagree on what to do with ties.
    """
    names, path = [_name(track) for track in case.ids], folder / f"{_name(system)}.run"
    rows = range(len(case.queries)) if rows is None else rows
    places = ranking(scores[list(rows)], case.ids)
    with staged(path) as place, place.open("w", encoding="utf-8", newline="\n") as stream:
        for row, placed in zip(rows, places, strict=True):
            known = np.flatnonzero(case.known[row])
            order = known[np.argsort(-placed[known])]
            falling = _falling(np.asarray(scores[row, order], dtype=np.float32))
            for rank, (track, score) in enumerate(zip(order, falling, strict=True), start=1):
                stream.write(f"q{row} Q0 {names[track]} {rank} {float(score)!r} {_name(system)}\n")
    return path


def _falling(scores: Floats) -> Floats:
    """Descending float32 with each equal or lesser successor moved just below its predecessor."""
    falling = scores.copy()
    for place in range(1, len(falling)):
        if not falling[place] < falling[place - 1]:
            falling[place] = np.nextafter(falling[place - 1], np.float32(-np.inf))
    return falling


def _name(text: str) -> str:
    return quote(text, safe="/:@+,")
