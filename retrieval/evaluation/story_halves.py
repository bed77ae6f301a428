"""Whether mood in the story corpus is more than its words: one half of the grammar learnt, the other asked.

The two halves share no scene and no image. Words that give a mood away would let a bag of words carry over
from one half to the other; what an encoder of sentences does better than it is what must be understood. A
classifier is logistic regression each time, on tf-idf of words or on an encoder's vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.data.manifest import Texts

_C = 10.0  # inverse of the penalty; from 1 to 100 the other half's figures move by 0.01
_ROUNDS = 1000


@dataclass(frozen=True)
class HalvesScore:
    """Accuracies, 0 to 1: on the half that was learnt (other passages of the same scenes) and on the other
    half, each the mean of both directions."""

    same_half: float
    other_half: float


def bag_of_words(texts: Texts) -> HalvesScore:
    """What words alone tell."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    def classifier() -> Any:
        return make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=_C, max_iter=_ROUNDS))

    return _score(np.array([own.text for own in texts.passages], dtype=object), texts, classifier)


def by_vectors(texts: Texts, vectors: NDArray[np.float32]) -> HalvesScore:
    """What an encoder's vectors `[N, D]` of the passages tell."""
    from sklearn.linear_model import LogisticRegression

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.maximum(lengths, 1e-12)
    return _score(unit, texts, lambda: LogisticRegression(C=_C, max_iter=_ROUNDS))


def chance(texts: Texts) -> float:
    """What is right by always saying the most common mood."""
    _, counts = np.unique([own.emotions[0] for own in texts.passages], return_counts=True)
    return float(counts.max() / counts.sum())


def _score(features: NDArray[Any], texts: Texts, classifier: Any) -> HalvesScore:
    moods = np.array([own.emotions[0] for own in texts.passages])
    halves = np.array([own.extra["half"] for own in texts.passages])
    same, other = [], []
    for half in np.unique(halves):
        own, rest = np.flatnonzero(halves == half), np.flatnonzero(halves != half)
        shuffled = np.random.default_rng(0).permutation(own)
        learnt, held = shuffled[::2], shuffled[1::2]
        same.append(classifier().fit(features[learnt], moods[learnt]).score(features[held], moods[held]))
        other.append(classifier().fit(features[own], moods[own]).score(features[rest], moods[rest]))
    return HalvesScore(float(np.mean(same)), float(np.mean(other)))
