"""What no model must do worse than: rankings made without listening."""

from __future__ import annotations

import numpy as np

from retrieval.evaluation.metrics import Bools, Floats, Metric, per_tag


def random_ranking(
    metric: Metric, truth: Bools, known: Bools, rng: np.random.Generator, draws: int = 20
) -> Floats:
    """The metric of each tag under a random order, mean of some draws, `[T]`."""
    each = [per_tag(metric, rng.random(truth.shape), truth, known) for _ in range(draws)]
    return np.mean(each, axis=0)


def popularity_ranking(metric: Metric, truth: Bools, known: Bools) -> Floats:
    """The metric of each tag when every track gets the tag's frequency as its score, `[T]`.

    Within a tag all tracks then tie: ROC-AUC is one half, and average precision the share of positives.
    """
    share = np.divide((truth & known).sum(axis=0), np.maximum(1, known.sum(axis=0)))
    return per_tag(metric, np.broadcast_to(share, truth.shape), truth, known)
