"""The baseline that a network must beat: statistics of MFCCs and one logistic regression a tag."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from retrieval.data.features import FeatureStore, Recipe, features_of
from retrieval.data.manifest import Manifest
from retrieval.evaluation.scoring import EvaluationError
from retrieval.progress import steps

COEFFICIENTS = 20
FRONTEND = "short_chunk"


def statistics(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean and deviation over time of 20 MFCCs and of their change from frame to frame.

    **Shape**: log-mel `[frame, mel]` in dB to `[80]`.
    """
    mfcc = dct(frames, axis=1, norm="ortho")[:, :COEFFICIENTS]
    change = np.diff(mfcc, axis=0) if len(mfcc) > 1 else np.zeros_like(mfcc)
    parts = (mfcc.mean(axis=0), mfcc.std(axis=0), change.mean(axis=0), change.std(axis=0))
    return np.concatenate(parts).astype(np.float32)


@dataclass(frozen=True)
class MfccBaseline:
    """One regression a tag; a tag that training shows in one class only gets that class's certainty."""

    regressions: tuple[object, ...]

    @classmethod
    def train(cls, manifest: Manifest, tags: tuple[str, ...], workers: int | None = None) -> MfccBaseline:
        """Learn the tags from the training split of a manifest."""
        part = manifest.split("train")
        if not part.tracks:
            raise EvaluationError(
                "the baseline learns from split 'train', and the manifest has no track there"
            )
        store = features_of(part, Recipe(FRONTEND), workers)
        heard = np.flatnonzero(store.lengths > 0)
        described = _described(store, heard)
        truth, known = part.matrix(tags)[heard], part.known(tags)[heard]
        found = (_regression(described, truth[:, t], known[:, t]) for t in range(len(tags)))
        return cls(tuple(steps(found, len(tags), "baseline")))

    def scores(self, manifest: Manifest, workers: int | None = None) -> NDArray[np.float64]:
        """Probability of each tag for each track of the manifest, `[N, T]`."""
        store = features_of(manifest, Recipe(FRONTEND), workers)
        described = _described(store, np.arange(len(store)))
        columns = [
            np.full(len(described), regression)
            if isinstance(regression, float)
            else regression.predict_proba(described)[:, 1]  # type: ignore[attr-defined]
            for regression in self.regressions
        ]
        return np.stack(columns, axis=1)


def _described(store: FeatureStore, tracks: NDArray[np.int64]) -> NDArray[np.float32]:
    silence = np.full((2, store.recipe.columns), -100.0, np.float32)
    return np.stack([statistics(store.track(t) if store.lengths[t] else silence) for t in tracks])


def _regression(described: NDArray[np.float32], truth: NDArray[np.bool_], known: NDArray[np.bool_]) -> object:
    if not known.any() or truth[known].all() or not truth[known].any():
        return float(truth[known].mean()) if known.any() else 0.5
    regression = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=2000))
    return regression.fit(described[known], truth[known])
