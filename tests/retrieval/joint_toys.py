"""A collection to learn a joint space from, heard by ears that are not trained at all."""

from __future__ import annotations

from pathlib import Path

import torch

from encoders.registry import create_audio
from retrieval.config import JointConfig, JointData, SpaceConfig, Stage
from retrieval.tagger import Tag, Tagger
from tests.retrieval.toys import CATEGORIES, toy_manifest


def toy_collection(root: Path) -> Path:
    """Songs that hum, whistle and hiss under `root/toy`, and a tagger in `root/ears`; gives `root`."""
    toy_manifest(root / "toy", tracks=60, seconds=2.1)
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=8, dimension=3, chunk_samples=33_000)
    tags = tuple(Tag(*item) for item in CATEGORIES.items())
    Tagger(encoder, tags).save(root / "ears", {"heard": "nothing"}, {}, half_precision=True)
    return root


def toy_joint_config(root: Path, epochs: int) -> JointConfig:
    """A small space for that collection."""
    return JointConfig(
        space=SpaceConfig(hidden=16, dimension=8, dropout=0.0),
        data=JointData(str(root / "ears"), segments=2, batch_size=8, epoch_draws=80),
        stages=(Stage("adam", 3e-3, epochs, "constant"),),
    )
