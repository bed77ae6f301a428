"""Learning to tag: binary cross-entropy over the vocabulary, on chunks drawn from cached frames.

A label nobody knows (`extra["unknown_tags"]`) is masked out of the loss and of the validation figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from scipy.special import expit
from torch import Tensor, nn
from torch.nn import functional

from encoders.base import AudioEncoder
from encoders.waveform.reading import chunk_starts
from retrieval.config import TaggerConfig
from retrieval.data.features import FeatureStore
from retrieval.evaluation import metrics
from retrieval.training.augmentation import WaveformAugmenter
from retrieval.training.frame_augmentation import FrameAugmenter
from retrieval.training.trainer import rank_and_world


@dataclass(frozen=True)
class Labelled:
    """Tracks of one split: their rows in a store, what is true of them and where that is known, `[N, T]`."""

    store: FeatureStore
    tracks: np.ndarray
    truth: np.ndarray
    known: np.ndarray


@dataclass(frozen=True)
class Watched:
    """Tracks to measure on after every epoch: `judge` turns track scores `[N, T]` into named figures."""

    name: str
    labelled: Labelled
    judge: Callable[[np.ndarray], dict[str, float]]


class FrameNetwork(nn.Module):
    """The encoder as the trainer calls it: from frames `[B, 1, mel, frame]`, not from waveforms."""

    def __init__(self, encoder: AudioEncoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, frames: Tensor) -> Tensor:
        return self.encoder.from_frames(frames)


class TaggerScheme:
    """Draws chunks, augments and batches them, judges logits, and validates on whole tracks."""

    def __init__(
        self,
        encoder: AudioEncoder,
        train: Labelled,
        valid: Labelled,
        config: TaggerConfig,
        augmenter: FrameAugmenter,
        distorter: WaveformAugmenter,
        device: torch.device,
        watched: tuple[Watched, ...] = (),
    ) -> None:
        self.network: nn.Module = FrameNetwork(encoder)
        self.encoder, self.train, self.valid = encoder, train, valid
        self.config, self.augmenter, self.distorter, self.device = config, augmenter, distorter, device
        self.watched = watched
        self.chunk_rows = train.store.recipe.chunk_rows(encoder.chunk_samples)
        self.frames = encoder.frontend.config.frames(encoder.chunk_samples)
        self.rank, self.world = rank_and_world()

    def draws(self) -> int:
        """Chunks of one epoch, over all processes."""
        data = self.config.data
        return data.epoch_draws or len(self.train.tracks) * data.chunks_per_track

    def steps_per_epoch(self) -> int:
        return max(1, self.draws() // (self.config.data.batch_size * self.world))

    def batches(
        self, epoch: int, generator: np.random.Generator
    ) -> Iterator[tuple[Tensor, tuple[Tensor, Tensor]]]:
        """Frames, and (targets, known). Every process draws the same order and takes its own share."""
        shared = np.random.default_rng([self.config.seed, epoch])
        size, tracks = self.config.data.batch_size, len(self.train.tracks)
        rounds = -(-self.draws() // tracks)
        order = np.concatenate([shared.permutation(tracks) for _ in range(rounds)])[: self.draws()]
        mine = np.resize(order, self.steps_per_epoch() * size * self.world)[self.rank :: self.world]
        for step in range(self.steps_per_epoch()):
            yield self.batch(mine[step * size : (step + 1) * size], generator)

    def batch(self, rows: np.ndarray, generator: np.random.Generator) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """One augmented chunk from a random place of each of these training tracks."""
        draws = torch.Generator(self.device).manual_seed(int(generator.integers(2**62)))
        store, tracks = self.train.store, self.train.tracks[rows]
        span = self.chunk_rows
        if store.recipe.domain == "frames":
            span = int(np.ceil(span * self.augmenter.margin))
        room = np.maximum(0, store.lengths[tracks] - span)
        starts = (generator.random(len(rows)) * (room + 1)).astype(np.int64)
        stored = torch.from_numpy(store.gather(tracks.tolist(), starts.tolist(), span)).to(self.device)
        if store.recipe.domain == "waveform":
            stored = self._heard(self.distorter(stored[:, :, 0], draws))
        else:
            stored = stored.transpose(1, 2)
        frames = self.augmenter(stored, self.frames, draws)
        targets = torch.from_numpy(self.train.truth[rows].astype(np.float32)).to(self.device)
        known = torch.from_numpy(self.train.known[rows].astype(np.float32)).to(self.device)
        smoothing = self.config.training.label_smoothing
        targets = targets * (1 - smoothing) + smoothing / 2
        if generator.random() < self.config.frames.mixup:
            frames, targets, known = _mixed(frames, targets, known, self.config.frames.mixup_alpha, generator)
        return frames.unsqueeze(1), (targets, known)

    def loss(self, outputs: Tensor, rest: tuple[Tensor, Tensor]) -> Tensor:
        targets, known = rest
        each = functional.binary_cross_entropy_with_logits(outputs, targets, weight=known, reduction="sum")
        return each / known.sum().clamp(min=1.0)

    def logits(self, labelled: Labelled, chunks: int, batch_size: int = 64) -> np.ndarray:
        """Logits of evenly spread chunks of every track, float32 `[N, chunks, T]`."""
        store = labelled.store
        starts = [
            chunk_starts(int(store.lengths[track]), self.chunk_rows, chunks) for track in labelled.tracks
        ]
        numbers = np.repeat(labelled.tracks, chunks)
        places = np.concatenate(starts)
        found = []
        with torch.inference_mode():
            for first in range(0, len(numbers), batch_size):
                part = slice(first, first + batch_size)
                rows = store.gather(numbers[part].tolist(), places[part].tolist(), self.chunk_rows)
                stored = torch.from_numpy(rows).to(self.device)
                waveform = store.recipe.domain == "waveform"
                frames = self._heard(stored[:, :, 0]) if waveform else stored.transpose(1, 2)
                found.append(self.network(frames.unsqueeze(1)).float().cpu().numpy())
        return np.concatenate(found).reshape(len(labelled.tracks), chunks, -1)

    def _heard(self, waveform: Tensor) -> Tensor:
        """Frames `[B, mel, frame]` of waveforms `[B, samples]`, by the encoder's own front end."""
        with torch.no_grad():
            return self.encoder.frontend(waveform).squeeze(1)

    def scores(self, labelled: Labelled) -> np.ndarray:
        """Mean over its chunks of each track's probabilities, `[N, T]`."""
        return expit(self.logits(labelled, self.config.data.valid_chunks)).mean(axis=1)

    def validate(self) -> dict[str, float]:
        scores = self.scores(self.valid)
        truth, known = self.valid.truth, self.valid.known
        clipped = np.clip(scores, 1e-6, 1 - 1e-6)
        entropy = -np.where(truth, np.log(clipped), np.log1p(-clipped))
        seen = {
            f"{watched.name}_{figure}": value
            for watched in self.watched
            for figure, value in watched.judge(self.scores(watched.labelled)).items()
        }
        return {
            "roc_auc": metrics.macro(metrics.roc_auc, scores, truth, known),
            "pr_auc": metrics.macro(metrics.average_precision, scores, truth, known),
            "valid_loss": float(entropy[known].mean()),
            **seen,
        }


def _mixed(
    frames: Tensor, targets: Tensor, known: Tensor, alpha: float, generator: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Mixup (Zhang et al. 2018) by power, so that two pieces sound at once; targets mix in the same share."""
    other = torch.from_numpy(generator.permutation(len(frames))).to(frames.device)
    share = float(generator.beta(alpha, alpha))
    share = max(share, 1 - share)
    power = share * 10 ** (frames / 10) + (1 - share) * 10 ** (frames[other] / 10)
    return (
        10 * torch.log10(power),
        share * targets + (1 - share) * targets[other],
        known * known[other],
    )
