"""Triplet losses: an anchor shall be closer to its positive than to its negative, by a margin."""

from __future__ import annotations

from torch import Tensor

from retrieval.distances import Cosine, Distance

_COSINE = Cosine()


def triplet_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float,
    distance: Distance = _COSINE,
    valid: Tensor | None = None,
) -> Tensor:
    """Mean over triplets of `[m - sim(a, p) + sim(a, n)]+`, a scalar; zero where no triplet is valid.

    With a distance `d` in place of a similarity it is `[m + d(a, p) - d(a, n)]+`: `distance` knows which.
    A triplet that is not `valid` (no true negative was at hand) has neither loss nor gradient.

    Won, Oramas, Nieto, Gouyon, Serra, "Multimodal metric learning for tag-based music retrieval", 2021.

    **Shape**: three times `[..., D]`, which broadcast against each other; `valid` bool `[...]`.
    """
    gained = distance.closer_by(distance.pairs(anchor, positive), distance.pairs(anchor, negative))
    each = (margin - gained).clamp(min=0)
    if valid is None:
        return each.mean()
    return each.where(valid, each.new_zeros(())).sum() / valid.sum().clamp(min=1)
