"""Why a track was found: which tags set the moment apart from the rest of the library."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

TAGS = 5
LIKELY = 0.3
"""A tag is told when it is at least this likely."""
_SAMPLE = 4096


def usual_tags(heard: NDArray[np.floating]) -> NDArray[np.float32]:
    """How common each tag is in a library, `[T]`, from its tracks' probabilities `[N, T]`."""
    if not len(heard):
        return np.zeros(heard.shape[1], np.float32)
    step = -(-len(heard) // _SAMPLE)
    return np.asarray(heard[::step].astype(np.float32).mean(axis=0))


def telling_tags(
    heard: NDArray[np.floating], usual: NDArray[np.float32], names: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    """Up to `TAGS` likely tags, those first that tell most: p log(p / usual). **Shape**: `[T]` each.

    >>> telling_tags(np.array([0.9, 0.8]), np.array([0.9, 0.1]), ["no vocals", "harp"])
    (('harp', 0.8), ('no vocals', 0.9))
    """
    chance = heard.astype(np.float64)
    told = chance * np.log(np.maximum(chance, 1e-6) / np.maximum(usual, 1e-3))
    order = [place for place in np.argsort(-told, kind="stable") if chance[place] >= LIKELY]
    return tuple((names[place], float(chance[place])) for place in order[:TAGS])
