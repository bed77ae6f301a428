"""Which triplets to learn from: pairs of an anchor tag and a song that has it, then a song that has it not.

    random              a song, then one of its tags; a negative from the batch, all alike
    balanced            tags in turn, then a song that has the tag; a negative from the batch, all alike
    balanced_weighted   the same pairs; a negative from the batch, the likelier the closer it is to the anchor

A batch's candidates for negatives are its positive songs. Everything is tensor arithmetic on one device.

Won, Oramas, Nieto, Gouyon, Serra, "Multimodal metric learning for tag-based music retrieval", ICASSP 2021.
Wu, Manmatha, Smola, Kraehenbuehl, "Sampling matters in deep embedding learning", ICCV 2017.
"""

from __future__ import annotations

import math
from typing import Literal

import torch
from torch import Tensor

SamplerName = Literal["random", "balanced", "balanced_weighted"]
Weighting = Literal["similarity", "inverse_density"]

NEAREST = 0.5
"""Distances on the unit sphere below this count as this much (Wu et al. 2017): closer ones are too noisy."""


class PairSampler:
    """Draws pairs of a tag and a song that has it from `truth`, bool `[N, T]`."""

    def __init__(self, truth: Tensor, balanced: bool) -> None:
        self.balanced = balanced
        # of each group (a song's tags, or a tag's songs) the members lie one after another
        groups, self.members = (truth.T if balanced else truth).nonzero(as_tuple=True)
        counts = torch.bincount(groups, minlength=truth.shape[1 if balanced else 0])
        self.groups = counts.nonzero().squeeze(1)
        self.counts = counts[self.groups]
        self.starts = (counts.cumsum(0) - counts)[self.groups]
        if not len(self.groups):
            raise ValueError("no song has any tag: there is no pair to draw")

    def draw(self, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Tags and songs of `count` pairs, int64 `[count]` each."""
        device, many = self.members.device, len(self.groups)
        if self.balanced:  # in turn: every tag once, in a fresh order, before any comes again
            rounds = -(-count // many)
            shuffled = torch.rand(rounds, many, generator=generator, device=device).argsort(dim=1)
            chosen = shuffled.flatten()[:count]
        else:
            chosen = torch.randint(many, (count,), generator=generator, device=device)
        share = torch.rand(count, generator=generator, device=device, dtype=torch.float64)
        places = self.starts[chosen] + (share * self.counts[chosen]).long()
        group, member = self.groups[chosen], self.members[places]
        return (group, member) if self.balanced else (member, group)


def draw_negatives(
    allowed: Tensor, log_weights: Tensor | None, generator: torch.Generator, count: int = 1
) -> tuple[Tensor, Tensor]:
    """`count` candidates for each anchor, int64 `[A, count]`, and for which anchors there is any, bool `[A]`.

    Only `allowed` candidates (bool `[A, C]`) are drawn, with probability proportional to the exponential of
    `log_weights` (`[A, C]`; all alike without), each draw for itself. Where none is allowed the places given
    are meaningless.
    """
    found = allowed.any(dim=1)
    weights = torch.zeros_like(allowed, dtype=torch.float32) if log_weights is None else log_weights.float()
    # an anchor with nothing allowed draws from everything, since a row of zeros cannot be drawn from
    masked = weights.masked_fill(~(allowed | ~found[:, None]), -math.inf)
    return torch.multinomial(masked.softmax(dim=1), count, replacement=True, generator=generator), found


def log_weights(cosines: Tensor, weighting: Weighting, dimension: int) -> Tensor:
    """Logarithms, up to a constant, of how likely candidates at these cosines from the anchor are drawn."""
    if weighting == "similarity":
        return log_similarity(cosines)
    return log_inverse_density(cosines, dimension)


def log_similarity(cosines: Tensor) -> Tensor:
    """log of (cos + 1) / 2: the opposite of the anchor is never drawn, its equal most often.

    >>> log_similarity(torch.tensor([1.0, 0.0])).exp()
    tensor([1.0000, 0.5000])
    """
    return ((cosines + 1) / 2).clamp(min=1e-12).log()


def log_inverse_density(cosines: Tensor, dimension: int) -> Tensor:
    """-log q(d), with q(d) ~ d^(D-2) (1 - d^2/4)^((D-3)/2) the density of distances on the unit sphere.

    Nearly all points of a sphere of many dimensions are at the distance where q is highest, about sqrt(2);
    dividing by q draws evenly over distances instead. d is kept between `NEAREST` and that highest point:
    beyond it 1/q would grow again, and prefer the negatives that are already far away.
    """
    if dimension < 4:
        raise ValueError(f"a density of distances needs at least 4 dimensions, not {dimension}")
    # q'(d) = 0 at d^2 = 4 (D - 2) / (2 D - 5)
    farthest = math.sqrt(4 * (dimension - 2) / (2 * dimension - 5))
    distances = (2 - 2 * cosines).clamp(min=0).sqrt().clamp(NEAREST, farthest)
    return (2 - dimension) * distances.log() - (dimension - 3) / 2 * (1 - distances.square() / 4).log()
