"""A stem is what one part of a piece sounds like, dry; and how stems stand together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import lfilter

from retrieval.data.starter.instruments import INSTRUMENTS
from retrieval.data.starter.score import Part

# How loud a role stands beside a melody before the arrangement's own gain, in dB. Measured against real
# recordings: a mix of equals is a wall, in which neither the voice nor the drums can be seen or heard.
_ROLE_DB = {
    "voice": 1.5,
    "speech": 1.5,
    "drums": 4.0,
    "bass": 0.0,
    "counter": -4.0,
    "chords": -5.0,
    "arpeggio": -5.0,
    "pad": -9.0,
    "effect": -8.0,
}
# Overdrive fills every band it is given: at its role's level it buries the bass, as no mixed band does.
_OVERDRIVEN_DB = -4.0
_REFERENCE_RMS = 0.1
_WINDOW_SECONDS = 0.1
_QUIET_PART = 0.05  # of the loudest window: quieter ones are rests and do not count towards a stem's level


@dataclass(frozen=True)
class Stem:
    """One part's sound, dry: `samples` is float32 [1 or 2, N] from the piece's first second on."""

    part: Part
    samples: np.ndarray


def loudness(samples: np.ndarray, sample_rate: int) -> float:
    """Root mean square of where the part sounds, bass counted less as ears do. `samples` is [C, N]."""
    mono = samples.mean(0)
    # A first-order high-pass at 120 Hz, mixed in half and half, stands in for an ear's weighting.
    pole = float(np.exp(-2 * np.pi * 120 / sample_rate))
    weighted = 0.3 * mono + 0.7 * lfilter([1.0, -1.0], [1.0, -pole], mono)
    window = max(1, int(_WINDOW_SECONDS * sample_rate))
    count = len(weighted) // window
    if count == 0:
        return float(np.sqrt(np.mean(weighted**2))) if len(weighted) else 0.0
    power = (weighted[: count * window].reshape(count, window) ** 2).mean(1)
    sounding = power[power > (_QUIET_PART**2) * power.max()]
    return float(np.sqrt(sounding.mean())) if len(sounding) else 0.0


def balance(stem: Stem, sample_rate: int) -> Stem:
    """A stem at its role's level: soundfonts and synthesisers differ by 30 dB, arrangements must not."""
    level = loudness(stem.samples, sample_rate)
    if level <= 0.0:
        return stem
    overdriven = INSTRUMENTS[stem.part.instrument].family == "distorted_guitar"
    stands_db = _ROLE_DB.get(stem.part.role, 0.0) + (_OVERDRIVEN_DB if overdriven else 0.0)
    target = _REFERENCE_RMS * 10 ** ((stands_db + stem.part.gain_db) / 20)
    return replace(stem, samples=stem.samples * np.float32(target / level))


def panned(sound: np.ndarray, pan: float) -> np.ndarray:
    """Equal-power placing of [1, N] or [2, N] at `pan` (-1 left .. 1 right): float32 [2, N].

    An instrument's own stereo is narrowed by half: soundfonts place a piano's ends in the loudspeakers.
    """
    middle = sound.mean(0, keepdims=True)
    sound = middle + np.float32(0.5) * (sound - middle)
    angle = (np.clip(pan, -1.0, 1.0) + 1.0) * np.pi / 4
    gains = np.sqrt(2) * np.array([[np.cos(angle)], [np.sin(angle)]], np.float32)
    return gains * sound


def mix(stems: list[Stem]) -> np.ndarray:
    """The plain sum of stems of equal shape: float32 [C, N]."""
    if not stems:
        raise ValueError("There is nothing to mix: the list of stems is empty.")
    total = np.zeros_like(stems[0].samples)
    for stem in stems:
        total += stem.samples
    return total
