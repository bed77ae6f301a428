"""Learning a story method: passages evenly over emotions, songs evenly over moods, and songs that fit them.

Passages and songs are never paired by anyone: a song fits a passage when the mapping says that one of its
moods fits the passage's emotion. What is not known of a song makes it neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from retrieval.evaluation import metrics
from retrieval.samplers import PairSampler
from retrieval.story.config import StoryConfig
from retrieval.story.methods.base import StoryBatch, StoryMethod
from retrieval.training.trainer import rank_and_world

AT_ONCE = 128  # in validation


@dataclass(frozen=True)
class Passages:
    """Passages of one split: `told` is what the text tower takes; emotions bool `[N, E]`, points `[N, 2]`."""

    told: Any
    emotions: Tensor
    points: Tensor

    def __len__(self) -> int:
        return len(self.emotions)


@dataclass(frozen=True)
class Songs:
    """Songs of one split: `heard` is what the song tower takes; what is true of them and what is known not to
    be, bool `[N, M]`. `rows` are the songs that can be heard."""

    heard: Any
    rows: Tensor
    moods: Tensor
    lacks: Tensor


@dataclass(frozen=True)
class Draw:
    """Rows of B passages and S songs, and what they were drawn for: see `StoryBatch`."""

    texts: Tensor
    emotion: Tensor
    partner: Tensor
    songs: Tensor
    mood: Tensor
    places: Tensor
    draws: torch.Generator

    def __len__(self) -> int:
        return len(self.texts)


class StoryNetwork(nn.Module):
    """Towers and method as the trainer calls them: a draw in, the losses out, `[parts]` in their order."""

    def __init__(
        self, text: nn.Module, song: nn.Module, method: StoryMethod, passages: Passages, songs: Songs
    ) -> None:
        super().__init__()
        self.text, self.song, self.method = text, song, method
        self.passages, self.songs = passages, songs
        self.parts: tuple[str, ...] = ()

    def forward(self, draw: Draw) -> Tensor:
        found = self.method.loss(self.batch(draw))
        self.parts = tuple(found)
        return torch.stack(list(found.values()))

    def batch(self, draw: Draw) -> StoryBatch:
        """What the method learns from, read and heard."""
        return StoryBatch(
            read=self.text(self.passages.told, draw.texts).float(),
            emotions=self.passages.emotions[draw.texts],
            emotion=draw.emotion,
            points=self.passages.points[draw.texts],
            partner=draw.partner,
            heard=self.song(self.songs.heard, draw.songs, draw.places).float(),
            moods=self.songs.moods[draw.songs],
            lacks=self.songs.lacks[draw.songs],
            mood=draw.mood,
            draws=draw.draws,
        )


class StoryScheme:
    """Draws passages and songs, and validates by finding songs for passages under the mapping of training."""

    def __init__(
        self, network: StoryNetwork, valid: tuple[Passages, Songs], config: StoryConfig, device: torch.device
    ) -> None:
        self.network: nn.Module = network.to(device)
        self.story, self.method = network, network.method
        self.valid, self.config, self.device = valid, config, device
        self.rank, self.world = rank_and_world()
        self.balanced = config.triplets.sampler != "random"
        self.texts = PairSampler(self._reasons(network.passages), self.balanced)
        truth = torch.zeros_like(network.songs.moods)
        truth[network.songs.rows] = network.songs.moods[network.songs.rows]
        self.songs, self.members = PairSampler(truth, self.balanced), Members(truth)
        self.fits = self.method.fits & truth.any(dim=0)
        self.sums: dict[str, float] = {}

    def _reasons(self, passages: Passages) -> Tensor:
        """What each passage may be drawn for, bool `[N, E + 1]`: an emotion, or last its own point alone."""
        emotions = passages.emotions
        if not self.method.learns_labels:
            emotions = emotions & self.method.fits.any(dim=1)
        alone = passages.points.isfinite().all(dim=1) & ~passages.emotions.any(dim=1)
        return torch.cat([emotions, alone[:, None]], dim=1)

    def steps_per_epoch(self) -> int:
        data = self.config.data
        return max(1, data.epoch_draws // (data.batch_size * self.world))

    def batches(self, epoch: int, generator: np.random.Generator) -> Iterator[tuple[Draw, None]]:
        """What the network takes; it needs nothing beside."""
        draws = torch.Generator(self.device).manual_seed(int(generator.integers(2**62)))
        size, steps = self.config.data.batch_size, self.steps_per_epoch()
        reasons, texts = self.texts.draw(steps * size, draws)
        emotion = torch.where(reasons < len(self.method.emotions), reasons, -1)
        partners, fitting = self._partners(emotion, draws)
        moods, songs = self.songs.draw(steps * size, draws)
        places = torch.rand(2, steps * size, generator=draws, device=self.device)
        self.sums = {}
        for start in range(0, steps * size, size):
            part = slice(start, start + size)
            rows, drawn_for, at = [songs[part]], [moods[part]], [places[0, part]]
            if not self.method.learns_labels:
                rows, drawn_for, at = [], [], []
            partner = torch.full_like(emotion[part], -1)
            if self.method.learns_pairs:
                own = torch.arange(sum(map(len, rows)), sum(map(len, rows)) + size, device=self.device)
                partner = own.where(fitting[part], partner)
                rows.append(partners[part])
                drawn_for.append(torch.full_like(moods[part], -1))
                at.append(places[1, part])
            yield (
                Draw(
                    texts[part],
                    emotion[part],
                    partner,
                    torch.cat(rows),
                    torch.cat(drawn_for),
                    torch.cat(at),
                    draws,
                ),
                None,
            )

    def _partners(self, emotion: Tensor, draws: torch.Generator) -> tuple[Tensor, Tensor]:
        """A song for each emotion, evenly over the moods that fit it, and whether any does.

        Where none does the song is any: it may still be somebody's negative.
        """
        if not self.method.learns_pairs:
            return emotion, emotion < 0
        fits = self.fits[emotion.clamp(min=0)] & (emotion >= 0)[:, None]
        fitting = fits.any(dim=1)
        from_moods = fits | (~fitting[:, None] & self.members.counts.bool())
        moods = torch.multinomial(from_moods.float(), 1, generator=draws).squeeze(1)
        return self.members.draw(moods, draws), fitting

    def loss(self, outputs: Tensor, rest: None) -> Tensor:
        for name, value in zip(self.story.parts, outputs.tolist(), strict=True):
            self.sums[name] = self.sums.get(name, 0.0) + value
        return outputs[self.story.parts.index("loss")]

    def embed_valid(self) -> tuple[Tensor, Tensor]:
        """Vectors of the validation passages, `[Q, D]`, and of the songs that can be heard, `[N, D]`."""
        passages, songs = self.valid
        texts = [
            self.method.embed_text(self.story.text(passages.told, rows).float())
            for rows in torch.arange(len(passages), device=self.device).split(AT_ONCE)
        ]
        count = self.config.data.segments
        places = (torch.arange(count, device=self.device) + 0.5) / count
        heard = [
            self.method.embed_song(
                self.story.song(songs.heard, rows.repeat_interleave(count), places.repeat(len(rows))).float()
            ).unflatten(0, (len(rows), count))
            for rows in songs.rows.split(AT_ONCE // count + 1)
        ]
        return torch.cat(texts), self.method.pooled(torch.cat(heard))

    def validate(self) -> dict[str, float]:
        passages, songs = self.valid
        texts, heard = self.embed_valid()
        moods, lacks = songs.moods[songs.rows], songs.lacks[songs.rows]
        figures = found_figures(
            self.method.scores(texts, heard), passages.emotions, self.method.fits, moods, lacks
        )
        by_text, by_song = self.method.text_scores(texts), self.method.song_scores(heard)
        if by_text is not None and passages.emotions.any():
            right = passages.emotions[torch.arange(len(texts)), by_text.argmax(dim=1)]
            each = [right[own].float().mean() for own in passages.emotions.T if own.any()]
            figures["text_recall"] = float(torch.stack(each).mean())
        if by_song is not None:
            # a word without valence and arousal, or without a vector, is one that no song can be told by
            told = (moods | lacks) & by_song.isfinite().all(dim=0)
            figures["music_ap"] = metrics.macro(
                metrics.average_precision,
                by_song.float().cpu().numpy(),
                moods.cpu().numpy(),
                told.cpu().numpy(),
            )
        known = passages.points.isfinite().all(dim=1)
        if self.method.name == "va_regression" and known.sum() > 1:
            figures["text_concordance"] = concordance(texts[known], passages.points[known])
        steps = self.steps_per_epoch()
        parts = {name: total / steps for name, total in self.sums.items() if name != "loss"}
        return {**figures, **parts}


class Members:
    """The songs of each mood, to draw from: `truth` bool `[N, M]`."""

    def __init__(self, truth: Tensor) -> None:
        self.songs = truth.T.nonzero()[:, 1]
        self.counts = truth.sum(dim=0)
        self.starts = self.counts.cumsum(0) - self.counts

    def draw(self, moods: Tensor, generator: torch.Generator) -> Tensor:
        """A song of each of these moods, which all have some."""
        share = torch.rand(len(moods), generator=generator, device=moods.device, dtype=torch.float64)
        return self.songs[self.starts[moods] + (share * self.counts[moods]).long()]


def found_figures(
    scores: Tensor, emotions: Tensor, fits: Tensor, moods: Tensor, lacks: Tensor
) -> dict[str, float]:
    """Reciprocal rank and precision among the first five of songs found for passages: means of each emotion's
    mean, and nothing where no passage has an emotion that is mapped.

    **Shape**: scores `[Q, N]`; bool emotions `[Q, E]`, fits `[E, M]`, moods and lacks `[N, M]`.
    """
    ranks, firsts = [], []
    for emotion in range(emotions.shape[1]):
        wanted, rows = fits[emotion], emotions[:, emotion]
        right = moods[:, wanted].any(dim=1)
        judged = right | lacks[:, wanted].all(dim=1)
        if not (wanted.any() and rows.any() and right.any()):
            continue
        own = scores[rows][:, judged]
        order = own.argsort(dim=1, descending=True, stable=True)
        hits = right[judged][order].double() * own.isfinite().any(dim=1, keepdim=True)
        places = torch.arange(1, hits.shape[1] + 1, device=hits.device, dtype=torch.float64)
        ranks.append(float((hits / places).amax(dim=1).mean()))
        firsts.append(float(hits[:, :5].mean()))
    if not ranks:
        return {}
    return {"macro_rr": float(np.mean(ranks)), "macro_p5": float(np.mean(firsts))}


def concordance(found: Tensor, wanted: Tensor) -> float:
    """Lin's concordance of valence and of arousal, `[N, 2]` each, averaged: 1 only where both are equal.

    >>> concordance(torch.tensor([[0.0, 1.0], [1.0, 0.0]]), torch.tensor([[0.0, 1.0], [1.0, 0.0]]))
    1.0
    """
    one, other = found.double(), wanted.double()
    apart = (one.mean(dim=0) - other.mean(dim=0)).square()
    together = ((one - one.mean(dim=0)) * (other - other.mean(dim=0))).mean(dim=0)
    spread = one.var(dim=0, correction=0) + other.var(dim=0, correction=0)
    return float((2 * together / (spread + apart).clamp(min=1e-12)).mean())
