"""The chorus that belongs to an instrument rather than to the studio."""

from __future__ import annotations

import numpy as np


def _delayed(signal: np.ndarray, delay_samples: np.ndarray) -> np.ndarray:
    """`signal` [N] read `delay_samples` [N] ago, between samples along straight lines."""
    positions = np.maximum(np.arange(len(signal), dtype=np.float32) - delay_samples, 0)
    below = positions.astype(np.int32)
    part = positions - below.astype(np.float32)
    return signal[below] * (1 - part) + signal[np.minimum(below + 1, len(signal) - 1)] * part


def chorus(sound: np.ndarray, sample_rate: int, depth: float, rng: np.random.Generator) -> np.ndarray:
    """Two slowly wandering copies, one each side: float32 [2, N] in and out; `depth` 0..1."""
    times = np.arange(sound.shape[1], dtype=np.float32) / np.float32(sample_rate)
    rate, base = np.float32(rng.uniform(0.2, 1.1)), np.float32(rng.uniform(0.008, 0.02))
    copies = [
        _delayed(
            channel,
            np.float32(sample_rate)
            * (base + 0.003 * np.sin(2 * np.pi * rate * times + turn)).astype(np.float32),
        )
        for channel, turn in zip(sound, (0.0, 1.9), strict=True)
    ]
    return (sound + np.float32(depth) * np.stack(copies)) / np.float32(1 + 0.5 * depth)
