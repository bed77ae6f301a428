"""Draws from ranges, a part of which is kept for the test split."""

from __future__ import annotations

import numpy as np

_HELD_OUT_SHARE = 0.15  # of a split range: its upper end, which training leaves alone


class Chance:
    """Draws from ranges, of which training sees the lower part and a held-out studio the upper end."""

    def __init__(self, rng: np.random.Generator, held_out: bool) -> None:
        self.rng, self.held_out = rng, held_out

    def split(self, low: float, high: float) -> float:
        """From the range's lower part in training, from its upper end where held out."""
        edge = low + (1.0 - _HELD_OUT_SHARE) * (high - low)
        return float(self.rng.uniform(edge, high) if self.held_out else self.rng.uniform(low, edge))

    def signed(self, high: float) -> float:
        """A split draw of 0 .. `high`, up or down."""
        return self.split(0.0, high) * float(self.rng.choice([-1.0, 1.0]))

    def uniform(self, low: float, high: float) -> float:
        """From the whole range, held out or not."""
        return float(self.rng.uniform(low, high))

    def happens(self, share: float) -> bool:
        """True in that share of draws."""
        return bool(self.rng.uniform() < share)
