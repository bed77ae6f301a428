"""What stands before a story method: passages and songs to the vectors of their encoders, frozen or learning.

A frozen encoder reads and hears everything once, before training; its tower is a look-up. A learning one is
part of the network and works on whatever a batch draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from encoders.base import AudioEncoder, TextEncoder
from retrieval.data.features import FeatureStore, Recipe, features_of
from retrieval.data.manifest import Manifest
from retrieval.passages import split_passages
from retrieval.progress import say

Read = Callable[[Sequence[str]], NDArray[np.float32]]


class TextLookUp(nn.Module):
    """Passages that were read before: `[N, T]` and rows `[B]` to `[B, T]`."""

    def forward(self, vectors: Tensor, rows: Tensor) -> Tensor:
        return vectors[rows]


class TextTower(nn.Module):
    """A text encoder that learns: texts and rows `[B]` to `[B, T]`."""

    def __init__(self, encoder: TextEncoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, texts: Sequence[str], rows: Tensor) -> Tensor:
        tokens = self.encoder.tokens([texts[row] for row in rows.tolist()])
        found: Tensor = self.encoder({name: tensor.to(rows.device) for name, tensor in tokens.items()})
        return found


class SongLookUp(nn.Module):
    """Songs whose segments were heard before: `[N, S, A]`, rows `[B]` and places `[B]` to `[B, A]`.

    A place is where in the song a segment begins, from 0, its beginning, to 1, the last that has room.
    """

    def forward(self, vectors: Tensor, rows: Tensor, places: Tensor) -> Tensor:
        segments = vectors.shape[1]
        return vectors[rows, (places * segments).long().clamp(max=segments - 1)]


class SongTower(nn.Module):
    """An audio encoder that learns, on stored frames: rows and places `[B]` to `[B, A]`."""

    def __init__(self, encoder: AudioEncoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, store: FeatureStore, rows: Tensor, places: Tensor) -> Tensor:
        tracks = rows.cpu().numpy()
        span = store.recipe.chunk_rows(self.encoder.chunk_samples)
        room = np.maximum(0, store.lengths[tracks] - span)
        starts = np.round(places.double().cpu().numpy() * room).astype(np.int64)
        stored = torch.from_numpy(store.gather(tracks.tolist(), starts.tolist(), span)).to(rows.device)
        if store.recipe.domain == "waveform":
            return self.encoder.penultimate(self.encoder.frontend(stored[:, :, 0]))
        return self.encoder.penultimate(stored.transpose(1, 2).unsqueeze(1))


def store_for(encoder: AudioEncoder, manifest: Manifest, workers: int | None = None) -> FeatureStore:
    """What a learning encoder hears of a manifest's tracks: frames, or waveforms where its front end
    standardises each chunk, which stored frames of whole tracks cannot give."""
    front = encoder.frontend.config
    by_chunk = front.standardise or front.weighting == "per_frequency"
    recipe = Recipe(encoder.config.frontend, "waveform" if by_chunk else "frames")
    return features_of(manifest, recipe, workers)


def read_whole(encoder: TextEncoder, texts: Sequence[str], read: Read) -> NDArray[np.float32]:
    """Vectors `[N, T]` of texts by `read`; one that is longer than the encoder's window is read in passages,
    and its vector is their mean."""
    if encoder.max_tokens is None or not len(texts):
        return read(texts)
    long = encoder.token_counts(texts) > encoder.max_tokens
    pieces = [
        [own.text for own in split_passages(text, encoder.token_counts, encoder.max_tokens)]
        if cut
        else [text]
        for text, cut in zip(texts, long, strict=True)
    ]
    counts = np.array([len(own) for own in pieces])
    found = read([piece for own in pieces for piece in own])
    summed = np.add.reduceat(found, np.cumsum(counts) - counts)
    return (summed / counts[:, None]).astype(np.float32)


def tell_cut(encoder: TextEncoder, texts: Sequence[str]) -> None:
    """A learning encoder reads each passage in one piece: say how many it cannot read to the end."""
    if encoder.max_tokens is not None and len(texts):
        cut = int((encoder.token_counts(texts) > encoder.max_tokens).sum())
        if cut:
            say(
                f"{cut} of {len(texts)} passages are longer than the {encoder.max_tokens} tokens that "
                f"{encoder.name} reads: what comes after is not learned from"
            )
