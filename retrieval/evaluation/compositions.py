"""Ways to make one score of the parts' scores: the one that ships, and those that it is measured against."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from retrieval.composition import EXCLUSION_POWER, compose, fits, standing
from retrieval.evaluation.metrics import Floats
from retrieval.query import Query

SHIPPED = "product of probabilities"
Composition = Callable[[Query, Floats, Floats], Floats]
"""A query, its parts' cosines and probabilities (both `[P, N]`), to scores `[N]`."""


def vector_arithmetic(query: Query, cosines: Floats, probabilities: Floats) -> Floats:
    """The cosine with the weighted mean of the wanted parts' vectors minus the unwanted ones'."""
    signed = [-part.weight if part.excluded else part.weight for part in query.parts]
    return np.asarray(signed) @ cosines


def worst_part(query: Query, cosines: Floats, probabilities: Floats) -> Floats:
    """The least of the parts' probabilities (Zadeh's "and"); of an unwanted part, that it does not hold."""
    return np.min(_held(query, probabilities), axis=0)


def rank_fusion(query: Query, cosines: Floats, probabilities: Floats) -> Floats:
    """Sum of weighted reciprocal ranks, with k = 60 (Cormack, Clarke, Buettcher 2009)."""
    held = np.stack([-row if part.excluded else row for part, row in zip(query.parts, cosines, strict=True)])
    ranks = (-held).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1
    return np.array([part.weight for part in query.parts]) @ (1.0 / (60 + ranks))


def sum_of_probabilities(query: Query, cosines: Floats, probabilities: Floats) -> Floats:
    """The weighted mean of the probabilities that each part is as it should be."""
    return np.array([part.weight for part in query.parts]) @ _held(query, probabilities)


def excluding_by(power: float) -> Composition:
    """The product of probabilities with exclusions to this power, and what fits first."""
    return lambda query, cosines, probabilities: standing(
        compose(query, probabilities, power), fits(query, probabilities)
    )


def score_alone(query: Query, cosines: Floats, probabilities: Floats) -> Floats:
    """The product of probabilities, whether or not what comes first is likely to be wanted."""
    return compose(query, probabilities)


COMPOSITIONS: Mapping[str, Composition] = {
    SHIPPED: excluding_by(EXCLUSION_POWER),
    "the same, unsorted by fit": score_alone,
    "average of vectors": vector_arithmetic,
    "worst part": worst_part,
    "rank fusion": rank_fusion,
    "mean of probabilities": sum_of_probabilities,
}
"""What is compared, the one that ships first."""


def _held(query: Query, probabilities: Floats) -> Floats:
    excluded = np.array([[part.excluded] for part in query.parts])
    return np.where(excluded, 1.0 - probabilities, probabilities)
