"""Which tracks are worth judging one by one: all of a small library, the nearest ones of a large one.

One without any sound is judged for its name alone: else it would be the best answer to what is not wanted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.generations import Generation

FEW = 10_000
"""Tracks that are all judged; the index is not asked then."""
NEAREST = 1000
"""Tracks that the index gives for each direction."""


def candidates(
    generation: Generation,
    directions: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    also: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Rows of tracks to judge, sorted, each once: those nearest to each direction, and `also`.

    **Shape**: `directions` `[W, D]`, `allowed` `[N]`.
    """
    if len(allowed) <= FEW:
        heard = allowed.copy()
        heard[generation.tracks.hidden] = False
    else:
        nearest = generation.tracks.search(directions, NEAREST, allowed)[1].ravel()
        heard = np.zeros(len(allowed), dtype=bool)
        heard[nearest[nearest >= 0]] = True
    heard[also[allowed[also]]] = True
    return np.flatnonzero(heard)
