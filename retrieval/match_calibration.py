"""Scores of typed words as probabilities: how likely is it that what was asked for holds of a song?

A cosine means little by itself: some texts lie close to every song, others to none. So a text's scores are
read against its scores on a background of songs, kept from validation: z = (score - mean) / deviation. Then

    P = m * sigmoid(slope * z + offset),    log slope = s . f,    offset = w . f + u(tag)

where f = (1, mean, log deviation, skewness) of the text's background scores and how strange the text is
(`retrieval.matcher`): a rare thing has a few songs far above the others, a text that means nothing here tells
no songs apart, and the farther a text lies from what was learned, the less its scores say. s and w hold for
every text; u(tag) is what is known beyond them of a tag with labelled songs, drawn from a normal distribution
whose deviation is learned as well. A text without labelled songs gets the mean over that distribution, which
is less certain, by MacKay's approximation ("The evidence framework applied to classification networks",
1992). The slope is positive, so that no ranking changes.

Where a tag head knows the text as well, both witnesses are heard: the logit is a weighted sum of the two and
a constant, all learned. m is 1 for tags and for what the tag head knows; for other texts it is how likely
they mean music at all, by how strange they are: a space places nonsense somewhere, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.calibration import sigmoid

Floats = NDArray[np.floating]
Bools = NDArray[np.bool_]

STRONG, FAIR = 0.5, 0.2
"""A match is strong when it is likelier right than wrong, and fair down to a chance of one in five."""
WEAK = "weak"
LEAST_BACKGROUND = 20
"""Songs that a background needs before a deviation and a skewness can be read off it."""
UNRELATED_SHARE = 0.2
"""How much of what is typed is taken to mean no music."""
_SURELY = 10.0  # a logit that is certainty
_LARGE = 100.0  # deviation of the weights of strangeness, which spans a few tenths
_PRIOR = 2.0  # deviation of every weight before any data
_FARTHEST = 4.0  # deviations beyond which a text is as strange as any
_ROUNDS = 8  # of learning u and its deviation in turn


@dataclass(frozen=True)
class TextCalibration:
    """What a calibration makes of Q texts: the lines by which scores become logits, and m, all `[Q, 1]`."""

    slope: Floats
    offset: Floats
    means_music: Floats
    blend: Floats

    def probabilities(self, scores: Floats, heard: Floats | None = None) -> NDArray[np.float32]:
        """As `MatchCalibration.probabilities`."""
        logits = self.slope * np.asarray(scores, np.float64) + self.offset
        found = self.means_music * sigmoid(logits)
        if heard is not None:
            both = self.blend[0] * logits + self.blend[1] * logit(heard) + self.blend[2]
            found = np.where(np.isnan(heard), found, sigmoid(both))
        return found.astype(np.float32)


@dataclass(frozen=True)
class MatchCalibration:
    """`slope` and `offset` are s and w, `[4 + K]`, or `[4]` where strangeness plays no part in them; `centre`
    and `scale` standardise all of f but the 1; `tags` maps tag to u, whose deviation is `spread`. `blend`
    weighs logits of this and of the tag head, and ends with the constant, `[3]`; `meaning` weighs 1 and what
    tells strangeness in the logit of m, `[1 + K]`.
    """

    slope: Floats
    offset: Floats
    centre: Floats
    scale: Floats
    blend: Floats
    meaning: Floats
    spread: float
    tags: Mapping[str, float]

    def probabilities(
        self,
        texts: Sequence[str],
        scores: Floats,
        background: Floats,
        strangeness: Floats,
        heard: Floats | None = None,
    ) -> NDArray[np.float32]:
        """How likely each text holds of each song.

        **Shape**: Q texts, `scores` `[Q, N]`, their scores on the `background` `[Q, M]`, `strangeness`
        `[Q, K]` and what the tag head says, `heard` `[Q, N]`, NaN where it says nothing: to `[Q, N]`.
        """
        return self.of(texts, background, strangeness).probabilities(scores, heard)

    def logits(self, texts: Sequence[str], scores: Floats, background: Floats, strangeness: Floats) -> Floats:
        """What the scores alone say of texts that mean music, `[Q, N]`."""
        slope, offset = self._lines(texts, background, strangeness)
        return slope * np.asarray(scores, np.float64) + offset

    def of(self, texts: Sequence[str], background: Floats, strangeness: Floats) -> TextCalibration:
        """All that songs do not change; shapes as for `probabilities`."""
        slope, offset = self._lines(texts, background, strangeness)
        means_music = sigmoid(self.meaning[0] + strangeness @ self.meaning[1:])
        means_music[[text in self.tags for text in texts]] = 1.0
        return TextCalibration(slope, offset, means_music[:, None], self.blend)

    def _lines(self, texts: Sequence[str], background: Floats, strangeness: Floats) -> tuple[Floats, Floats]:
        """Slope and offset by which a text's scores become logits, `[Q, 1]` each."""
        facts, mean, deviation = _facts(background, strangeness)
        facts = facts[:, : len(self.slope)]
        facts[:, 1:] = np.clip((facts[:, 1:] - self.centre) / self.scale, -_FARTHEST, _FARTHEST)
        slope = np.exp(facts @ self.slope)[:, None] / deviation
        offset = (facts @ self.offset)[:, None] - slope * mean
        own = np.array([self.tags.get(text, np.nan) for text in texts])[:, None]
        unsure = np.where(np.isnan(own), 1 / np.sqrt(1 + np.pi / 8 * self.spread**2), 1.0)
        return slope * unsure, offset * unsure + np.nan_to_num(own)

    def described(self) -> dict[str, Any]:
        """Plain numbers for `bundle.json`; `from_description` reads them."""
        arrays = {name: [float(v) for v in getattr(self, name)] for name in _ARRAYS}
        return {**arrays, "spread": float(self.spread), "tags": dict(self.tags)}

    @classmethod
    def from_description(cls, described: Mapping[str, Any]) -> MatchCalibration:
        """What `described` told; raises ValueError, TypeError or KeyError where it is damaged."""
        arrays = {name: np.array(described[name], np.float64) for name in _ARRAYS}
        count = len(arrays["slope"])
        if [array.shape for array in arrays.values()][:5] != [
            (count,),
            (count,),
            (count - 1,),
            (count - 1,),
            (3,),
        ]:
            raise ValueError("the calibration of matches has arrays of the wrong lengths")
        tags = {str(tag): float(value) for tag, value in described["tags"].items()}
        return cls(spread=float(described["spread"]), tags=tags, **arrays)


_ARRAYS = ("slope", "offset", "centre", "scale", "blend", "meaning")


def strength(probability: float) -> str:
    """The word for a match of this probability.

    >>> strength(0.7), strength(0.3), strength(0.05)
    ('strong', 'fair', 'weak')
    """
    return "strong" if probability >= STRONG else "fair" if probability >= FAIR else WEAK


def logit(probabilities: Floats) -> Floats:
    """The inverse of the sigmoid, with no more certainty than a float32 can tell from certainty.

    >>> logit(np.array([0.5, 1.0])).round(1)
    array([ 0. , 13.8])
    """
    sure = np.clip(np.asarray(probabilities, np.float64), 1e-6, 1 - 1e-6)
    return np.log(sure) - np.log1p(-sure)


def fit(
    texts: Sequence[str],
    scores: Floats,
    truth: Bools,
    known: Bools,
    labelled: Bools | None = None,
    heard: Floats | None = None,
    meaning: Floats | None = None,
    strangeness: Floats | None = None,
) -> MatchCalibration:
    """The calibration under which labelled songs are most likely, a posteriori; they are the background too.

    Only of texts that are `labelled`, `[Q]` (None: all are), u is kept. Let the others be wordings that
    training did not use: they are understood less well than tags, and s and w must hold for such texts too.

    **Shape**: `scores`, `truth` and `known` `[Q, N]` of Q texts and N songs that were not trained on;
    `heard` `[Q, N]`, NaN where the tag head says nothing; `meaning` `[1 + K]` from `fit_meaning`;
    `strangeness` `[Q, K]`.
    """
    if truth.shape != scores.shape or known.shape != scores.shape or len(texts) != len(scores):
        raise ValueError(f"{len(texts)} texts, scores {scores.shape} and truth {truth.shape} do not fit")
    strangeness = np.zeros((len(texts), 0)) if strangeness is None else strangeness
    facts, mean, deviation = _facts(scores, strangeness)
    centre = facts[:, 1:].mean(axis=0)
    scale = np.maximum(facts[:, 1:].std(axis=0), 1e-6)
    facts[:, 1:] = np.clip((facts[:, 1:] - centre) / scale, -_FARTHEST, _FARTHEST)
    z = (np.asarray(scores, np.float64) - mean) / deviation
    count = facts.shape[1]
    weights: Floats = np.zeros(2 * count + len(texts))
    spread = 1.0
    for _ in range(_ROUNDS):
        weights, curvature = _fit_weights(weights, facts, z, truth, known, spread)
        each = weights[2 * count :]
        # expectation of u squared under its posterior, taken as normal (Laplace)
        spread = float(np.sqrt(np.mean(each**2 + 1 / (curvature + spread**-2))))
        spread = min(max(spread, 0.05), 5.0)
    keeps = np.ones(len(texts), dtype=bool) if labelled is None else labelled
    found = zip(texts, weights[2 * count :], keeps, strict=True)
    kept = {text: round(float(value), 6) for text, value, keep in found if keep}
    made = MatchCalibration(
        slope=weights[:count],
        offset=weights[count : 2 * count],
        centre=centre,
        scale=scale,
        blend=np.array([1.0, 0.0, 0.0]),
        meaning=np.array([_SURELY]) if meaning is None else meaning,
        spread=spread,
        tags=kept,
    )
    if heard is None or np.isnan(heard).all():
        return made
    used = known & np.isfinite(heard)
    witnesses = made.logits(texts, scores, scores, strangeness)[used], logit(heard[used])
    return replace(made, blend=_fit_blend(np.stack([*witnesses, np.ones(used.sum())]), truth[used]))


def _fit_weights(
    start: Floats, facts: Floats, z: Floats, truth: Bools, known: Bools, spread: float
) -> tuple[Floats, Floats]:
    """s, w and u `[2 F + Q]` for a given deviation of u, and the data's curvature at each u, `[Q]`."""
    from scipy.optimize import minimize  # here, as serving should not wait for it

    count = facts.shape[1]
    deviations = np.concatenate([np.full(2 * count, _PRIOR), np.full(len(z), spread)])

    def loss(weights: Floats) -> tuple[float, Floats]:
        slope = np.exp(facts @ weights[:count])[:, None]
        logits = slope * z + (facts @ weights[count : 2 * count] + weights[2 * count :])[:, None]
        value = np.sum(known * (np.logaddexp(0, logits) - truth * logits))
        error = known * (sigmoid(logits) - truth)
        by_offset, by_log_slope = error.sum(axis=1), (error * z * slope).sum(axis=1)
        gradient = np.concatenate([facts.T @ by_log_slope, facts.T @ by_offset, by_offset])
        return value + 0.5 * np.sum((weights / deviations) ** 2), gradient + weights / deviations**2

    bounds = [(-4.0, 4.0)] * (2 * count) + [(-15.0, 15.0)] * len(z)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    slope = np.exp(facts @ found[:count])[:, None]
    chance = sigmoid(slope * z + (facts @ found[count : 2 * count] + found[2 * count :])[:, None])
    return found, (known * chance * (1 - chance)).sum(axis=1)


def fit_meaning(related: Floats, unrelated: Floats) -> Floats:
    """Weights `[1 + K]` of 1 and strangeness in the logit of how likely a text means music.

    **Shape**: strangeness of texts that mean music `[Q, K]`, and of some that do not `[V, K]`. However many
    there are of each, `UNRELATED_SHARE` of what is typed is taken to mean none.
    """
    from scipy.optimize import minimize

    if not len(unrelated) or not len(related):
        return np.array([_SURELY, *[0.0] * related.shape[1]])
    facts = np.vstack([related, unrelated])
    facts = np.hstack([np.ones((len(facts), 1)), facts])
    is_music = np.arange(len(facts)) < len(related)
    total = len(facts)
    share = np.where(
        is_music, (1 - UNRELATED_SHARE) * total / len(related), UNRELATED_SHARE * total / len(unrelated)
    )

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = facts @ weights
        value = np.sum(share * (np.logaddexp(0, logits) - is_music * logits))
        gradient = facts.T @ (share * (sigmoid(logits) - is_music))
        return value + 0.5 * np.sum((weights / _LARGE) ** 2), gradient + weights / _LARGE**2

    bounds = [(-_SURELY, _SURELY), *[(-_LARGE, 0.0)] * related.shape[1]]  # who is stranger means less
    start = np.zeros(facts.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _fit_blend(witnesses: Floats, truth: Bools) -> Floats:
    """Weights `[3]` of two logits and 1, `[3, n]`, that make n answers most likely; no logit counts against
    itself."""
    from scipy.optimize import minimize

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = weights @ witnesses
        error = sigmoid(logits) - truth
        return float(np.sum(np.logaddexp(0, logits) - truth * logits)), witnesses @ error

    bounds = [(0.0, 3.0), (0.0, 3.0), (-5.0, 5.0)]
    return np.asarray(minimize(loss, [0.5, 0.5, 0.0], jac=True, method="L-BFGS-B", bounds=bounds).x)


def _facts(background: Floats, strangeness: Floats) -> tuple[Floats, Floats, Floats]:
    """f of each text `[Q, 4 + K]`, and the mean and deviation of its background scores, `[Q, 1]` each."""
    if background.ndim != 2 or background.shape[1] < LEAST_BACKGROUND:
        raise ValueError(
            f"a background is [Q, M] with at least {LEAST_BACKGROUND} songs, not {background.shape}"
        )
    scores = np.asarray(background, np.float64)
    mean = scores.mean(axis=1, keepdims=True)
    deviation = np.maximum(scores.std(axis=1, keepdims=True), 1e-6)
    skewness = (((scores - mean) / deviation) ** 3).mean(axis=1, keepdims=True)
    facts = np.hstack([np.ones_like(mean), mean, np.log(deviation), skewness, strangeness])
    return facts, mean, deviation
