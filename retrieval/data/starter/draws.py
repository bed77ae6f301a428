"""Small draws: weighted words out of the texts in which styles are written."""

from __future__ import annotations

import numpy as np


def index(rng: np.random.Generator, weights: np.ndarray) -> int:
    """An index, drawn by weight; much quicker than `choice` for a few options."""
    return int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum(), "right"))


def weighted(rng: np.random.Generator, text: str) -> str:
    """One name of ``a:3 b:1``."""
    names, weights = zip(*(entry.rsplit(":", 1) for entry in text.split()), strict=True)
    return names[index(rng, np.array(weights, dtype=float))]


def word(rng: np.random.Generator, text: str) -> str:
    """One of the words of a text."""
    words = text.split()
    return words[int(rng.integers(len(words)))]


def leaning_word(rng: np.random.Generator, text: str, power: float) -> str:
    """One instrument of a player's list, by the marks that style.Player explains."""
    words = text.split()
    lean = {"!": np.exp(5 * (power - 0.5)), "~": np.exp(-5 * (power - 0.5)), "^": 3.0}
    weights = [np.prod([lean.get(mark, 1.0) for mark in word[:2]]) for word in words]
    return words[index(rng, np.array(weights))].lstrip("!~^")
