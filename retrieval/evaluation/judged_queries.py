"""Free queries judged by tags: does a track that a person would be glad of outrank one they would regret?

Each query of `judged_queries.toml` names wanted and unwanted tags. A track is *right* when it has a wanted
tag and no unwanted one, *wrong* the other way round; others, and tracks of which neither is known, are left
out.
The figure of a query is the chance that a right track outranks a wrong one (ROC-AUC, ties counting half).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from retrieval.data.manifest import Manifest
from retrieval.evaluation import metrics
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tables import Cell, Report, Table

_FILE = Path(__file__).with_name("judged_queries.toml")


@dataclass(frozen=True)
class JudgedQuery:
    """A text as typed, and tags that a person means or does not mean by it."""

    query: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


@cache
def judged_queries() -> tuple[JudgedQuery, ...]:
    """The queries that come with Leitmotif."""
    with _FILE.open("rb") as stream:
        rows = tomllib.load(stream)["query"]
    return tuple(JudgedQuery(row["text"], tuple(row["wanted"]), tuple(row["unwanted"])) for row in rows)


def right_and_wrong(case: JudgedQuery, manifest: Manifest) -> tuple[Bools, Bools]:
    """Which tracks are right and which are wrong, bool `[N]` each."""
    wanted, unwanted = (
        (manifest.matrix(tags) & manifest.known(tags)).any(axis=1) for tags in (case.wanted, case.unwanted)
    )
    # "none of them" can only be said of a track where all of them are known
    no_wanted, no_unwanted = (
        (~manifest.matrix(tags) & manifest.known(tags)).all(axis=1) for tags in (case.wanted, case.unwanted)
    )
    return wanted & no_unwanted, unwanted & no_wanted


def judged_report(scores: Floats, manifest: Manifest, queries: Sequence[JudgedQuery] | None = None) -> Report:
    """How well scores `[Q, N]` answer the queries (default: all that ship), on average and one by one."""
    queries = judged_queries() if queries is None else queries
    if scores.shape != (len(queries), len(manifest.tracks)):
        raise ValueError(f"{len(queries)} queries and {len(manifest.tracks)} tracks, scores {scores.shape}")
    rows: list[tuple[Cell, ...]] = []
    for case, of_query in zip(queries, scores, strict=True):
        right, wrong = right_and_wrong(case, manifest)
        if right.any() and wrong.any():
            chosen = right | wrong
            auc = float(metrics.roc_auc(of_query[chosen], right[chosen])[0])
            rows.append((case.query, int(right.sum()), int(wrong.sum()), auc))
    if not rows:
        raise EvaluationError("no judged query has both right and wrong tracks here: nothing to measure")
    found = np.array([row[3] for row in rows], dtype=float)
    facts = {"judged queries": len(rows), "queries left out": len(queries) - len(rows)}
    each = Table(
        "judged queries",
        ("query", "right", "wrong", "ROC-AUC"),
        tuple(sorted(rows, key=lambda row: -float(str(row[3])))),
    )
    mean = Table(
        "mean over judged queries",
        ("figure", "value"),
        (
            ("ROC-AUC", float(found.mean())),
            ("worst query", float(found.min())),
            ("share above .5", float((found > 0.5).mean())),
        ),
    )
    return Report(facts, (each, mean))
