"""Which optimiser a stage trains under, and how its learning rate moves."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn

from retrieval.config import Stage

WARM_UP = 0.15  # share of a one-cycle stage in which the rate rises


def make(stage: Stage, model: nn.Module) -> torch.optim.Optimizer:
    """The stage's optimiser. Biases and batch norms are not decayed: that would only fight their scale."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": stage.weight_decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    ]
    if stage.optimiser == "adam":
        return torch.optim.Adam(groups, stage.learning_rate)
    if stage.optimiser == "adamw":
        return torch.optim.AdamW(groups, stage.learning_rate)
    return torch.optim.SGD(groups, stage.learning_rate, momentum=0.9, nesterov=True)


def rate_at(stage: Stage, progress: float) -> float:
    """The learning rate when `progress` (0 to 1) of the stage is done.

    >>> rate_at(Stage(learning_rate=1.0, shape="cosine"), 0.5)
    0.5
    """
    if stage.shape == "constant":
        return stage.learning_rate
    rise = WARM_UP if stage.shape == "one_cycle" else 0.0
    if progress < rise:
        return stage.learning_rate * (0.04 + 0.96 * progress / rise)
    falling = (progress - rise) / (1 - rise)
    return stage.learning_rate * max(1e-4, 0.5 * (1 + math.cos(math.pi * falling)))


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Give every parameter group this learning rate."""
    for group in optimiser.param_groups:
        group["lr"] = rate


def clip(parameters: Iterable[nn.Parameter], norm: float) -> None:
    """Scale the gradient down to this norm where it is larger; 0 leaves it alone."""
    if norm > 0:
        nn.utils.clip_grad_norm_(parameters, norm)
