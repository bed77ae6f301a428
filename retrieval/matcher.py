"""Vectors of texts and songs to probabilities that they match: a calibration and its background of songs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save

from retrieval.match_calibration import LEAST_BACKGROUND, Bools, MatchCalibration, fit

CALIBRATION_FILE, BACKGROUND_FILE = "matches.json", "background.safetensors"


@dataclass(frozen=True)
class Matcher:
    """`background` `[M, D]` are unit vectors of songs that nothing was trained on, rounded to float16."""

    calibration: MatchCalibration
    background: NDArray[np.float32]

    def probabilities(
        self, texts: Sequence[str], text_vectors: NDArray[np.float32], songs: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """How likely each text holds of each song (or segment), `[Q, N]`, from vectors `[Q, D]`, `[N, D]`.

        A text without a meaning and a song of which nothing is known, both vectors of zeros, match nothing.
        """
        scores, behind = text_vectors @ songs.T, text_vectors @ self.background.T
        found = self.calibration.probabilities(texts, scores, behind)
        says = np.asarray(text_vectors.any(axis=1))
        return found * says[:, None] * songs.any(axis=1)

    def save(self, folder: Path) -> None:
        """Write two files into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        described = json.dumps(self.calibration.described(), indent=1, allow_nan=False)
        (folder / CALIBRATION_FILE).write_text(described + "\n", encoding="utf-8")
        (folder / BACKGROUND_FILE).write_bytes(save({"background": self.background.astype(np.float16)}))

    @classmethod
    def load(cls, folder: Path) -> Matcher:
        """What `save` wrote; ValueError, TypeError or KeyError where it is damaged."""
        described = json.loads((folder / CALIBRATION_FILE).read_text(encoding="utf-8"))
        background = load_file(folder / BACKGROUND_FILE)["background"].astype(np.float32)
        return cls(MatchCalibration.from_description(described), background)


def fit_matcher(
    texts: Sequence[str],
    text_vectors: NDArray[np.float32],
    songs: NDArray[np.float32],
    truth: Bools,
    known: Bools,
    tags: Sequence[str],
) -> Matcher | None:
    """A matcher from labelled songs that were not trained on; None where they are too few.

    `texts` are the `tags` and, better, other wordings of them that training did not use.

    **Shape**: vectors `[Q, D]` and `[N, D]`; what is true of the songs `[Q, N]`.
    """
    heard = np.flatnonzero(songs.any(axis=1))
    if len(heard) < LEAST_BACKGROUND:
        return None
    background = songs[heard].astype(np.float16).astype(np.float32)
    calibration = fit(texts, text_vectors @ background.T, truth[:, heard], known[:, heard], frozenset(tags))
    return Matcher(calibration, background)
