"""A guitar amplifier and its cabinet: the whole part goes through, so that chords growl as chords.

Two strings through one bent curve make sum and difference tones: the power chord's weight. Bending each
note by itself would lose it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, firwin2, lfilter, oaconvolve, resample_poly, sosfilt

from retrieval.data.starter.bus import chorus
from retrieval.data.starter.patches import Range, draw_amount

_OVERSAMPLING = (
    2  # the bent curve makes overtones beyond the band; half the rate's headroom hides their images
)


@dataclass(frozen=True)
class Amp:
    """Ranges of an amplifier: gain in dB before the curve, filters in hertz, shares 0..1."""

    gain_db: Range
    tight_hertz: Range = (70, 160)  # high-pass before the curve: keeps low strings from flapping
    asymmetry: Range = (0, 0.3)
    hardness: Range = (0, 0.5)
    top_hertz: Range = (3200, 5200)
    clean: Range = (0, 0)
    chorus: Range = (0, 0)
    spring: Range = (0, 0)
    wah: Range = (0, 0)


AMPS = {
    "dist_guitar": Amp((28, 46), hardness=(0.2, 0.9)),
    "crunch_guitar": Amp((12, 26), top_hertz=(3500, 6000)),
    "dist_lead": Amp((26, 40), (120, 250), top_hertz=(3500, 5500), chorus=(0, 0.3)),
    "fuzz_guitar": Amp((34, 52), (60, 140), (0.2, 0.7), (0.7, 1), (2200, 4500)),
    "palm_mute": Amp((28, 44), (90, 180), hardness=(0.2, 0.8)),
    "spring_guitar": Amp((0, 8), top_hertz=(4000, 7000), spring=(0.2, 0.7)),
    "chorus_guitar": Amp((0, 6), top_hertz=(5000, 8000), chorus=(0.4, 1)),
    "wah_guitar": Amp((6, 22), wah=(0.6, 1)),
    "dist_bass": Amp((15, 36), (35, 70), hardness=(0, 0.8), top_hertz=(2200, 5000), clean=(0.2, 0.7)),
}


def _cabinet(sample_rate: int, top: float, rng: np.random.Generator) -> np.ndarray:
    """A drawn loudspeaker box as a short filter: a bump near 110 Hz, a dip, a presence peak, then a cliff."""
    hertz = np.array([0, 60, 110, 220, 450, 900, 0.5 * top, 0.75 * top, top, 1.5 * top])
    usual_db = np.array([-40, -9, 3, 2, 0, -2, -2, -2, -7, -17.0])
    gains_db = usual_db + rng.normal(0, 1.8, 10)
    nyquist = sample_rate / 2
    inside = hertz < nyquist * 0.98
    points = np.r_[hertz[inside], nyquist]
    gains = np.r_[10 ** (gains_db[inside] / 20), 0.004]
    return np.asarray(firwin2(257, points, gains, fs=sample_rate))


def _wah(sound: np.ndarray, sample_rate: int, amount: float, rng: np.random.Generator) -> np.ndarray:
    """A pedal rocking to and fro: a blend of five fixed band-passes that passes from one to the next."""
    times = np.arange(len(sound)) / sample_rate
    foot = 2 - 2 * np.cos(2 * np.pi * rng.uniform(0.8, 2.5) * times)
    out = (1 - amount) * sound
    for step, centre in enumerate((450.0, 700.0, 1050.0, 1500.0, 2100.0)):
        band = butter(1, [0.8 * centre, 1.25 * centre], "bandpass", fs=sample_rate, output="sos")
        out = out + 2 * amount * sosfilt(band, sound) * np.clip(1 - np.abs(foot - step), 0, 1)
    return np.asarray(out)


def _spring(sound: np.ndarray, sample_rate: int, amount: float, rng: np.random.Generator) -> np.ndarray:
    """A spring tank: a dark, fluttering tail of two seconds."""
    times = np.arange(int(1.8 * sample_rate)) / sample_rate
    flutter = 1 + 0.6 * np.sin(2 * np.pi * rng.uniform(17, 28) * times)
    tail = rng.standard_normal(len(times)) * np.exp(-times / rng.uniform(0.25, 0.6)) * flutter
    band = butter(2, [180, min(3800, 0.45 * sample_rate)], "bandpass", fs=sample_rate, output="sos")
    tail = sosfilt(band, tail)
    tail *= amount / np.sqrt((tail**2).sum())
    return np.asarray(sound + oaconvolve(sound, tail)[: len(sound)])


def _touch(mono: np.ndarray, sample_rate: int) -> np.ndarray:
    """How hard the strings ring, 0 .. 1: overdrive flattens it, and a part of it is given back after."""
    pole = float(np.exp(-1 / (0.02 * sample_rate)))
    level = np.maximum(lfilter([1.0 - pole], [1.0, -pole], np.abs(mono)), 0.0)
    return np.asarray(level / max(float(level.max()), 1e-9))


def amplify(
    dry: np.ndarray, name: str, sample_rate: int, rng: np.random.Generator, held_out: bool = False
) -> np.ndarray:
    """Clean guitar or bass [C, N] through the drawn amplifier `name`: float32 [2, N]."""
    amp = AMPS[name]
    a = {key: draw_amount(getattr(amp, key), rng, held_out) for key in Amp.__dataclass_fields__}
    mono = dry.mean(0)
    peak = float(np.abs(mono).max())
    if peak == 0.0:
        return np.zeros((2, dry.shape[1]), np.float32)
    mono = mono / peak
    pole = float(np.exp(-2 * np.pi * a["tight_hertz"] / sample_rate))
    driven = lfilter([1.0, -1.0], [1.0, -pole], mono)
    if a["wah"] > 0.05:
        driven = _wah(driven, sample_rate, a["wah"], rng)
    if a["gain_db"] > 3:
        fine = resample_poly(driven, _OVERSAMPLING, 1) * 10 ** (a["gain_db"] / 20)
        bias = a["asymmetry"]
        soft = np.tanh(fine + bias) - np.tanh(bias)
        hard = np.clip(fine + 0.5 * bias, -1, 1)
        driven = resample_poly((1 - a["hardness"]) * soft + a["hardness"] * hard, 1, _OVERSAMPLING)
    out = oaconvolve(driven, _cabinet(sample_rate, a["top_hertz"], rng), mode="same")
    out = out * _touch(mono, sample_rate) ** rng.uniform(0.0, 0.8)
    if a["clean"] > 0.02:
        out = out + a["clean"] * mono
    if a["spring"] > 0.05:
        out = _spring(out, sample_rate, a["spring"], rng)
    stereo = np.stack([out, out]).astype(np.float32)
    return chorus(stereo, sample_rate, a["chorus"], rng) if a["chorus"] > 0.05 else stereo
