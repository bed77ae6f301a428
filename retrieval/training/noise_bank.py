"""A folder of noise recordings as frames to draw from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from retrieval.data.features import FeatureStore, Recipe, features_of
from retrieval.data.manifest import Manifest, Track
from retrieval.training.dice import Dice
from retrieval.training.frame_augmentation import NoiseSource
from retrieval.training.trainer import TrainingError

SUFFIXES = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a")


def noise_bank(folder: Path, recipe: Recipe, workers: int | None = None) -> NoiseSource:
    """Draws stretches of the recordings under `folder`; one shorter than asked for is repeated."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not files:
        raise TrainingError(f"no audio file under {folder}: set frames.noise_folder, or frames.noise = 0")
    tracks = tuple(Track(str(path.relative_to(folder)), str(path.relative_to(folder))) for path in files)
    store = features_of(Manifest(tracks, {}, folder), recipe, workers)
    heard = np.flatnonzero(store.lengths > 0)
    return lambda count, frames, dice: _draw(store, heard, count, frames, dice)


def _draw(store: FeatureStore, heard: np.ndarray, count: int, frames: int, dice: Dice) -> Tensor:
    chosen = heard[(dice.share(count) * len(heard)).long().cpu().numpy()]
    room = np.maximum(0, store.lengths[chosen] - frames)
    starts = (dice.share(count).cpu().numpy() * (room + 1)).astype(np.int64)
    drawn = torch.from_numpy(store.gather(chosen.tolist(), starts.tolist(), frames))
    return drawn.transpose(1, 2).to(dice.device)
