"""Rooms and the noises of recording: impulse responses, hiss, hum, crackle, room tone, an audience.

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
        # Even, so that the inverse transform below has as many samples again.
        hertz = fft.rfftfreq(2 * fft.next_fast_len((count + 1) // 2, real=True), 1.0 / sample_rate)
        noise = rng.standard_normal((channels, (len(hertz) - 1) * 2), dtype=np.float32)
        spectrum = fft.rfft(noise, axis=1)
        impulse = np.zeros((channels, count), dtype=np.float32)
        for band, (low, high) in enumerate(pairwise(_EDGES)):
            held = spectrum * ((hertz >= low) & (hertz < high)).astype(np.float32)
            seconds = self.seconds * 2.0 ** (-0.55 * self.damping * (band - 2))
            tail = fft.irfft(held, axis=1)[:, :count] * np.exp(times * np.float32(-6.9 / max(seconds, 0.03)))
            impulse += tail * np.float32(1.0 - 0.12 * band * self.damping)
        impulse *= np.minimum(times / np.float32(0.004 + self.before_seconds), 1.0)
        scale = float(np.abs(impulse).max())
        for when in rng.uniform(0.3, 2.5, (channels, self.reflections)) * (self.before_seconds + 0.012):
            places = np.minimum((when * sample_rate).astype(int), count - 1)
            channel = int(rng.integers(channels))
            impulse[channel, places] += scale * rng.uniform(-1.5, 1.5, len(places)).astype(np.float32)
        return impulse / np.sqrt(np.square(impulse).sum(axis=1, keepdims=True) + 1e-12)


NoiseKind = Literal["hiss", "hum", "crackle", "room", "rumble", "crowd"]


def noise(kind: NoiseKind, count: int, sample_rate: int, rng: np.random.Generator) -> Samples:
    """A recording noise of unit deviation: float32 [N]."""
    if kind == "hum":
        # One cycle of the mains with its harmonics, read over and over.
        cycle = np.arange(512) * (2 * np.pi / 512)
        wave = sum(np.sin(k * cycle + rng.uniform(0, 6)) / k ** rng.uniform(0.6, 1.6) for k in range(1, 7))
        steps = np.arange(count) * (512 * float(rng.choice([50.0, 60.0])) / sample_rate)
        sound = np.asarray(wave)[steps.astype(np.int64) % 512]
    elif kind == "crackle":
        sound = np.zeros(count)
        clicks = rng.integers(0, count, max(int(count / sample_rate * rng.uniform(4.0, 60.0)), 1))
        np.add.at(sound, clicks, rng.standard_normal(len(clicks)) * np.exp(rng.normal(0.0, 0.8, len(clicks))))
        ring = np.exp(-np.arange(40) / (sample_rate * 1.5e-4)) * np.cos(np.arange(40) * rng.uniform(0.3, 1.6))
        sound = np.convolve(sound, ring)[:count]
    else:
        size = fft.next_fast_len(count, real=True)
        spectrum = fft.rfft(rng.standard_normal(size, dtype=np.float32))
        hertz = np.maximum(fft.rfftfreq(size, 1.0 / sample_rate), 25.0)
        sound = fft.irfft(spectrum * _tilt(kind, hertz, rng).astype(np.float32), size)[:count]
        if kind == "crowd":
            sound *= _murmur(count, sample_rate, rng)
    return np.asarray(sound / (sound.std() + 1e-9), dtype=np.float32)


def _tilt(kind: NoiseKind, hertz: Samples, rng: np.random.Generator) -> Samples:
    """Gain over frequency: hiss is nearly white, room tone and rumble fall, people fill the middle."""
    if kind == "crowd":
        return np.asarray(np.exp(-0.5 * (np.log2(hertz / rng.uniform(600.0, 1800.0)) / 1.1) ** 2))
    slope = {"hiss": rng.uniform(-0.3, 0.3), "room": rng.uniform(-1.2, -0.7), "rumble": -2.0}[kind]
    return np.asarray((hertz / 1000.0) ** slope)


def _murmur(count: int, sample_rate: int, rng: np.random.Generator) -> Samples:
    """How loud an audience is over time: a restless bed, and applause or cheers now and then."""
    seconds = count / sample_rate
    moments = np.linspace(0.0, seconds, max(int(4 * seconds), 2))
    level = np.exp(rng.normal(-1.2, 0.35, len(moments)))
    for _ in range(int(rng.poisson(1.0 + seconds / 20.0))):
        distance = moments - rng.uniform(-1.0, seconds)
        level += rng.uniform(0.5, 3.0) * np.exp(-0.5 * (distance / np.where(distance < 0, 0.4, 1.8)) ** 2)
    return np.interp(np.arange(count) / sample_rate, moments, level).astype(np.float32)
