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
    return telling_tags_of_each(heard[None], usual, names)[0]


def telling_tags_of_each(
    heard: NDArray[np.floating], usual: NDArray[np.float32], names: Sequence[str]
) -> list[tuple[tuple[str, float], ...]]:
    """The same of N tracks at once, from `heard` `[N, T]`."""
    chance = heard.astype(np.float64)
    told = chance * np.log(np.maximum(chance, 1e-6) / np.maximum(usual, 1e-3))
    told[chance < LIKELY] = -np.inf
    order = np.argsort(-told, axis=1, kind="stable")[:, :TAGS]
    return [
        tuple((names[place], each) for place, each in zip(places, chances, strict=True) if each >= LIKELY)
        for places, chances in zip(order.tolist(), np.take_along_axis(chance, order, 1).tolist(), strict=True)
    ]
