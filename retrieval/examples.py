"""What examples have in common: a few liked and unliked songs to how likely any other song belongs to them.

A ridge-penalised logistic regression on where songs lie from the middle of the library in the joint space,
with the library's own songs as weak counterexamples: nobody said that they do not belong, but most do not.
Its direction is close to the prototype (mean of the likes) where examples are few, and departs from it as
they grow; unlikes count less than likes, since people dislike neighbours of what they like. Distances from
the middle count by their root: whole, outliers are like everything, and not at all, faint songs are as
telling as plain ones. Scores are read against the library, as those of words are
(`retrieval.match_calibration`): P = sigmoid(slope * z + offset), z in deviations of the library's scores.

`python -m scripts.evaluate examples` measures these choices against others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.calibration import sigmoid

Vectors = NDArray[np.float32]

RIDGE = 200.0
UNLIKE_WEIGHT = 0.3
"""How much an unliked song counts beside a liked one."""
SLOPE, GROWTH, OFFSET = 0.55, 0.25, -2.0
"""The slope grows with the logarithm of the number of likes: more examples are surer."""
BACKGROUND = 2000
"""Songs of a library that are enough to read scores against."""


class ExampleError(Exception):
    """Examples that nothing can be learned from; the message says what to give instead."""


@dataclass(frozen=True)
class Head:
    """A song belongs with probability sigmoid(weights . u + offset), where u is how it lies from the middle
    of the library, `centre`. **Shape**: `weights` and `centre` are `[D]`."""

    weights: Vectors
    offset: float
    centre: Vectors

    def probabilities(self, songs: Vectors) -> NDArray[np.float32]:
        """**Shape**: songs `[N, D]` to `[N]`; a song of which nothing is known belongs to nothing."""
        return (sigmoid(self.logits(songs)) * songs.any(axis=1)).astype(np.float32)

    def logits(self, songs: Vectors) -> NDArray[np.float64]:
        """The same before the sigmoid, by which songs rank; `[N]`."""
        return np.asarray(_away(songs, self.centre) @ self.weights.astype(np.float64) + self.offset)

    def to_bytes(self) -> bytes:
        """Plain numbers; `from_bytes` reads them."""
        from safetensors.numpy import save

        offset: NDArray[np.float64] = np.array([self.offset])
        return save({"weights": self.weights, "offset": offset, "centre": self.centre})

    @classmethod
    def from_bytes(cls, stored: bytes) -> Head:
        """What `to_bytes` wrote; ValueError where it is damaged."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            numbers = load(stored)
            return cls(numbers["weights"], float(numbers["offset"][0]), numbers["centre"])
        except (SafetensorError, KeyError, IndexError) as error:
            raise ValueError(f"no head of a taught tag: {error}") from None


def learn(likes: Vectors, unlikes: Vectors, background: Vectors) -> Head:
    """What tells the likes from the rest of a library, which may hold them as well.

    **Shape**: `[K, D]`, `[U, D]` with U >= 0, and `[M, D]`; vectors of zeros are passed over.
    """
    likes, unlikes, background = (songs[songs.any(axis=1)] for songs in (likes, unlikes, background))
    if not len(likes):
        raise ExampleError("nothing can be heard in the examples: give a track with sound")
    if not len(background):
        raise ExampleError("the library is empty: examples mean something only beside other music")
    centre = background.mean(axis=0)
    rest = _away(background, centre)
    songs = np.concatenate([_away(likes, centre), _away(unlikes, centre), rest])
    truth = np.arange(len(songs)) < len(likes)
    share = np.concatenate(
        [
            np.ones(len(likes)),
            np.full(len(unlikes), UNLIKE_WEIGHT),
            np.full(len(background), len(likes) / len(background)),
        ]
    )
    direction = _logistic(songs * np.sqrt(songs.shape[1]), truth, share)
    scores = rest @ direction
    slope = slope_of(len(likes)) / max(float(scores.std()), 1e-9)
    return Head((slope * direction).astype(np.float32), OFFSET - slope * float(scores.mean()), centre)


def _away(songs: Vectors, centre: Vectors) -> NDArray[np.float64]:
    """How songs lie from the centre, `[N, D]`, as long as the root of the distance."""
    away = (songs - centre).astype(np.float64)
    return np.asarray(away / np.sqrt(np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)))


def slope_of(likes: int) -> float:
    """How steeply the probability rises with a song's score, in the library's deviations."""
    return float(SLOPE + GROWTH * np.log(likes))


def _logistic(songs: NDArray[np.float64], truth: NDArray[np.bool_], share: NDArray[np.float64]) -> NDArray:
    from scipy.optimize import minimize  # here, as a search without examples should not wait for it

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = songs @ weights[:-1] + weights[-1]
        value = np.sum(share * (np.logaddexp(0, logits) - truth * logits))
        error = share * (sigmoid(logits) - truth)
        gradient = np.append(songs.T @ error + RIDGE * weights[:-1], error.sum())
        return float(value + 0.5 * RIDGE * weights[:-1] @ weights[:-1]), gradient

    start = np.zeros(songs.shape[1] + 1)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x[:-1])
