"""Rooms and the noises of recording: impulse responses, hiss, hum, crackle, room tone.

An impulse response is a sum of exponentially decaying bands of noise after a few early reflections: dense
late reverberation is indistinguishable from it (Moorer 1979).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy import fft

from retrieval.data.starter.effects import Samples

_EDGES = (0.0, 250.0, 700.0, 1800.0, 4500.0, 20000.0)


@dataclass(frozen=True)
class Room:
    """A place. `damping` says how much faster highs die than lows (0 plate, 1 heavy curtains)."""

    seconds: float  # for the middle band to fall by 60 dB
    damping: float
    before_seconds: float  # until the first reflection
    reflections: int
    seed: int

    def impulse(self, sample_rate: int, channels: int) -> Samples:
        """Impulse response float32 [channels, M] of unit energy, without the direct sound."""
        rng = np.random.default_rng(self.seed)
        count = round(min(1.1 * self.seconds, 6.0) * sample_rate) + 64
        times = np.arange(count, dtype=np.float32) / np.float32(sample_rate)
        hertz = fft.rfftfreq(fft.next_fast_len(count, real=True), 1.0 / sample_rate)
        noise = rng.standard_normal((channels, (len(hertz) - 1) * 2), dtype=np.float32)
        spectrum = fft.rfft(noise, axis=1)
        impulse = np.zeros((channels, count), dtype=np.float32)
        for band, (low, high) in enumerate(pairwise(_EDGES)):
            held = spectrum * ((hertz >= low) & (hertz < high)).astype(np.float32)
            seconds = self.seconds * 2.0 ** (-1.1 * self.damping * (band - 2))
            tail = fft.irfft(held, axis=1)[:, :count] * np.exp(times * np.float32(-6.9 / max(seconds, 0.03)))
            impulse += tail * np.float32(1.0 - 0.12 * band * self.damping)
        impulse *= np.minimum(times / np.float32(0.004 + self.before_seconds), 1.0)
        scale = float(np.abs(impulse).max())
        for when in rng.uniform(0.3, 2.5, (channels, self.reflections)) * (self.before_seconds + 0.012):
            places = np.minimum((when * sample_rate).astype(int), count - 1)
            channel = int(rng.integers(channels))
            impulse[channel, places] += scale * rng.uniform(-1.5, 1.5, len(places)).astype(np.float32)
        return impulse / np.sqrt(np.square(impulse).sum(axis=1, keepdims=True) + 1e-12)


NoiseKind = Literal["hiss", "hum", "crackle", "room", "rumble"]


def noise(kind: NoiseKind, count: int, sample_rate: int, rng: np.random.Generator) -> Samples:
    """A recording noise of unit deviation: float32 [N]."""
    if kind == "hum":
        times = np.arange(count) / sample_rate
        mains = float(rng.choice([50.0, 60.0]))
        waves = [
            np.sin(2 * np.pi * mains * k * times + rng.uniform(0, 6)) / k ** rng.uniform(0.6, 1.6)
            for k in range(1, 7)
        ]
        sound = np.sum(waves, axis=0)
    elif kind == "crackle":
        sound = np.zeros(count)
        clicks = rng.integers(0, count, max(int(count / sample_rate * rng.uniform(4.0, 60.0)), 1))
        np.add.at(sound, clicks, rng.standard_normal(len(clicks)) * np.exp(rng.normal(0.0, 0.8, len(clicks))))
        ring = np.exp(-np.arange(40) / (sample_rate * 1.5e-4)) * np.cos(np.arange(40) * rng.uniform(0.3, 1.6))
        sound = np.convolve(sound, ring)[:count]
    else:
        # White noise tilted by frequency: hiss rises a little, room tone and rumble fall steeply.
        slope = {"hiss": rng.uniform(-0.3, 0.3), "room": rng.uniform(-1.2, -0.7), "rumble": -2.0}[kind]
        white = fft.rfft(rng.standard_normal(fft.next_fast_len(count, real=True), dtype=np.float32))
        hertz = np.maximum(fft.rfftfreq(fft.next_fast_len(count, real=True), 1.0 / sample_rate), 25.0)
        sound = fft.irfft(white * (hertz / 1000.0) ** slope)[:count]
    return np.asarray(sound / (sound.std() + 1e-9), dtype=np.float32)
