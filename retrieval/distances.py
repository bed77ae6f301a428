"""How far apart two vectors are, and which of two is closer: nothing else needs to know which way is up.

Cosine similarity grows with closeness and Euclidean distance shrinks, so a loss that compared raw values
would have to branch. Here `closer_by` answers the one question that losses ask, in the distance's own unit.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

DistanceName = Literal["cosine", "euclidean"]


class Distance(ABC):
    """A value for pairs of vectors, and its direction.

    **Shape**: `pairs` takes `[..., D]` and `[..., D]` and gives `[...]`; `matrix` takes `[A, D]` and `[B, D]`
    and gives `[A, B]`.
    """

    @abstractmethod
    def pairs(self, one: Tensor, other: Tensor) -> Tensor:
        """The value of each pair."""

    @abstractmethod
    def matrix(self, one: Tensor, other: Tensor) -> Tensor:
        """The value of every vector of `one` with every vector of `other`."""

    @abstractmethod
    def closer_by(self, this: Tensor, that: Tensor) -> Tensor:
        """By how much the pairs valued `this` are closer than those valued `that`; negative: farther."""


class Cosine(Distance):
    """The cosine of the angle, from -1 to 1: more is closer. A vector of zeros is at 0 from everything.

    >>> Cosine().pairs(torch.tensor([2.0, 0.0]), torch.tensor([3.0, 0.0]))
    tensor(1.)
    """

    def pairs(self, one: Tensor, other: Tensor) -> Tensor:
        return functional.cosine_similarity(one, other, dim=-1)

    def matrix(self, one: Tensor, other: Tensor) -> Tensor:
        return functional.normalize(one, dim=-1) @ functional.normalize(other, dim=-1).T

    def closer_by(self, this: Tensor, that: Tensor) -> Tensor:
        return this - that


class Euclidean(Distance):
    """The length of the difference, from 0: less is closer.

    >>> Euclidean().pairs(torch.tensor([3.0, 0.0]), torch.tensor([0.0, 4.0]))
    tensor(5.)
    """

    def pairs(self, one: Tensor, other: Tensor) -> Tensor:
        return torch.linalg.vector_norm(one - other, dim=-1)

    def matrix(self, one: Tensor, other: Tensor) -> Tensor:
        return torch.cdist(one, other)

    def closer_by(self, this: Tensor, that: Tensor) -> Tensor:
        return that - this


DISTANCES: dict[DistanceName, type[Distance]] = {"cosine": Cosine, "euclidean": Euclidean}


def distance(name: DistanceName) -> Distance:
    """The distance of this name."""
    return DISTANCES[name]()
