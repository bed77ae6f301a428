"""The promises of the space: unit vectors, one dot product, gradients, no need of both modalities."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from retrieval.config import SpaceConfig
from retrieval.joint_space import JointSpace

SONGS = ("acoustic", "cultural", "concatenated", "fused")
TEXT, ACOUSTIC, CULTURAL, COUNT = 7, 5, 4, 16


def space(song: str, **options: float) -> JointSpace:
    torch.manual_seed(0)
    config = SpaceConfig(song=song, hidden=12, dimension=6, **options)  # type: ignore[arg-type]
    return JointSpace(config, TEXT, ACOUSTIC, CULTURAL)


def inputs(count: int = COUNT) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    return tuple(torch.randn(count, width, generator=generator) for width in (TEXT, ACOUSTIC, CULTURAL))  # type: ignore[return-value]


ALL, NONE = torch.ones(COUNT).bool(), torch.zeros(COUNT).bool()


@pytest.mark.parametrize("song", SONGS)
def test_texts_and_songs_are_unit_vectors_of_one_space(song: str) -> None:
    joint = space(song).eval()
    text, acoustic, cultural = inputs()
    for found in (joint.embed_text(text), joint.embed_song(acoustic, cultural, ALL, ALL)):
        assert found.shape == (COUNT, joint.dimension)
        torch.testing.assert_close(found.norm(dim=1), torch.ones(COUNT))


@pytest.mark.parametrize("song", SONGS)
def test_batch_equals_single(song: str) -> None:
    joint = space(song).eval()
    text, acoustic, cultural = inputs()
    has = torch.arange(COUNT) % 3 > 0, torch.arange(COUNT) % 2 > 0
    together = joint.embed_song(acoustic, cultural, *has)
    for row in range(COUNT):
        one = slice(row, row + 1)
        alone = joint.embed_song(acoustic[one], cultural[one], has[0][one], has[1][one])
        torch.testing.assert_close(together[one], alone)
        torch.testing.assert_close(joint.embed_text(text)[one], joint.embed_text(text[one]))


@pytest.mark.parametrize("song", SONGS)
def test_gradients_reach_every_parameter(song: str) -> None:
    joint = space(song).train()
    text, acoustic, cultural = inputs()
    has = torch.arange(COUNT) % 4 != 1, torch.arange(COUNT) % 4 != 2
    scores = (joint.embed_text(text) * joint.embed_song(acoustic, cultural, *has)).sum(dim=1)
    scores.square().sum().backward()
    still = [name for name, value in joint.named_parameters() if value.grad is None or not value.grad.any()]
    # a bias before a batch norm is subtracted again with the mean
    assert [name for name in still if not name.endswith("0.bias")] == []


@pytest.mark.parametrize(
    ("song", "needs"), [("acoustic", {"acoustic"}), ("cultural", {"cultural"}), ("fused", set())]
)
def test_a_song_of_which_nothing_is_known_scores_nothing(song: str, needs: set[str]) -> None:
    joint = space(song).eval()
    _, acoustic, cultural = inputs()
    assert not joint.embed_song(acoustic, cultural, NONE, NONE).any()
    without_sound = joint.embed_song(acoustic, cultural, NONE, ALL)
    without_listeners = joint.embed_song(acoustic, cultural, ALL, NONE)
    assert without_sound.any() == ("acoustic" not in needs)
    assert without_listeners.any() == ("cultural" not in needs)


@pytest.mark.parametrize("song", SONGS)
def test_what_is_missing_is_not_listened_to(song: str) -> None:
    joint = space(song).eval()
    _, acoustic, cultural = inputs()
    for has in ((ALL, NONE), (NONE, ALL)):
        noise = (acoustic, cultural + 100) if has[1] is NONE else (acoustic + 100, cultural)
        torch.testing.assert_close(
            joint.embed_song(*noise, *has), joint.embed_song(acoustic, cultural, *has), rtol=0, atol=0
        )


def test_the_gate_decides_which_half_a_text_listens_to() -> None:
    joint = space("fused").eval()
    text, acoustic, cultural = inputs()
    torch.testing.assert_close(joint.share_of_sound(text), torch.full((COUNT,), 0.5))
    song = joint.embed_song(acoustic, cultural, ALL, ALL)
    other_listeners = joint.embed_song(acoustic, cultural.flip(0), ALL, ALL)
    joint.gate.bias.data.fill_(40.0)
    heard = joint.embed_text(text)
    torch.testing.assert_close((heard * song).sum(dim=1), (heard * other_listeners).sum(dim=1))
    joint.gate.bias.data.fill_(-40.0)
    told = joint.embed_text(text)
    assert ((told * song).sum(dim=1) - (told * other_listeners).sum(dim=1)).abs().max() > 0.1


def test_modalities_are_dropped_in_training_alone_and_never_both() -> None:
    joint = space("fused", modality_dropout=0.4).train()
    torch.manual_seed(3)
    many = torch.ones(20_000).bool()
    sound, listeners = joint.with_dropped_modalities(many, many)
    assert (sound | listeners).all()
    for kept in (sound, listeners):
        assert abs(kept.float().mean() - 0.6) < 0.02
    only = joint.with_dropped_modalities(many, ~many)
    assert only[0].all() and not only[1].any(), "a song that has one modality keeps it"
    assert all(kept.all() for kept in joint.eval().with_dropped_modalities(many, many))
    assert all(kept.all() for kept in space("concatenated").train().with_dropped_modalities(many, many))


@pytest.mark.parametrize("song", SONGS)
def test_a_song_is_the_mean_of_its_segments(song: str) -> None:
    joint = space(song).eval()
    _, acoustic, cultural = inputs()
    segments = joint.embed_song(acoustic, cultural, ALL, ALL)
    repeated = joint.pooled(segments[:, None].expand(-1, 3, -1))
    torch.testing.assert_close(repeated, segments)
    pooled = joint.pooled(segments.unflatten(0, (4, 4)))
    torch.testing.assert_close(pooled.norm(dim=1), torch.ones(4))
    assert not joint.pooled(torch.zeros(2, 3, joint.dimension)).any()


def test_listeners_are_needed_where_they_are_listened_to() -> None:
    with pytest.raises(ValueError, match="give listens"):
        JointSpace(SpaceConfig(song="fused"), TEXT, ACOUSTIC)
