"""Learning the joint space: triplets of an anchor text, a song it is true of, and one it is not true of.

Both encoders are frozen, so a text and a segment are rows of matrices, and a batch is a few look-ups. A tag
that nobody knows of a song makes it neither a positive nor a negative for that tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from retrieval.config import JointConfig
from retrieval.distances import distance
from retrieval.evaluation import metrics
from retrieval.joint_space import JointSpace
from retrieval.losses import triplet_loss
from retrieval.samplers import PairSampler, draw_negatives, log_weights
from retrieval.song_vectors import SongVectors
from retrieval.training.trainer import rank_and_world
from retrieval.training.wording import Anchors


@dataclass(frozen=True)
class Songs:
    """Songs of one split: their vectors, what is true of them and where that is known, bool `[N, T]`."""

    vectors: SongVectors
    truth: NDArray[np.bool_]
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Batch:
    """What the loss needs beside the embedded pairs: which songs of the batch are true negatives."""

    allowed: Tensor
    draws: torch.Generator


class JointNetwork(nn.Module):
    """The space as the trainer calls it: a text and a song a row, side by side in one matrix.

    **Shape**: `[B, T + A + C + 2]`, the last two columns 1 where the song has a sound and listeners, to
    `[B, 2, D]`: the text's vector and the song's.
    """

    def __init__(self, space: JointSpace) -> None:
        super().__init__()
        self.space = space

    def forward(self, rows: Tensor) -> Tensor:
        space = self.space
        widths = [space.text_dimension, space.acoustic_dimension, space.cultural_dimension, 1, 1]
        text, acoustic, cultural, has_acoustic, has_cultural = rows.split(widths, dim=1)
        has = space.with_dropped_modalities(has_acoustic[:, 0] > 0, has_cultural[:, 0] > 0)
        return torch.stack([space.embed_text(text), space.embed_song(acoustic, cultural, *has)], dim=1)


class JointScheme:
    """Draws pairs, chooses negatives among the batch, and validates by ranking whole songs for each tag."""

    def __init__(
        self,
        space: JointSpace,
        anchors: Anchors,
        text_vectors: NDArray[np.float32],
        queries: NDArray[np.float32],
        train: Songs,
        valid: Songs,
        config: JointConfig,
        device: torch.device,
    ) -> None:
        """`text_vectors` `[texts, T]` are the anchors', `queries` `[tags x templates, T]` for validation."""
        self.space = space.to(device)
        self.network: nn.Module = JointNetwork(self.space)
        self.valid, self.config, self.device = valid, config, device
        self.rank, self.world = rank_and_world()
        heeded = space.heeds(_tensor(train.vectors.has_acoustic), _tensor(train.vectors.has_cultural))
        truth = _tensor(train.truth & train.known) & heeded[:, None]
        self.lacks = _tensor(~train.truth & train.known).float().to(device)
        self.pairs = PairSampler(truth.to(device), config.triplets.sampler != "random")
        self.acoustic = _tensor(train.vectors.acoustic).to(device)
        self.cultural = _padded(train.vectors.cultural, space.cultural_dimension).to(device)
        self.has = torch.stack(
            [_tensor(train.vectors.has_acoustic), _tensor(train.vectors.has_cultural)], dim=1
        ).float().to(device)  # fmt: skip
        self.text_vectors, self.queries = _tensor(text_vectors).to(device), _tensor(queries).to(device)
        self.tag_rows, self.song_rows = _tensor(anchors.tag_rows).to(device), _tensor(anchors.song_rows)
        self.song_rows = self.song_rows.to(device)
        self.described = (self.song_rows >= 0).sum(dim=1)
        self.states = _tensor(anchors.states).float().to(device)
        self.distance = distance(config.triplets.distance)

    def steps_per_epoch(self) -> int:
        data = self.config.data
        return max(1, data.epoch_draws // (data.batch_size * self.world))

    def batches(self, epoch: int, generator: np.random.Generator) -> Iterator[tuple[Tensor, Batch]]:
        """Rows for the network, and for each anchor which songs of the batch may be its negatives."""
        draws = torch.Generator(self.device).manual_seed(int(generator.integers(2**62)))
        size = self.config.data.batch_size
        tags, songs = self.pairs.draw(self.steps_per_epoch() * size, draws)
        texts = self._texts(tags, songs, draws)
        segments = torch.randint(self.acoustic.shape[1], (len(songs),), generator=draws, device=self.device)
        for start in range(0, len(songs), size):
            part = slice(start, start + size)
            yield self.batch(texts[part], songs[part], segments[part], draws)

    def batch(
        self, texts: Tensor, songs: Tensor, segments: Tensor, draws: torch.Generator
    ) -> tuple[Tensor, Batch]:
        """One batch of these anchor texts with these segments of positive songs."""
        rows = [
            self.text_vectors[texts],
            self.acoustic[songs, segments],
            self.cultural[songs],
            self.has[songs],
        ]
        # a song is a true negative when it is known to lack something that the text states
        allowed = self.states[texts] @ self.lacks[songs].T > 0
        return torch.cat(rows, dim=1), Batch(allowed, draws)

    def _texts(self, tags: Tensor, songs: Tensor, draws: torch.Generator) -> Tensor:
        """A text for each pair: the tag, another way to say it, or a description of the song."""
        data, count = self.config.data, len(tags)
        share = torch.rand(3, count, generator=draws, device=self.device)
        others = self.tag_rows.shape[1] - 1
        column = torch.where(share[0] < data.phrasing_share, 1 + (share[1] * others).long(), 0)
        texts = self.tag_rows[tags, column.clamp(max=others)]
        if not self.song_rows.shape[1]:
            return texts
        told = (share[2] < data.description_share) & (self.described[songs] > 0)
        # what is left of the draw that chose a description is itself uniform
        which = (share[2] / max(data.description_share, 1e-9)).clamp(max=0.999999)
        chosen = self.song_rows[songs, (which * self.described[songs]).long()]
        return torch.where(told, chosen, texts)

    def loss(self, outputs: Tensor, rest: Batch) -> Tensor:
        text, song = outputs.unbind(dim=1)
        triplets = self.config.triplets
        weights = None
        if triplets.sampler == "balanced_weighted":
            cosines = text.detach() @ song.detach().T
            weights = log_weights(cosines, triplets.weighting, self.space.dimension)
        chosen, found = draw_negatives(rest.allowed, weights, rest.draws, triplets.negatives)
        valid = found[:, None].expand_as(chosen)
        return triplet_loss(text[:, None], song[:, None], song[chosen], triplets.margin, self.distance, valid)

    def embed_valid(self) -> tuple[Tensor, Tensor]:
        """Vectors of the validation queries, `[T, D]`, and of the validation songs, `[N, D]`."""
        space, vectors = self.space, self.valid.vectors
        count = vectors.acoustic.shape[1]
        cultural = _padded(vectors.cultural, space.cultural_dimension).to(self.device)
        each = space.embed_song(
            _tensor(vectors.acoustic).to(self.device).flatten(0, 1),
            cultural.repeat_interleave(count, dim=0),
            _tensor(vectors.has_acoustic).to(self.device).repeat_interleave(count),
            _tensor(vectors.has_cultural).to(self.device).repeat_interleave(count),
        )
        songs = space.pooled(each.unflatten(0, (len(vectors), count)))
        texts = space.embed_text(self.queries).unflatten(0, (self.valid.truth.shape[1], -1))
        return nn.functional.normalize(texts.mean(dim=1), dim=1), songs

    def validate(self) -> dict[str, float]:
        texts, songs = self.embed_valid()
        scores = (songs @ texts.T).float().cpu().numpy()
        truth, known = self.valid.truth & self.valid.known, self.valid.known
        first = [
            metrics.precision_at(scores[known[:, tag], tag], truth[known[:, tag], tag], 10)
            for tag in range(truth.shape[1])
            if truth[:, tag].any()
        ]
        return {
            "map": metrics.macro(metrics.average_precision, scores, truth, known),
            "precision_at_10": float(np.mean(first)) if first else float("nan"),
            "roc_auc": metrics.macro(metrics.roc_auc, scores, truth, known),
        }


def _tensor(array: NDArray[np.generic]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))


def _padded(cultural: NDArray[np.float32], width: int) -> Tensor:
    """Cultural vectors, or as many zeros as the space expects where there are none."""
    return _tensor(cultural) if cultural.shape[1] == width else torch.zeros(len(cultural), width)
