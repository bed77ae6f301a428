"""How labelled vectors lie in a space: in clumps, or spread between one another (Table 5.7 of Won's thesis).

The thesis calls a space discriminative or continuous by the look of a picture. Here that is a number: the
share of the spread that lies between the labels' means (eta squared). Above a half, vectors differ more by
their label than within it: clumps. And the order of the labels: whether those that feel alike lie near each
other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial.distance import pdist

from retrieval.data.vad import VadTable
from retrieval.evaluation.emotions import spearman
from retrieval.evaluation.metrics import Bools, Floats

CLUMPS = 0.5
"""Share of the spread between labels from which on a space is called discriminative."""


def between_share(vectors: Floats, labels: Bools) -> float:
    """The share of the spread that lies between labels, 0 to 1; NaN where nothing is spread.

    A vector with several labels counts for each in part. **Shape**: `[N, D]` and bool `[N, L]`.

    >>> between_share(np.array([[0.0], [0.0], [1.0], [1.0]]), np.eye(2, dtype=bool)[[0, 0, 1, 1]])
    1.0
    """
    weights = labels / np.maximum(labels.sum(axis=1, keepdims=True), 1)
    use = weights.any(axis=1) & np.isfinite(vectors).all(axis=1)
    weights, vectors = weights[use], vectors[use].astype(np.float64)
    size = weights.sum(axis=0)
    means = (weights.T @ vectors)[size > 0] / size[size > 0, None]
    if not len(vectors):
        return float("nan")
    centre = vectors.mean(axis=0)
    total = float(((vectors - centre) ** 2).sum())
    between = float(size[size > 0] @ ((means - centre) ** 2).sum(axis=1))
    return between / total if total > 0 else float("nan")


def order_kept(vectors: Floats, labels: Bools, points: Floats) -> float:
    """Whether labels that feel alike lie near each other, -1 to 1; NaN with fewer than four labels known.

    Spearman's correlation of the distances of the labels' means with those of their `points` `[L, 2]`,
    valence and arousal.
    """
    there = np.asarray(np.isfinite(vectors).all(axis=1))
    means = np.full((labels.shape[1], vectors.shape[1]), np.nan)
    for place, own in enumerate(labels.T):
        if (own & there).any():
            means[place] = vectors[own & there].mean(axis=0)
    known = np.isfinite(means).all(axis=1) & np.isfinite(points).all(axis=1)
    if known.sum() < 4:
        return float("nan")
    near, alike = pdist(means[known]), pdist(points[known])
    return float(spearman(near[None], alike[None])[0])


def points_of(words: Sequence[str], table: VadTable) -> Floats:
    """Valence and arousal of words, `[W, 2]`; NaN for those that the table does not know."""
    unknown = (np.nan, np.nan)
    rows = [(table[word].valence, table[word].arousal) if word in table else unknown for word in words]
    return np.array(rows)
