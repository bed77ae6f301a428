"""What several story methods are made of."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from retrieval.story.config import StorySpace


def dense(inputs: int, outputs: int, config: StorySpace) -> nn.Sequential:
    """Two dense layers, the first with batch norm, ReLU and dropout: `[B, inputs]` to `[B, outputs]`."""
    return nn.Sequential(
        nn.Linear(inputs, config.hidden),
        nn.BatchNorm1d(config.hidden),
        nn.ReLU(),
        nn.Dropout(config.dropout),
        nn.Linear(config.hidden, outputs),
    )


def drawn_cross_entropy(logits: Tensor, drawn: Tensor, against: Tensor) -> Tensor:
    """Cross-entropy of the label that each example was drawn for, against those it is known not to have.

    Labels that are also true of it, or of which nobody knows, take no part: where every example has exactly
    one label this is the ordinary cross-entropy. Examples drawn for none (-1) count for nothing.

    **Shape**: `logits` `[B, L]`, `drawn` int64 `[B]`, `against` bool `[B, L]`; a scalar.

    >>> drawn_cross_entropy(torch.zeros(1, 3), torch.tensor([0]), torch.tensor([[False, False, True]]))
    tensor(0.6931)
    """
    labels = torch.arange(logits.shape[1], device=logits.device)
    held = logits.masked_fill(~(against | (labels == drawn[:, None])), -torch.inf)
    rows = drawn >= 0
    if not rows.any():
        return logits.sum() * 0
    return functional.cross_entropy(held[rows], drawn[rows])


def mean_of_labels(truth: Tensor, targets: Tensor) -> Tensor:
    """Mean over its labels of what each label stands for; NaN where no label of an example has a target.

    **Shape**: `truth` bool `[B, L]`, `targets` `[L, D]` with rows of NaN for labels without one; `[B, D]`.
    """
    has = targets.isfinite().all(dim=1)
    counted = (truth & has).float()
    return counted @ targets.nan_to_num() / counted.sum(dim=1, keepdim=True)


def squared_error(found: Tensor, wanted: Tensor) -> Tensor:
    """Squared distance, summed over the dimensions and averaged over the examples that have a target.

    A target of NaN is none. The sum keeps the gradient's size when the target is long.

    >>> squared_error(torch.zeros(2, 2), torch.tensor([[3.0, 4.0], [torch.nan, torch.nan]]))
    tensor(25.)
    """
    known = wanted.isfinite().all(dim=1)
    each = (found - wanted.nan_to_num()).square().sum(dim=1)
    return each.where(known, 0).sum() / known.sum().clamp(min=1)
