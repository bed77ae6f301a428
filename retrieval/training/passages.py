"""Learning the branch of a joint space that reads passages (`retrieval.story.branch`), on a frozen encoder.

Texts of several kinds take part in every batch, each with its share: passages of the story corpus, people's
comments with the emotions that readers saw in them, sentences whose readers felt nothing, and plain ones of
our own. What the encoder says of them is disturbed by noise nearly of its own size: the corpus has few scenes
and many ways to tell each, and without noise the branch learns the scenes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import cross_entropy

from retrieval.data.manifest import Passage, Texts
from retrieval.story.branch import PassageBranch, scaled
from retrieval.story.config import PassagesConfig
from retrieval.training.trainer import TrainingError

Vectors = NDArray[np.float32]
STEPS_BETWEEN = 250


@dataclass(frozen=True)
class Lot:
    """Texts that share a part of every batch: what they feel like, `[N, M + 1]`, rows that sum to 1, and how
    often each is drawn, `[N]`."""

    texts: tuple[str, ...]
    feels: Vectors
    often: NDArray[np.float64]
    share: float


def lot_of_passages(texts: Texts, config: PassagesConfig, split: str, share: float) -> Lot | None:
    """The passages of a split that are felt by the moods; None where there are none.

    One with several emotions feels like all of their moods alike. Rare moods are drawn more often than they
    come, by the root of how often they do.
    """
    moods = list(config.moods)
    own: list[tuple[str, NDArray[np.float64]]] = []
    for passage in texts.passages:
        if passage.split == split and (feels := _feels(passage, config, moods)) is not None:
            own.append((passage.text, feels))
    if not own:
        return None
    own = own[:: -(-len(own) // config.most)]
    feels = np.array([row for _, row in own])
    counts = feels.sum(axis=0)
    often = feels @ (1 / np.sqrt(np.maximum(counts, 1)))
    return Lot(tuple(text for text, _ in own), feels.astype(np.float32), often / often.sum(), share)


def lot_of_plain(texts: Sequence[str], config: PassagesConfig, share: float) -> Lot:
    """Texts that feel like nothing."""
    feels = np.zeros((len(texts), len(config.moods) + 1), np.float32)
    feels[:, -1] = 1
    return Lot(tuple(texts), feels, np.full(len(texts), 1 / max(1, len(texts))), share)


def unmoved(texts: Texts, config: PassagesConfig) -> list[str]:
    """Rated sentences of some length that hardly moved those who read them."""
    return [
        passage.text
        for passage in texts.passages
        if passage.split == "train"
        and not passage.emotions
        and passage.valence is not None
        and passage.arousal is not None
        and abs(passage.valence) <= config.unmoved
        and passage.arousal <= 0
        and len(passage.text.split()) >= config.unmoved_words
    ]


def learned_branch(
    lots: Sequence[tuple[Lot, Vectors]], config: PassagesConfig
) -> tuple[PassageBranch, list[float]]:
    """The branch, and the mean loss of every 250 steps; what it reads of the texts, `[N, K, T]`, lies beside
    each lot."""
    if not lots:
        raise TrainingError("there is no text to learn from")
    torch.manual_seed(config.seed)
    width = lots[0][1][0].size
    network = nn.Sequential(
        nn.Linear(width, config.hidden),
        nn.BatchNorm1d(config.hidden),
        nn.ReLU(),
        nn.Dropout(config.dropout),
        nn.Linear(config.hidden, len(config.moods) + 1),
    )
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, config.learning_rate, config.steps)
    losses: list[float] = []
    for inputs, feels in _batches(lots, config):
        noisy = inputs + config.noise * torch.randn_like(inputs)
        loss = cross_entropy(network(noisy), feels, label_smoothing=config.smoothing)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
    means = [float(np.mean(losses[at : at + STEPS_BETWEEN])) for at in range(0, len(losses), STEPS_BETWEEN)]
    return _frozen(network, config), means


def _batches(
    lots: Sequence[tuple[Lot, Vectors]], config: PassagesConfig
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    rng = np.random.default_rng(config.seed)
    whole = sum(lot.share for lot, _ in lots)
    ready = [(lot, scaled(vectors), round(config.batch_size * lot.share / whole)) for lot, vectors in lots]
    for _ in range(config.steps):
        rows = [rng.choice(len(lot.texts), count, p=lot.often) for lot, _, count in ready]
        inputs = np.concatenate([vectors[own] for (_, vectors, _), own in zip(ready, rows, strict=True)])
        feels = np.concatenate([lot.feels[own] for (lot, _, _), own in zip(ready, rows, strict=True)])
        yield torch.from_numpy(inputs), torch.from_numpy(feels)


def _frozen(network: nn.Sequential, config: PassagesConfig) -> PassageBranch:
    state = {name: part.numpy() for name, part in network.state_dict().items()}
    names = {
        "first.weight": "0.weight",
        "first.bias": "0.bias",
        "norm.mean": "1.running_mean",
        "norm.variance": "1.running_var",
        "norm.scale": "1.weight",
        "norm.offset": "1.bias",
        "last.weight": "4.weight",
        "last.bias": "4.bias",
    }
    weights = {name: state[own].copy() for name, own in names.items()}
    return PassageBranch(tuple(config.moods), tuple(config.moods.values()), weights, config.layers)


def _feels(passage: Passage, config: PassagesConfig, moods: list[str]) -> NDArray[np.float64] | None:
    """The passage's moods, or None where its emotions say nothing, or both something and nothing."""
    felt = {config.feels[emotion] for emotion in passage.emotions if emotion in config.feels}
    nothing = felt & {""}
    if not felt or (nothing and len(felt) > 1):
        return None
    row = np.zeros(len(moods) + 1)
    row[[-1 if nothing else moods.index(mood) for mood in felt]] = 1 / len(felt)
    return row
