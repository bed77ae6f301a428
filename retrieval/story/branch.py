"""The branch of a joint space that reads passages: what a text makes one feel, and where that music lies.

A passage is read as a mixture of moods, each of which stands in the joint space where its words of music do:

    p = softmax(W2 relu(W1 (x sqrt(T) - mean) / deviation + b1) + b2)      x: the text encoder's states, unit
    passage  = unit(sum over moods of p_mood t_mood)                        t: the words' vectors, unit

The states are those behind some layers in the middle, side by side: what a text feels like is plain there,
while the last layers of a sentence encoder keep what it is about. It is one reading all the same.

The last answer of p is "no mood at all". Since passages fall among the vectors of words, any song that words
find can be found by a passage, and an index knows nothing of all this: no song's vector changes. NumPy alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save

from retrieval.text_space import unit

FOLDER = "story"
"""Of the branch, in that of its bundle."""
BRANCH_FILE, WEIGHTS_FILE = "branch.json", "branch.safetensors"
NO_MOOD = "none"
_DEVIATION_EPSILON = 1e-5

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """What is asked of a text encoder."""

    def encode(self, texts: Sequence[str]) -> Vectors: ...

    def states(self, texts: Sequence[str], layers: Sequence[int]) -> Vectors: ...


@dataclass(frozen=True)
class PassageBranch:
    """`moods` are what a passage may feel like, `words` how each is called in music, in the same order.

    `layers` are those of the text encoder that are read, K of them; where there are none, its vector is.
    `weights`: `first.weight` `[H, K T]`, `first.bias`, `norm.mean`, `norm.variance`, `norm.scale`,
    `norm.offset` `[H]`, `last.weight` `[M + 1, H]`, `last.bias`.
    """

    moods: tuple[str, ...]
    words: tuple[str, ...]
    weights: Mapping[str, Vectors]
    layers: tuple[int, ...] = ()

    def reading(self, encoder: Encoder, texts: Sequence[str]) -> Vectors:
        """What this branch wants to know of texts, `[P, K, T]`."""
        return encoder.states(texts, self.layers) if self.layers else encoder.encode(texts)[:, None]

    def __call__(self, read: Vectors) -> Vectors:
        """How likely each mood is, and last that there is none: `[P, K, T]` to `[P, M + 1]`, sums of 1."""
        own = self.weights
        hidden = scaled(read) @ own["first.weight"].T + own["first.bias"]
        deviation = np.sqrt(own["norm.variance"] + np.float32(_DEVIATION_EPSILON))
        hidden = (hidden - own["norm.mean"]) / deviation * own["norm.scale"] + own["norm.offset"]
        scores = np.maximum(hidden, 0) @ own["last.weight"].T + own["last.bias"]
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)

    def save(self, folder: Path) -> None:
        """Write two files into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        described = {"layers": list(self.layers), "moods": list(self.moods), "words": list(self.words)}
        text = json.dumps(described, indent=1, ensure_ascii=False)
        (folder / BRANCH_FILE).write_text(text + "\n", encoding="utf-8")
        parts = {name: np.ascontiguousarray(part, np.float32) for name, part in self.weights.items()}
        (folder / WEIGHTS_FILE).write_bytes(save(parts))

    @classmethod
    def load(cls, folder: Path) -> PassageBranch:
        """What `save` wrote; ValueError, TypeError or KeyError where it is damaged."""
        described = json.loads((folder / BRANCH_FILE).read_text(encoding="utf-8"))
        moods, words = (tuple(str(each) for each in described[name]) for name in ("moods", "words"))
        layers = tuple(int(layer) for layer in described.get("layers", ()))
        weights = load_file(folder / WEIGHTS_FILE)
        if len(moods) != len(words) or len(weights["last.bias"]) != len(moods) + 1:
            raise ValueError(f"{len(moods)} moods, {len(words)} words, {len(weights['last.bias'])} answers")
        return cls(moods, words, weights, layers)


def scaled(read: Vectors) -> Vectors:
    """States of a text encoder `[P, K, T]`, with entries of about 1, side by side: `[P, K T]`."""
    return (unit(read) * np.float32(np.sqrt(read.shape[2]))).reshape(len(read), -1)


def placed(moods: Vectors, vectors: Vectors) -> Vectors:
    """Where passages lie in the joint space: `[P, M + 1]` moods, `vectors` of the M words `[M, D]`, to
    `[P, D]`."""
    return unit(moods[:, :-1] @ vectors)
