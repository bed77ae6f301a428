"""Whatever its direction, a distance must know which of two is closer; a loss must ask nothing else."""

from __future__ import annotations

import pytest
import torch

from retrieval.distances import DISTANCES, DistanceName, distance

NEAR, FAR = torch.tensor([[1.0, 0.1]]), torch.tensor([[0.2, 1.0]])
HERE = torch.tensor([[1.0, 0.0]])


@pytest.mark.parametrize("name", DISTANCES)
def test_near_beats_far(name: DistanceName) -> None:
    chosen = distance(name)
    gained = chosen.closer_by(chosen.pairs(HERE, NEAR), chosen.pairs(HERE, FAR))
    assert gained > 0
    assert chosen.closer_by(chosen.pairs(HERE, FAR), chosen.pairs(HERE, NEAR)) == -gained


@pytest.mark.parametrize("name", DISTANCES)
def test_a_matrix_holds_all_pairs(name: DistanceName) -> None:
    generator = torch.Generator().manual_seed(0)
    one, other = torch.randn(3, 5, generator=generator), torch.randn(4, 5, generator=generator)
    matrix = distance(name).matrix(one, other)
    for row in range(3):
        torch.testing.assert_close(matrix[row], distance(name).pairs(one[row].expand(4, 5), other))


def test_cosine_does_not_hear_loudness_and_euclid_does() -> None:
    assert distance("cosine").pairs(HERE, 7 * HERE) == 1
    assert distance("euclidean").pairs(HERE, 7 * HERE) == 6


def test_a_vector_of_zeros_is_like_nothing() -> None:
    assert distance("cosine").matrix(torch.zeros(1, 2), HERE) == 0
