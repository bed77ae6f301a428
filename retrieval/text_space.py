"""The text side of a joint space in NumPy, for those who serve without torch; see `retrieval.joint_space`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

SPACE_FILE = "space.safetensors"
Vectors = NDArray[np.float32]
_NORM_EPSILON = 1e-5  # of torch's batch norm


class TextSpace:
    """Vectors of a text encoder into the joint space; `weights` are those of `space.safetensors`.

    **Shape**: `[Q, T]` to unit vectors `[Q, D]`.
    """

    def __init__(
        self, weights: Mapping[str, Vectors], song: Literal["acoustic", "cultural", "concatenated", "fused"]
    ) -> None:
        self._weights = {name: value.astype(np.float32) for name, value in weights.items()}
        self._fused = song == "fused"
        self._projected = "projection.values" in weights

    def __call__(self, read: Vectors) -> Vectors:
        found = unit(self._branch("text", read))
        if self._projected:
            share = self._weights["share"]
            return np.concatenate(
                [np.sqrt(1 - share) * found, np.sqrt(share) * self._projection(read)], axis=1
            )
        if self._fused:
            sound = self._share_of_sound(read)[:, None]
            listeners = unit(self._branch("text_cultural", read))
            return np.concatenate([np.sqrt(sound) * found, np.sqrt(1 - sound) * listeners], axis=1)
        return found

    def _dense(self, name: str, inputs: Vectors) -> Vectors:
        return inputs @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _branch(self, name: str, inputs: Vectors) -> Vectors:
        """Dense, batch norm, ReLU, dense."""
        mean, variance, scale, offset = (
            self._weights[f"{name}.1.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
        )
        hidden = (self._dense(f"{name}.0", inputs) - mean) / np.sqrt(variance + np.float32(_NORM_EPSILON))
        return self._dense(f"{name}.4", np.maximum(hidden * scale + offset, 0))

    def _share_of_sound(self, read: Vectors) -> Vectors:
        scaled = unit(read) * np.float32(math.sqrt(read.shape[1]))
        return np.reciprocal(1 + np.exp(-self._dense("gate", scaled)[:, 0]))

    def _projection(self, read: Vectors) -> Vectors:
        """The mixture of tags that a text asks for, with a zero where songs have their padding."""
        part = {
            name: self._weights[f"projection.{name}"] for name in ("landmarks", "width", "centre", "values")
        }
        alike = np.exp((unit(read) @ part["landmarks"].T - 1) / part["width"])
        mixture = unit((alike - part["centre"]) @ part["values"])
        return np.concatenate([mixture, np.zeros((len(read), 1), np.float32)], axis=1)


def unit(vectors: Vectors) -> Vectors:
    """At length 1; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.maximum(lengths, np.float32(1e-12))
