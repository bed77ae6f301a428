"""What neither sound nor listeners tell alone, both together must; and one must do where one is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval.config import JointConfig, JointData, JointTraining, SpaceConfig, Stage, TripletConfig
from retrieval.joint_space import JointSpace
from retrieval.song_vectors import SongVectors
from retrieval.training.joint import JointScheme, Songs
from retrieval.training.precision import Precision
from retrieval.training.trainer import Trainer
from retrieval.training.wording import Anchors

HEARD, TOLD = slice(0, 4), slice(4, 8)  # tags that are in the sound, and tags that are in who listens
TAGS, WIDTH = 8, 16


def songs(count: int, seed: int, cold: float) -> Songs:
    rng, meaning = np.random.default_rng(seed), np.random.default_rng(99)
    truth = rng.random((count, TAGS)) < 0.3
    sounds, tastes = (meaning.standard_normal((4, WIDTH)) for _ in range(2))
    acoustic = (truth[:, HEARD] @ sounds)[:, None] + 0.8 * rng.standard_normal((count, 2, WIDTH))
    cultural = truth[:, TOLD] @ tastes + 0.8 * rng.standard_normal((count, WIDTH))
    warm = rng.random(count) >= cold
    vectors = SongVectors(
        tuple(str(number) for number in range(count)),
        acoustic.astype(np.float32),
        (cultural * warm[:, None]).astype(np.float32),
        np.ones(count, dtype=bool),
        warm,
    )
    return Songs(vectors, truth, np.ones_like(truth))


def trained(song: str, folder: Path) -> JointScheme:
    config = JointConfig(
        space=SpaceConfig(song=song, hidden=48, dimension=16, dropout=0.1),  # type: ignore[arg-type]
        data=JointData(batch_size=64, epoch_draws=1920),
        triplets=TripletConfig(negatives=4),
        stages=(Stage("adam", 3e-3, 8, "constant"),),
    )
    torch.manual_seed(0)
    space = JointSpace(config.space, TAGS, WIDTH, WIDTH)
    texts = np.eye(TAGS, dtype=np.float32)
    said = Anchors(
        tuple("abcdefgh"), np.arange(TAGS)[:, None], np.zeros((400, 0), np.int64), texts.astype(bool)
    )
    cpu = torch.device("cpu")
    scheme = JointScheme(space, said, texts, texts, songs(400, 0, 0.2), songs(150, 1, 0.0), config, cpu)
    Trainer(scheme, config.stages, JointTraining(), Precision("fp32", cpu), folder, seed=0).run()
    scheme.network.eval()
    return scheme


def precision(scheme: JointScheme, valid: Songs, tags: slice) -> float:
    """MAP of some of the tags."""
    scheme.valid = Songs(valid.vectors, valid.truth[:, tags], valid.known[:, tags])
    scheme.queries = torch.eye(TAGS)[tags]
    with torch.inference_mode():
        return scheme.validate()["map"]


@pytest.mark.slow
def test_fusion_beats_both_alone_and_does_with_one(tmp_path: Path) -> None:
    alone = {song: trained(song, tmp_path / song) for song in ("acoustic", "cultural")}
    fused = trained("fused", tmp_path / "fused")
    valid, everything = songs(150, 1, 0.0), slice(0, TAGS)
    best = max(precision(scheme, valid, everything) for scheme in alone.values())
    assert precision(fused, valid, everything) > best + 0.15
    cold = songs(150, 1, 1.0)
    assert precision(fused, cold, HEARD) > 0.95 * precision(alone["acoustic"], valid, HEARD)
    deaf = replace(
        valid.vectors,
        acoustic=np.zeros_like(valid.vectors.acoustic),
        has_acoustic=np.zeros(150, dtype=bool),
    )
    unheard = Songs(deaf, valid.truth, valid.known)
    assert precision(fused, unheard, TOLD) > 0.95 * precision(alone["cultural"], valid, TOLD)


@pytest.mark.slow
def test_the_words_tell_where_to_listen_and_songs_with_one_modality_rank_among_the_others(
    tmp_path: Path,
) -> None:
    fused = trained("fused", tmp_path)
    with torch.inference_mode():
        share = fused.space.share_of_sound(torch.eye(TAGS))
    assert share[HEARD].min() > share[TOLD].max()
    # half of the songs lost their listeners: for what is heard, they must mix with the others
    mixed = songs(150, 1, 0.5)
    assert precision(fused, mixed, HEARD) > 0.95 * precision(fused, songs(150, 1, 0.0), HEARD)
