"""A joint bundle that hears in milliseconds, and a folder of short songs for it."""

from __future__ import annotations

from pathlib import Path

import torch

from encoders.registry import create_audio
from retrieval.config import SpaceConfig
from retrieval.joint_bundle import JointBundle
from retrieval.joint_space import JointSpace
from retrieval.tagger import Tag, Tagger
from scripts._sound_files import tones, write_sound
from tests.retrieval.texts import ToyTexts

RATE = 16_000
CHUNK_SAMPLES = 33_000
KINDS = {".flac": "flac", ".mp3": "mp3", ".wav": "wav", ".ogg": "ogg", ".opus": "opus", ".m4a": "m4a-aac"}
TORCH = "torch fp32"
"""What toys run on: compiling one for OpenVINO takes longer than hearing all songs."""


def toy_bundle(folder: Path, seed: int = 0) -> Path:
    """A joint bundle whose chunks are two seconds long; other seeds are other bundles."""
    torch.manual_seed(seed)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=2, chunk_samples=CHUNK_SAMPLES)
    text = ToyTexts()
    space = JointSpace(SpaceConfig(hidden=8, dimension=6), text.dimension, encoder.penultimate_dimension)
    JointBundle(Tagger(encoder, (Tag("calm", "mood"), Tag("rock", "genre"))), text, space).save(
        folder, {}, {}
    )
    return folder


def song(path: Path, seed: int, seconds: float = 1.5) -> Path:
    """A file of the kind that its name says; every seed sounds different."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_sound(path, tones(seconds, RATE, 1, seed), RATE, KINDS[path.suffix])
    return path


def songs(folder: Path, count: int) -> Path:
    """Songs of all kinds and different lengths, some of them in folders."""
    for number in range(count):
        suffix = list(KINDS)[number % len(KINDS)]
        song(folder / f"{number % 3}" / f"song {number}{suffix}", number, 1 + 0.6 * number)
    return folder


def served_folder(root: Path) -> Path:
    return root / "generations" / (root / "current").read_text().split()[0]


def published(root: Path) -> dict[str, bytes]:
    """Every byte of the generation that serves, by file."""
    folder = served_folder(root)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
