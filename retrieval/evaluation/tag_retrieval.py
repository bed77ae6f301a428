"""The protocol tag to music: every tag is a query over all tracks, which are ranked by their score for it.

MAP is the mean over queries of average precision, P@10 of the share of right tracks among the first ten, each
query counting alike (macro). A query ranks the tracks of which its tag is known to be true or false.

Tracks of equal score are ordered by a digest of their id, which has nothing to do with what is true of them:
so there is one ranking, and whoever reads the run file (`trec`) re-scores it to the same figures.
Won, Oramas, Nieto, Gouyon, Serra, "Multimodal metric learning for tag-based music retrieval", 2021.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from retrieval.data.manifest import Manifest
from retrieval.evaluation import metrics
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.scoring import EvaluationError

DEPTH = 10
"""How many hits a person looks at."""
Training = Literal["trained", "held out", "too rare"]
FIGURES = ("MAP", f"P@{DEPTH}", "ROC-AUC")


@dataclass(frozen=True)
class TagQuery:
    """A text that is asked for, and the tag that says which tracks are right.

    `kind` is "tag" where the text is the tag itself, else the kind of variant (synonym, plural ...).
    `training` says whether the tag was trained, held out of training on purpose, or too rare to be trained.
    """

    text: str
    tag: str
    category: str
    kind: str = "tag"
    training: Training = "trained"


@dataclass(frozen=True)
class Judged:
    """Queries and what is true of the tracks they rank: `truth` and `known` are `[Q, N]`.

    `left_out` names the tags that could not be judged: none of the tracks has them, or all have.
    """

    queries: tuple[TagQuery, ...]
    ids: tuple[str, ...]
    truth: Bools
    known: Bools
    left_out: tuple[str, ...] = ()

    def take(self, chosen: Sequence[int]) -> Judged:
        """The same tracks with some of the queries."""
        rows = [int(row) for row in chosen]
        queries = tuple(self.queries[row] for row in rows)
        return Judged(queries, self.ids, self.truth[rows], self.known[rows], self.left_out)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(query.text for query in self.queries)


def judged(queries: Sequence[TagQuery], manifest: Manifest) -> Judged:
    """The queries whose tag is known to be true of some track and false of another."""
    tags = [query.tag for query in queries]
    vocabulary = list(dict.fromkeys(tags))
    columns = [vocabulary.index(tag) for tag in tags]
    known = manifest.known(vocabulary).T[columns]
    truth = manifest.matrix(vocabulary).T[columns] & known
    usable = truth.any(axis=1) & (~truth & known).any(axis=1)
    rows = np.flatnonzero(usable)
    if not len(rows):
        raise EvaluationError(
            f"no tag is both true of one track and false of another among {len(manifest.tracks)} tracks: "
            "choose another --split, or a manifest with tags"
        )
    ids = tuple(track.id for track in manifest.tracks)
    left_out = tuple(dict.fromkeys(tag for tag, use in zip(tags, usable, strict=True) if not use))
    return Judged(tuple(queries[int(row)] for row in rows), ids, truth[rows], known[rows], left_out)


def ranking(scores: Floats, ids: Sequence[str]) -> Floats:
    """Scores as places, without ties: the best of N tracks gets N, the last gets 1.

    Scores are compared as float32, the precision of run files. **Shape**: `[Q, N]` to `[Q, N]`.

    >>> ranking(np.array([[0.1, 0.9, 0.5]]), ["a", "b", "c"])
    array([[1., 3., 2.]])
    """
    scores = np.asarray(scores, dtype=np.float32)
    if not np.isfinite(scores).all():
        raise EvaluationError("a score is not a number: the bundle cannot be evaluated")
    by_digest = np.array(sorted(range(len(ids)), key=lambda place: _digest(ids[place])), dtype=np.intp)
    order = by_digest[np.argsort(-scores[:, by_digest], axis=1, kind="stable")]
    places = np.empty(scores.shape)
    np.put_along_axis(places, order, np.arange(len(ids), 0.0, -1.0)[None], axis=1)
    return places


def precision_at_depth(places: Floats, truth: Bools, weights: Floats | None = None) -> Floats:
    """Right tracks among the first ten, over ten (also where fewer are ranked, as trec_eval has it), `[R]`.

    `weights` `[R, N]` says how often each track counts, as in `metrics`.

    >>> precision_at_depth(np.array([2.0, 1.0]), np.array([True, False]))
    array([0.1])
    """
    weights = np.ones((1, len(places))) if weights is None else weights
    order = np.argsort(-places, kind="stable")
    drawn = weights[:, order]
    before = np.cumsum(drawn, axis=1) - drawn
    counted = np.clip(DEPTH - before, 0, drawn)
    return (counted * truth[order]).sum(axis=1) / DEPTH


def measured(
    case: Judged, scores: Floats, counts: Floats | None = None, figures: Sequence[str] = FIGURES
) -> dict[str, Floats]:
    """Each figure of each query, `[R, Q]`; without `counts` `[R, N]` (how often tracks count), R is 1."""
    places = ranking(scores, case.ids)
    counts = np.ones((1, len(case.ids))) if counts is None else counts
    found = {figure: np.full((len(counts), len(case.queries)), np.nan) for figure in figures}
    for row in range(len(case.queries)):
        use = case.known[row]
        place, truth, weights = places[row, use], case.truth[row, use], counts[:, use]
        for figure in figures:
            if figure == "MAP":
                found[figure][:, row] = metrics.average_precision(place, truth, weights)
            elif figure == "ROC-AUC":
                found[figure][:, row] = metrics.roc_auc(scores[row, use], truth, weights)
            else:
                found[figure][:, row] = precision_at_depth(place, truth, weights)
    return found


def floors(
    case: Judged, rng: np.random.Generator, plays: Floats | None = None, draws: int = 20
) -> dict[str, dict[str, Floats]]:
    """What rankings made without reading the query reach, for each figure and query, `[Q]`.

    *random*: the mean of some random orders. *popularity*: the most played tracks first, by `plays` `[N]`;
    without it the tracks with the most other tags.
    """
    random = [measured(case, rng.random(case.truth.shape)) for _ in range(draws)]
    if plays is None:
        tags = {query.tag: row for row, query in enumerate(case.queries)}
        scores = case.truth[list(tags.values())].sum(axis=0, dtype=np.float64) - case.truth
    else:
        scores = np.broadcast_to(plays, case.truth.shape)
    return {
        "random": {figure: np.mean([draw[figure][0] for draw in random], axis=0) for figure in FIGURES},
        "popularity": {figure: values[0] for figure, values in measured(case, scores).items()},
    }


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
