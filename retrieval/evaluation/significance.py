"""Is one system better than another, or were its queries lucky? Paired tests over queries.

Smucker, Allan, Carterette, "A comparison of statistical significance tests for information retrieval
evaluation", 2007, on why randomisation; Holm, "A simple sequentially rejective multiple test procedure",
1979.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.evaluation.bootstrap import Estimate, estimate
from retrieval.evaluation.metrics import Floats

DRAWS = 10_000


@dataclass(frozen=True)
class Comparison:
    """How much better the first system is, on average over queries, and how surprising that would be if the
    two were alike. The interval resamples queries: it is about other queries on these tracks."""

    queries: int
    better: int
    worse: int
    difference: Estimate
    p: float


def compare(first: Floats, second: Floats, rng: np.random.Generator, draws: int = DRAWS) -> Comparison:
    """Compare one figure of the same queries under two systems, `[Q]` each.

    Two-sided randomisation test: were the systems alike, each query's difference could as well have the
    other sign. `p` counts the observed outcome as one of the draws, so that it is never 0.
    """
    if first.shape != second.shape or first.ndim != 1 or not len(first):
        raise ValueError(f"figures of the same queries are needed, not {first.shape} and {second.shape}")
    difference = np.asarray(first - second, dtype=np.float64)
    signs = rng.choice(np.array([-1.0, 1.0]), (draws, len(difference)))
    flipped = np.abs(signs @ difference)
    # sums of the same numbers in another order differ in their last bits
    observed = np.abs(difference.sum()) - 1e-9 * np.abs(difference).sum()
    drawn = rng.multinomial(len(difference), np.full(len(difference), 1 / len(difference)), draws)
    return Comparison(
        queries=len(difference),
        better=int((difference > 0).sum()),
        worse=int((difference < 0).sum()),
        difference=estimate(float(difference.mean()), drawn @ difference / len(difference)),
        p=float((1 + (flipped >= observed).sum()) / (1 + draws)),
    )


def holm(values: Sequence[float]) -> list[float]:
    """P-values that stay honest when several comparisons were made, in the order given.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted, least = [0.0] * len(values), 0.0
    for place, index in enumerate(sorted(range(len(values)), key=lambda index: values[index])):
        least = max(least, min(1.0, (len(values) - place) * values[index]))
        adjusted[index] = least
    return adjusted
