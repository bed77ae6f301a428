"""Random draws for augmentation, all from one generator and on its device."""

from __future__ import annotations

import torch
from torch import Tensor


class Dice:
    """Draws per item of a batch; equal generators give equal draws."""

    def __init__(self, generator: torch.Generator) -> None:
        self.generator = generator
        self.device = generator.device

    def share(self, *shape: int) -> Tensor:
        """Uniform between 0 and 1."""
        return torch.rand(shape, generator=self.generator, device=self.device)

    def normal(self, *shape: int) -> Tensor:
        """Mean 0, deviation 1."""
        return torch.randn(shape, generator=self.generator, device=self.device)

    def uniform(self, count: int, low: float, high: float) -> Tensor:
        """`[count]` numbers, each as likely as any other between the two."""
        return low + (high - low) * self.share(count)

    def log_uniform(self, count: int, low: float, high: float) -> Tensor:
        """`[count]` numbers whose ratios are uniform: as often in 1 to 2 as in 10 to 20."""
        return low * (high / low) ** self.share(count)

    def chosen(self, count: int, chance: float) -> Tensor:
        """Which of `count` items meet with something of this chance: their places."""
        return (self.share(count) < chance).nonzero().squeeze(1)
