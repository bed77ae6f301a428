"""Scores of typed words as probabilities: how likely is it that what was asked for holds of a song?

A cosine means little by itself: some texts lie close to every song, others to none. So a text's scores are
read against its scores on a background of songs, kept from validation: z = (score - mean) / deviation. Then

    P = sigmoid(slope * z + offset),    log slope = s . f,    offset = w . f + u(tag)

where f = (1, mean, log deviation, skewness) of the text's background scores: a rare thing has a few songs far
above the others, a text that means nothing here tells no songs apart. s and w hold for every text; u(tag) is
what is known beyond them of a tag with labelled songs, drawn from a normal distribution whose deviation is
learned as well. A text without labelled songs gets the mean over that distribution, which is less certain, by
MacKay's approximation ("The evidence framework applied to classification networks", 1992). The slope is
positive, so that no ranking changes.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.calibration import sigmoid

Floats = NDArray[np.floating]
Bools = NDArray[np.bool_]

STRONG, FAIR = 0.5, 0.2
"""A match is strong when it is likelier right than wrong, and fair down to a chance of one in five."""
LEAST_BACKGROUND = 20
"""Songs that a background needs before a deviation and a skewness can be read off it."""
_PRIOR = 2.0  # deviation of every weight before any data
_FARTHEST = 4.0  # deviations beyond which a text is as strange as any
_ROUNDS = 8  # of learning u and its deviation in turn


@dataclass(frozen=True)
class MatchCalibration:
    """`slope` and `offset` are s and w, `[4]`; `centre` and `scale` standardise the last three of f, `[3]`;
    `tags` maps tag to u, whose deviation is `spread`."""

    slope: Floats
    offset: Floats
    centre: Floats
    scale: Floats
    spread: float
    tags: Mapping[str, float]

    def probabilities(self, texts: Sequence[str], scores: Floats, background: Floats) -> NDArray[np.float32]:
        """Q texts, their scores `[Q, N]` and their scores on the background `[Q, M]` to `[Q, N]`."""
        facts, mean, deviation = _facts(background)
        facts[:, 1:] = np.clip((facts[:, 1:] - self.centre) / self.scale, -_FARTHEST, _FARTHEST)
        z = (np.asarray(scores, np.float64) - mean) / deviation
        logits = np.exp(facts @ self.slope)[:, None] * z + (facts @ self.offset)[:, None]
        own = np.array([self.tags.get(text, np.nan) for text in texts])[:, None]
        unsure = logits / np.sqrt(1 + np.pi / 8 * self.spread**2)
        return sigmoid(np.where(np.isnan(own), unsure, logits + np.nan_to_num(own))).astype(np.float32)

    def described(self) -> dict[str, Any]:
        """Plain numbers for `bundle.json`; `from_description` reads them."""
        arrays = {name: [float(v) for v in getattr(self, name)] for name in _ARRAYS}
        return {**arrays, "spread": float(self.spread), "tags": dict(self.tags)}

    @classmethod
    def from_description(cls, described: Mapping[str, Any]) -> MatchCalibration:
        """What `described` told; raises ValueError, TypeError or KeyError where it is damaged."""
        arrays = {name: np.array(described[name], np.float64) for name in _ARRAYS}
        if [array.shape for array in arrays.values()] != [(4,), (4,), (3,), (3,)]:
            raise ValueError("the calibration of matches has arrays of the wrong lengths")
        tags = {str(tag): float(value) for tag, value in described["tags"].items()}
        return cls(spread=float(described["spread"]), tags=tags, **arrays)


_ARRAYS = ("slope", "offset", "centre", "scale")


def strength(probability: float) -> str:
    """The word for a match of this probability.

    >>> strength(0.7), strength(0.3), strength(0.05)
    ('strong', 'fair', 'weak')
    """
    return "strong" if probability >= STRONG else "fair" if probability >= FAIR else "weak"


def fit(
    texts: Sequence[str], scores: Floats, truth: Bools, known: Bools, tags: Container[str] | None = None
) -> MatchCalibration:
    """The calibration under which labelled songs are most likely, a posteriori; they are the background too.

    Of texts that are not among `tags` (None: all are) no u is kept. Let some be wordings that training did
    not use: they are understood less well than tags, and s and w must hold for such texts too.

    **Shape**: `scores`, `truth` and `known` `[Q, N]` of Q texts and N songs that were not trained on.
    """
    if truth.shape != scores.shape or known.shape != scores.shape or len(texts) != len(scores):
        raise ValueError(f"{len(texts)} texts, scores {scores.shape} and truth {truth.shape} do not fit")
    facts, mean, deviation = _facts(scores)
    centre = facts[:, 1:].mean(axis=0)
    scale = np.maximum(facts[:, 1:].std(axis=0), 1e-6)
    facts[:, 1:] = np.clip((facts[:, 1:] - centre) / scale, -_FARTHEST, _FARTHEST)
    z = (np.asarray(scores, np.float64) - mean) / deviation
    weights: Floats = np.zeros(8 + len(texts))
    spread = 1.0
    for _ in range(_ROUNDS):
        weights, curvature = _fit_weights(weights, facts, z, truth, known, spread)
        each = weights[8:]
        # expectation of u squared under its posterior, taken as normal (Laplace)
        spread = float(np.sqrt(np.mean(each**2 + 1 / (curvature + spread**-2))))
        spread = min(max(spread, 0.05), 5.0)
    own = {text: round(float(value), 6) for text, value in zip(texts, weights[8:], strict=True)}
    kept = own if tags is None else {text: value for text, value in own.items() if text in tags}
    return MatchCalibration(weights[:4], weights[4:8], centre, scale, spread, kept)


def _fit_weights(
    start: Floats, facts: Floats, z: Floats, truth: Bools, known: Bools, spread: float
) -> tuple[Floats, Floats]:
    """s, w and u `[8 + Q]` for a given deviation of u, and the data's curvature at each u, `[Q]`."""
    from scipy.optimize import minimize  # here, as serving should not wait for it

    deviations = np.concatenate([np.full(8, _PRIOR), np.full(len(z), spread)])

    def loss(weights: Floats) -> tuple[float, Floats]:
        slope = np.exp(facts @ weights[:4])[:, None]
        logits = slope * z + (facts @ weights[4:8] + weights[8:])[:, None]
        value = np.sum(known * (np.logaddexp(0, logits) - truth * logits))
        error = known * (sigmoid(logits) - truth)
        by_offset, by_log_slope = error.sum(axis=1), (error * z * slope).sum(axis=1)
        gradient = np.concatenate([facts.T @ by_log_slope, facts.T @ by_offset, by_offset])
        return value + 0.5 * np.sum((weights / deviations) ** 2), gradient + weights / deviations**2

    bounds = [(-4.0, 4.0)] * 8 + [(-15.0, 15.0)] * len(z)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    slope = np.exp(facts @ found[:4])[:, None]
    chance = sigmoid(slope * z + (facts @ found[4:8] + found[8:])[:, None])
    return found, (known * chance * (1 - chance)).sum(axis=1)


def _facts(background: Floats) -> tuple[Floats, Floats, Floats]:
    """f of each text `[Q, 4]`, and the mean and deviation of its background scores, `[Q, 1]` each."""
    if background.ndim != 2 or background.shape[1] < LEAST_BACKGROUND:
        raise ValueError(
            f"a background is [Q, M] with at least {LEAST_BACKGROUND} songs, not {background.shape}"
        )
    scores = np.asarray(background, np.float64)
    mean = scores.mean(axis=1, keepdims=True)
    deviation = np.maximum(scores.std(axis=1, keepdims=True), 1e-6)
    skewness = (((scores - mean) / deviation) ** 3).mean(axis=1, keepdims=True)
    return np.hstack([np.ones_like(mean), mean, np.log(deviation), skewness]), mean, deviation
