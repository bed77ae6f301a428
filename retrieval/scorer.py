"""The promise that evaluation, calibration and composition rest on: texts and songs in, scores out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.song_vectors import SongVectors


class Scorer(Protocol):
    """Whatever tells how well songs fit texts: a joint bundle, a tag head, a toy in a test."""

    def scores(self, texts: Sequence[str], songs: SongVectors) -> NDArray[np.float32]:
        """Higher is better. **Shape**: Q texts and N songs to `[Q, N]`."""
        ...
