"""Metrics as pure functions of numbers: scores in, figures out.

`scores` and `truth` are `[N]`, one tag or query over N tracks. `weights` `[R, N]` says how often each track
counts in each of R resamples of a bootstrap; without it every track counts once. Ties are dealt with exactly:
tracks of equal score share their place, so the order of the input never matters.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Bools = NDArray[np.bool_]
Metric = Callable[[Floats, Bools, Floats], Floats]


def roc_auc(scores: Floats, truth: Bools, weights: Floats | None = None) -> Floats:
    """Chance that a random positive scores above a random negative, ties counting half, `[R]`.

    NaN where a resample has no positive or no negative.

    >>> roc_auc(np.array([0.1, 0.9, 0.5]), np.array([False, True, False]))
    array([1.])
    """
    positive, negative = _cumulated(scores, truth, weights)
    gained = np.diff(positive, axis=1, prepend=0.0)
    beaten = negative[:, -1:] - negative + np.diff(negative, axis=1, prepend=0.0) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return (gained * beaten).sum(axis=1) / (positive[:, -1] * negative[:, -1])


def average_precision(scores: Floats, truth: Bools, weights: Floats | None = None) -> Floats:
    """Mean over positives of the precision at their place, `[R]`: area under the precision-recall steps.

    In a resample, a track drawn twice must not vouch for itself: each copy is ranked among the other tracks
    alone, else resamples would score above the sample that they come from. NaN where one class is missing.
    """
    weights = np.ones((1, len(scores))) if weights is None else weights
    order = np.argsort(-scores, kind="stable")
    drawn, hit = weights[:, order], truth[order]
    right = drawn * hit
    level = np.cumsum(np.diff(scores[order], prepend=scores[order[:1]]) != 0)  # tied tracks share one
    positive, negative = (counts[:, level] for counts in _cumulated(scores, truth, weights))
    total = right.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = (positive - drawn + 1) / (positive + negative - drawn + 1)
        found = np.where(right > 0, right * precision, 0.0).sum(axis=1) / total
    return np.where(total < drawn.sum(axis=1), found, np.nan)


def precision_at(scores: Floats, truth: Bools, count: int) -> float:
    """Share of positives among the `count` best; of tracks tied at the edge, the expected share.

    >>> precision_at(np.array([0.9, 0.8, 0.1]), np.array([True, False, True]), 2)
    0.5
    """
    count = min(count, len(scores))
    edge = np.sort(scores)[-count]
    above, tied = scores > edge, scores == edge
    hits = truth[above].sum() + truth[tied].mean() * (count - above.sum())
    return float(hits / count)


def per_tag(metric: Metric, scores: Floats, truth: Bools, known: Bools | None = None) -> Floats:
    """The metric of each tag over the tracks where it is known, `[T]`; NaN where it has one class only."""
    known = np.ones_like(truth, dtype=bool) if known is None else known
    return np.array(
        [
            metric(scores[known[:, tag], tag], truth[known[:, tag], tag], np.ones((1, known[:, tag].sum())))[
                0
            ]
            if known[:, tag].any()
            else np.nan
            for tag in range(truth.shape[1])
        ]
    )


def macro(metric: Metric, scores: Floats, truth: Bools, known: Bools | None = None) -> float:
    """Mean over the tags with at least one positive and one negative; NaN when there is none."""
    each = per_tag(metric, scores, truth, known)
    return float(np.nanmean(each)) if np.isfinite(each).any() else float("nan")


def _cumulated(scores: Floats, truth: Bools, weights: Floats | None) -> tuple[Floats, Floats]:
    """Weight of positives and of negatives at or above each distinct score, best first, `[R, distinct]`."""
    weights = np.ones((1, len(scores))) if weights is None else weights
    if not len(scores):
        return np.zeros((len(weights), 1)), np.zeros((len(weights), 1))
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    ranked = weights[:, order]
    hit = truth[order]
    return np.cumsum(ranked * hit, axis=1)[:, ends], np.cumsum(ranked * ~hit, axis=1)[:, ends]
