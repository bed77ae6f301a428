"""95 % intervals by resampling tracks with replacement (Efron's percentile bootstrap)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.metrics import Bools, Floats, Metric

RESAMPLES = 1000


@dataclass(frozen=True)
class Estimate:
    """A figure and the interval in which it lies in 95 of 100 such samples of tracks."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def weights(tracks: int, rng: np.random.Generator, resamples: int = RESAMPLES) -> Floats:
    """How often each track is drawn in each resample, `[resamples, tracks]`."""
    return rng.multinomial(tracks, np.full(tracks, 1 / max(1, tracks)), resamples).astype(np.float64)


def estimate(value: float, resampled: Floats) -> Estimate:
    """The value with the middle 95 % of its resamples; resamples that have no value (NaN) are left out.

    >>> print(estimate(0.5, np.linspace(0.0, 1.0, 101)))
    0.500 [0.025, 0.975]
    """
    found = resampled[np.isfinite(resampled)]
    if not len(found) or not np.isfinite(value):
        return Estimate(value, float("nan"), float("nan"))
    low, high = np.percentile(found, [2.5, 97.5])
    return Estimate(float(value), float(low), float(high))


def resampled_tags(
    metric: Metric, scores: Floats, truth: Bools, known: Bools, counts: Floats
) -> NDArray[np.float64]:
    """The metric of every tag in every resample, `[R, T]`, over the tracks where the tag is known."""
    found = np.full((len(counts), truth.shape[1]), np.nan)
    for tag in range(truth.shape[1]):
        rows = known[:, tag]
        if rows.any():
            found[:, tag] = metric(scores[rows, tag], truth[rows, tag], counts[:, rows])
    return found


def mean_of_tags(each: Floats) -> Floats:
    """Mean over the tags that have a value, `[R, T]` to `[R]`; NaN where none has."""
    valid = np.isfinite(each)
    with np.errstate(invalid="ignore"):
        return np.where(valid, each, 0.0).sum(axis=1) / np.where(valid.any(axis=1), valid.sum(axis=1), np.nan)
