"""Platt scaling: scores that rank well become probabilities that mean what they say.

Each tag gets a slope and an offset on its logit, fitted on validation tracks (Platt 1999, with his smoothed
targets). A track's probability is the mean over its chunks of the calibrated chunk probabilities, and it is
this mean that the fit makes honest. A weak prior holds slope 1 and offset 0 for tags with too few examples to
say otherwise; the slope stays positive, so that calibration never turns a ranking over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Bools = NDArray[np.bool_]

SLOPE_PRIOR = 0.5
"""Standard deviation of log slope before any data: slopes of 0.4 to 2.7 are unsurprising."""
OFFSET_PRIOR = 2.0
"""Standard deviation of the offset in nats before any data."""


@dataclass(frozen=True)
class Calibration:
    """Slope and offset per tag, `[T]` each; `slope > 0`."""

    slope: Floats
    offset: Floats

    def __post_init__(self) -> None:
        if self.slope.shape != self.offset.shape or self.slope.ndim != 1:
            raise ValueError(
                f"slope and offset must both be [T], not {self.slope.shape}, {self.offset.shape}"
            )
        if not (
            np.all(np.isfinite(self.offset)) and np.all(np.isfinite(self.slope)) and np.all(self.slope > 0)
        ):
            raise ValueError("slopes must be positive, and slopes and offsets finite")

    @classmethod
    def identity(cls, tags: int) -> Calibration:
        """The calibration that leaves the plain sigmoid as it is."""
        return cls(np.ones(tags, np.float32), np.zeros(tags, np.float32))

    def probabilities(self, logits: Floats) -> NDArray[np.float32]:
        """`sigmoid(slope * logit + offset)`. **Shape**: `[..., T]` to `[..., T]`.

        >>> Calibration.identity(2).probabilities(np.zeros((1, 2)))
        array([[0.5, 0.5]], dtype=float32)
        """
        return sigmoid(self.slope * logits + self.offset).astype(np.float32)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), written so that nothing overflows.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def fit(logits: Floats, truth: Bools, known: Bools | None = None) -> Calibration:
    """The calibration under which tracks' probabilities are most likely, given what is true of them.

    **Shape**: `logits` `[N, T]`, or `[N, C, T]` for C chunks a track (recommended: it is the mean over chunks
    that gets calibrated); `truth` and `known` `[N, T]`. Where `known` is false the label is not used.
    """
    chunked = logits[:, None, :] if logits.ndim == 2 else logits
    if chunked.ndim != 3 or truth.shape != (chunked.shape[0], chunked.shape[2]):
        raise ValueError(f"logits {logits.shape} and truth {truth.shape} do not belong together")
    known = np.ones_like(truth, bool) if known is None else known
    fitted = [
        _fit_one(chunked[known[:, tag], :, tag].astype(np.float64), truth[known[:, tag], tag].astype(bool))
        for tag in range(truth.shape[1])
    ]
    slopes_and_offsets = np.array(fitted, np.float32).reshape(-1, 2)
    return Calibration(slopes_and_offsets[:, 0], slopes_and_offsets[:, 1])


def _fit_one(logits: Floats, truth: Bools) -> tuple[float, float]:
    """Slope and offset of one tag from `[N, C]` logits. Maximum a posteriori, over log slope and offset."""
    from scipy.optimize import minimize  # here, as loading a tagger should not wait for it

    positives = int(truth.sum())
    negatives = len(truth) - positives
    # Platt's targets: what a uniform prior on the rate makes of n equal answers; never quite 0 or 1.
    target = np.where(truth, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(parameters: Floats) -> tuple[float, Floats]:
        log_slope, offset = parameters
        slope = np.exp(log_slope)
        chunk = sigmoid(slope * logits + offset)
        track = np.clip(chunk.mean(axis=1), 1e-9, 1 - 1e-9)
        value = -np.sum(target * np.log(track) + (1 - target) * np.log1p(-track))
        by_track = (track - target) / (track * (1 - track))
        by_logit = by_track[:, None] * chunk * (1 - chunk) / max(logits.shape[1], 1)
        gradient = np.array([np.sum(by_logit * logits) * slope, np.sum(by_logit)])
        spread = np.array([SLOPE_PRIOR, OFFSET_PRIOR])
        return value + 0.5 * np.sum((parameters / spread) ** 2), gradient + parameters / spread**2

    found = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B", bounds=[(-3, 3), (-15, 15)]).x
    return float(np.exp(found[0])), float(found[1])


@dataclass(frozen=True)
class Reliability:
    """How often things said with some confidence came true. One entry per non-empty bin."""

    said: Floats
    """Mean probability in the bin."""
    happened: Floats
    """Share of true labels in the bin."""
    count: NDArray[np.int64]

    @property
    def expected_calibration_error(self) -> float:
        """Mean over predictions of |said - happened| of their bin; 0 is perfect (Naeini et al. 2015)."""
        if not self.count.sum():
            return float("nan")
        return float(np.average(np.abs(self.said - self.happened), weights=self.count))


def reliability(
    probabilities: Floats, truth: Bools, known: Bools | None = None, bins: int = 10
) -> Reliability:
    """The reliability diagram of all predictions together, in equally wide bins.

    >>> reliability(np.array([0.0, 1.0]), np.array([False, True])).expected_calibration_error
    0.0
    """
    chosen = np.ones(truth.shape, bool) if known is None else known
    said, happened = probabilities[chosen].astype(np.float64), truth[chosen].astype(np.float64)
    where = np.minimum((said * bins).astype(int), bins - 1)
    count = np.bincount(where, minlength=bins)
    used = count > 0
    return Reliability(
        said=np.bincount(where, said, bins)[used] / count[used],
        happened=np.bincount(where, happened, bins)[used] / count[used],
        count=count[used],
    )
