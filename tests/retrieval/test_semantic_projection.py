"""A semantic projection must rank as the weighted sum of logits does, and come back with its space."""

from __future__ import annotations

import pytest
import torch

from retrieval.config import SpaceConfig
from retrieval.joint_space import JointSpace
from retrieval.semantic_projection import SemanticProjection


def projection(tags: int = 4, text: int = 5, acoustic: int = 6, radius: float = 40.0) -> SemanticProjection:
    draws = torch.Generator().manual_seed(0)
    shapes = {"centre": (7,), "values": (7, tags), "weight": (tags, acoustic)}
    arrays = {name: torch.randn(shape, generator=draws) for name, shape in shapes.items()}
    landmarks = torch.nn.functional.normalize(torch.randn(7, text, generator=draws), dim=1)
    return SemanticProjection.of(
        **arrays,
        bias=torch.randn(tags, generator=draws),
        landmarks=landmarks,
        width=torch.tensor(0.2),
        radius=torch.tensor(radius),
    )


def test_scores_are_the_weighted_sums_of_logits() -> None:
    made = projection()
    texts, songs = torch.randn(3, 5), torch.randn(8, 6)
    heard = songs @ made.weight.T + made.bias
    assert heard.norm(dim=1).max() < made.radius  # none is shortened
    weights = made.mixture(texts)
    wanted = (weights / weights.norm(dim=1, keepdim=True)) @ heard.T / made.radius
    found = made.embed_text(texts) @ made.embed_song(songs).T
    torch.testing.assert_close(found, wanted)
    for vectors in (made.embed_text(texts), made.embed_song(songs)):
        torch.testing.assert_close(vectors.norm(dim=1), torch.ones(len(vectors)))


def test_a_song_is_the_mean_of_what_its_segments_sound_like() -> None:
    made = projection()
    segments = torch.randn(3, 4, 6)
    each = made.embed_song(segments.flatten(0, 1)).unflatten(0, (3, 4))
    each[2] = 0  # a song of which nothing is known
    found = made.pooled(each)
    torch.testing.assert_close(found[:2, :-1], each[:2, :, :-1].mean(dim=1))
    torch.testing.assert_close(found.norm(dim=1), torch.tensor([1.0, 1.0, 0.0]))


def test_too_loud_a_song_is_shortened_to_unit_length() -> None:
    found = projection(radius=0.01).embed_song(torch.randn(3, 6))
    torch.testing.assert_close(found.norm(dim=1), torch.ones(3))
    torch.testing.assert_close(found[:, -1], torch.zeros(3), atol=1e-3, rtol=0)


def test_a_space_with_a_projection_scores_by_its_share_and_loads_back() -> None:
    torch.manual_seed(0)
    config = SpaceConfig(hidden=8, dimension=4)
    space, alone = JointSpace(config, 5, 6).eval(), JointSpace(config, 5, 6).eval()
    alone.load_state_dict(space.state_dict())
    space.project(projection(), 0.75)
    texts, segments = torch.randn(3, 5), torch.randn(2, 3, 6)
    sounds, none = torch.ones(6, dtype=torch.bool), torch.zeros(6, 0)

    def scores(within: JointSpace | SemanticProjection) -> torch.Tensor:
        if isinstance(within, SemanticProjection):
            each = within.embed_song(segments.flatten(0, 1))
        else:
            each = within.embed_song(segments.flatten(0, 1), none, sounds, ~sounds)
        return within.embed_text(texts) @ within.pooled(each.unflatten(0, (2, 3))).T

    found = scores(space)
    torch.testing.assert_close(found, 0.25 * scores(alone) + 0.75 * scores(projection()))
    loaded = JointSpace(config, 5, 6).eval()
    loaded.load_state_dict(space.state_dict())
    assert loaded.dimension == 4 + 5
    torch.testing.assert_close(scores(loaded), found)


def test_it_must_hear() -> None:
    with pytest.raises(ValueError, match="fits 'acoustic', not 'cultural'"):
        JointSpace(SpaceConfig(song="cultural"), 5, 6, 3).project(projection(), 0.5)
    with pytest.raises(ValueError, match="not at 1"):
        JointSpace(SpaceConfig(), 5, 6).project(projection(), 1.0)
