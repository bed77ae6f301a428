"""The triplet loss is [m - sim(a, p) + sim(a, n)]+, whatever similarity is, and skips what is not valid."""

from __future__ import annotations

import pytest
import torch

from retrieval.distances import Cosine, Euclidean
from retrieval.losses import triplet_loss


def at(degrees: float) -> torch.Tensor:
    angle = torch.tensor(degrees).deg2rad()
    return torch.stack([angle.cos(), angle.sin()])[None]


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [(0, 90, 0.0), (90, 90, 0.4), (90, 0, 1.4), (60, 90, 0.0), (60, 60, 0.4), (60, 75.5225, 0.15)],
)
def test_it_is_the_formula(positive: float, negative: float, expected: float) -> None:
    loss = triplet_loss(at(0), at(positive), at(negative), margin=0.4)
    assert loss.item() == pytest.approx(expected, abs=1e-4)


def test_with_a_distance_the_closer_is_still_the_better() -> None:
    here, near, far = torch.zeros(1, 2), torch.tensor([[1.0, 0.0]]), torch.tensor([[3.0, 0.0]])
    assert triplet_loss(here, near, far, 0.4, Euclidean()) == 0
    assert triplet_loss(here, far, near, 0.4, Euclidean()).item() == pytest.approx(2.4)


def test_the_mean_is_over_valid_triplets_alone() -> None:
    anchor, positive = torch.cat([at(0), at(0)]), torch.cat([at(90), at(90)])
    negative = torch.cat([at(90), at(0)])
    valid = torch.tensor([True, False])
    assert triplet_loss(anchor, positive, negative, 0.4, Cosine(), valid).item() == pytest.approx(0.4)


def test_nothing_valid_is_no_loss_and_no_gradient() -> None:
    anchor = at(10).requires_grad_()
    loss = triplet_loss(anchor, at(90), at(0), 0.4, valid=torch.tensor([False]))
    loss.backward()
    assert loss == 0 and anchor.grad is not None and not anchor.grad.any()


def test_a_skipped_triplet_of_zeros_leaves_no_gradient_that_is_no_number() -> None:
    anchor = torch.cat([at(10), at(20)]).requires_grad_()
    others = torch.cat([at(90), torch.zeros(1, 2)])
    triplet_loss(anchor, others, others, 0.4, valid=torch.tensor([True, False])).backward()
    assert anchor.grad is not None and torch.isfinite(anchor.grad).all()
