"""Draws must follow the stated distributions, and a negative must never have what the anchor asks for."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare
from torch import Tensor

from retrieval.samplers import (
    NEAREST,
    PairSampler,
    Weighting,
    draw_negatives,
    log_inverse_density,
    log_similarity,
    log_weights,
)

TRUTH = torch.tensor(
    [  # tag 0 is popular, tag 2 rare, and nobody has tag 3; song 4 has no tag
        [1, 1, 0, 0],
        [1, 0, 0, 0],
        [1, 1, 1, 0],
        [1, 0, 0, 0],
        [0, 0, 0, 0],
    ]
).bool()
DRAWS = 30_000


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def counted(tags: Tensor, songs: Tensor) -> np.ndarray:
    return torch.bincount(tags * len(TRUTH) + songs, minlength=TRUTH.numel()).reshape(4, 5).T.numpy()


def follows(seen: np.ndarray, expected: np.ndarray) -> bool:
    """Whether counts are such as these probabilities give: what cannot be was not, the rest by chi-square."""
    possible = expected > 0
    assert not seen[~possible].any()
    return bool(chisquare(seen[possible], seen.sum() * expected[possible]).pvalue > 0.001)


def test_random_draws_a_song_and_then_one_of_its_tags() -> None:
    seen = counted(*PairSampler(TRUTH, balanced=False).draw(DRAWS, seeded()))
    truth = TRUTH.numpy()
    expected = truth / np.maximum(1, truth.sum(axis=1, keepdims=True)) / 4
    assert follows(seen, expected)


def test_balanced_draws_tags_alike_and_then_a_song_that_has_it() -> None:
    seen = counted(*PairSampler(TRUTH, balanced=True).draw(DRAWS, seeded()))
    assert seen.sum(axis=0).tolist() == [DRAWS / 3, DRAWS / 3, DRAWS / 3, 0], "tags come in turn"
    assert follows(seen[:, :1], np.array([[1], [1], [1], [1], [0]]) / 4)
    assert follows(seen[:, 1:2], np.array([[1], [0], [1], [0], [0]]) / 2)


def test_in_turn_means_every_tag_before_any_comes_again() -> None:
    tags, _ = PairSampler(TRUTH, balanced=True).draw(8, seeded())
    assert sorted(tags[:3].tolist()) == sorted(tags[3:6].tolist()) == [0, 1, 2]


def test_the_same_generator_draws_the_same_and_another_does_not() -> None:
    sampler = PairSampler(TRUTH, balanced=True)
    one, same, other = (sampler.draw(100, seeded(seed))[1] for seed in (1, 1, 2))
    assert torch.equal(one, same) and not torch.equal(one, other)


def test_without_any_tag_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="no song has any tag"):
        PairSampler(torch.zeros(3, 2, dtype=torch.bool), balanced=True)


COSINES = torch.tensor([0.9, 0.5, 0.0, -0.4, -1.0])


def drawn(cosines: Tensor, allowed: Tensor, weighting: Weighting | None, dimension: int = 8) -> np.ndarray:
    weights = None if weighting is None else log_weights(cosines, weighting, dimension).expand(DRAWS, -1)
    chosen, found = draw_negatives(allowed.expand(DRAWS, -1), weights, seeded())
    assert found.all()
    return torch.bincount(chosen[:, 0], minlength=len(cosines)).numpy()


@pytest.mark.parametrize("allowed", [[1, 1, 1, 1, 1], [0, 1, 1, 0, 1]])
def test_negatives_are_drawn_as_stated(allowed: list[int]) -> None:
    mask = torch.tensor(allowed).bool()
    cosines = COSINES.double().numpy()
    similar = (cosines + 1) / 2
    distances = np.sqrt(2 - 2 * cosines)
    # d^(D-2) (1 - d^2/4)^((D-3)/2) at D = 8, with d kept between 0.5 and the density's highest point
    clamped = np.clip(distances, NEAREST, np.sqrt(24 / 11))
    density = clamped**6 * (1 - clamped**2 / 4) ** 2.5
    stated: dict[Weighting | None, np.ndarray] = {
        None: np.ones(5),
        "similarity": similar,
        "inverse_density": 1 / density,
    }
    for weighting, weights in stated.items():
        weights = weights * mask.numpy()
        assert follows(drawn(COSINES, mask, weighting), weights / weights.sum()), weighting


def test_the_highest_density_is_where_the_clamp_says() -> None:
    for dimension in (4, 32, 256):
        grid = torch.linspace(0.01, 1.99, 20_000, dtype=torch.float64)
        log_density = (dimension - 2) * grid.log() + (dimension - 3) / 2 * (1 - grid**2 / 4).log()
        farthest = grid[log_density.argmax()]
        beyond = log_inverse_density(1 - torch.stack([farthest, farthest + 0.1, torch.tensor(2.0)]) ** 2 / 2,
                                     dimension)  # fmt: skip
        assert beyond.max() - beyond.min() < 1e-3, "beyond it, all are alike"
        closer = log_inverse_density(1 - torch.tensor([0.6, 0.9, 1.2]) ** 2 / 2, dimension)
        assert (closer.diff() < 0).all(), "the closer, the likelier"


def test_random_points_on_the_sphere_come_evenly_over_distances() -> None:
    generator = torch.Generator().manual_seed(0)
    points = torch.nn.functional.normalize(torch.randn(200_000, 6, generator=generator), dim=1)
    cosines = points[:, 0]
    weights = log_inverse_density(cosines, 6).exp().double()
    distances = (2 - 2 * cosines).sqrt()
    edges = torch.linspace(NEAREST, math.sqrt(16 / 7), 6)
    mass = torch.stack(
        [weights[(distances >= low) & (distances < high)].sum() for low, high in pairwise(edges)]
    )
    assert (mass / mass.mean() - 1).abs().max() < 0.1


def test_weights_stay_numbers_at_the_ends_and_in_many_dimensions() -> None:
    ends = torch.tensor([1.0, 1.0 + 1e-6, -1.0, -1.0 - 1e-6])
    assert torch.isfinite(log_inverse_density(ends, 512)).all()
    assert torch.isfinite(log_similarity(ends)).all()
    with pytest.raises(ValueError, match="at least 4 dimensions"):
        log_inverse_density(ends, 3)


def test_an_anchor_without_any_negative_is_skipped() -> None:
    allowed = torch.tensor([[False, False, False], [False, True, False]])
    for weights in (None, torch.zeros(2, 3), torch.full((2, 3), -300.0)):
        chosen, found = draw_negatives(allowed, weights, seeded())
        assert found.tolist() == [False, True] and chosen[1].tolist() == [1]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), weighting=st.sampled_from([None, "similarity", "inverse_density"]))
def test_a_negative_is_always_allowed(data: st.DataObject, weighting: Weighting | None) -> None:
    rows, columns = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 7))
    bits = st.lists(st.booleans(), min_size=columns, max_size=columns)
    allowed = torch.tensor(data.draw(st.lists(bits, min_size=rows, max_size=rows)))
    generator = seeded(data.draw(st.integers(0, 99)))
    cosines = 2 * torch.rand(rows, columns, generator=generator) - 1
    weights = None if weighting is None else log_weights(cosines, weighting, 256)
    count = data.draw(st.integers(1, 9))
    chosen, found = draw_negatives(allowed, weights, generator, count)
    assert chosen.shape == (rows, count) and torch.equal(found, allowed.any(dim=1))
    assert allowed.gather(1, chosen)[found].all()
