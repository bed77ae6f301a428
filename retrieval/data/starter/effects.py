"""What a studio does to sound, one function per effect.

Every function takes float32 samples [C, N] (and the sample rate in Hz where time matters), returns the same
shape, and leaves its input as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, maximum_filter1d
from scipy.signal import lfilter, oaconvolve, sosfilt

Samples = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Band:
    """One equaliser band; `gain_db` is ignored by the passes, `q` by the shelves."""

    kind: Literal["low_shelf", "high_shelf", "peak", "high_pass", "low_pass"]
    hertz: float
    gain_db: float = 0.0
    q: float = 0.7


def equalise(samples: Samples, sample_rate: int, bands: tuple[Band, ...]) -> Samples:
    """Applies second-order bands one after another (bilinear analogue prototypes)."""
    sections = [_biquad(band, sample_rate) for band in bands if band.hertz < 0.48 * sample_rate]
    if not sections:
        return samples
    return np.asarray(sosfilt(np.array(sections, dtype=np.float32), samples, axis=-1), dtype=np.float32)


def _biquad(band: Band, sample_rate: int) -> list[float]:
    """Coefficients b0 b1 b2 1 a1 a2 of one band, from s-domain prototypes with k = tan(pi f / rate)."""
    k = float(np.tan(np.pi * band.hertz / sample_rate))
    gain = 10.0 ** (band.gain_db / 40.0)
    # Numerator and denominator as polynomials n0 + n1 s + n2 s^2, s in units of the band's frequency.
    root = gain**0.5
    numerator, denominator = {
        "high_pass": ((0.0, 0.0, 1.0), (1.0, 1.0 / band.q, 1.0)),
        "low_pass": ((1.0, 0.0, 0.0), (1.0, 1.0 / band.q, 1.0)),
        "peak": ((1.0, gain / band.q, 1.0), (1.0, 1.0 / (gain * band.q), 1.0)),
        "low_shelf": ((gain * gain, 1.414 * root * gain, gain), (1.0, 1.414 * root, gain)),
        "high_shelf": ((gain, 1.414 * root * gain, gain * gain), (gain, 1.414 * root, 1.0)),
    }[band.kind]
    upper, lower = _bilinear(numerator, k), _bilinear(denominator, k)
    return [value / lower[0] for value in (*upper, *lower)]


def _bilinear(polynomial: tuple[float, float, float], k: float) -> tuple[float, float, float]:
    # s = (1 - z) / (k (1 + z)); multiplied through by k^2 (1 + z)^2.
    constant, linear, square = polynomial[0] * k * k, polynomial[1] * k, polynomial[2]
    return constant + linear + square, 2.0 * (constant - square), constant - linear + square


def compress(
    samples: Samples,
    sample_rate: int,
    threshold_db: float,
    ratio: float,
    attack_seconds: float = 0.01,
    release_seconds: float = 0.15,
) -> Samples:
    """Turns loud moments down (up, for a ratio under 1). `threshold_db` is under the sound's loudest moment.

    The level falls after a peak by a straight line in dB, so that following it is one running maximum.
    """
    block = max(round(0.002 * sample_rate), 1)
    level = _block_peaks(samples, block)
    decibels = 20.0 * np.log10(level + 1e-6)
    slope = np.arange(len(decibels)) * (20.0 * block / sample_rate / release_seconds)
    held = np.maximum.accumulate(decibels + slope) - slope
    over = np.maximum(held - (decibels.max() + threshold_db), 0.0)
    reduction = gaussian_filter1d(over * (1.0 - 1.0 / ratio), max(attack_seconds * sample_rate / block, 0.5))
    return _at_gain(samples, 10.0 ** (-reduction / 20.0), block)


def limit(samples: Samples, sample_rate: int, ceiling: float = 0.97, drive_db: float = 0.0) -> Samples:
    """A look-ahead limiter: gain that never lets a peak past the ceiling; `drive_db` pushes into it."""
    block = max(round(0.001 * sample_rate), 1)
    pushed = samples * np.float32(10.0 ** (drive_db / 20.0))
    level = maximum_filter1d(_block_peaks(pushed, block), 9)
    gain = ceiling / np.maximum(level, ceiling)
    slow = np.minimum(gaussian_filter1d(gain, 3.0), gaussian_filter1d(gain, 30.0))
    return np.clip(_at_gain(pushed, slow, block), -ceiling, ceiling)


def _block_peaks(samples: Samples, block: int) -> Samples:
    peaks = np.abs(samples).max(axis=0)
    peaks = np.pad(peaks, (0, -len(peaks) % block))
    return np.asarray(peaks.reshape(-1, block).max(axis=1))


def _at_gain(samples: Samples, gains: Samples, block: int) -> Samples:
    """Samples times gains given at block centres."""
    centres = (np.arange(len(gains)) + 0.5) * block
    curve = np.interp(np.arange(samples.shape[1]), centres, gains).astype(np.float32)
    return samples * curve


Shape = Literal["tape", "tube", "fuzz", "fold"]


def saturate(samples: Samples, drive: float, shape: Shape = "tape") -> Samples:
    """Bends the waveform; `drive` is the gain in front of the bend, where an RMS of 0.1 is normal level.

    Loudness is kept, so that only the colour changes.
    """
    before = float(np.sqrt(np.mean(samples**2))) + 1e-9
    x = samples * np.float32(drive)
    if shape == "tape":
        bent = np.tanh(x)
    elif shape == "tube":
        bent = np.tanh(x + np.float32(0.35)) - np.float32(np.tanh(0.35))
    elif shape == "fuzz":
        bent = np.clip(x, -0.5, 0.5)
    else:
        bent = np.sin(np.clip(x, -4.0, 4.0))
    after = float(np.sqrt(np.mean(bent**2))) + 1e-9
    return bent * np.float32(before / after)


def reverberate(samples: Samples, impulse: Samples, wet: float) -> Samples:
    """Dry plus `wet` times the sound in a room, whose impulse response [C, M] has unit energy."""
    size = samples.shape[1]
    return samples + np.float32(wet) * np.asarray(
        oaconvolve(samples, impulse[: len(samples)], axes=-1)[:, :size], dtype=np.float32
    )


def echo(samples: Samples, sample_rate: int, seconds: float, feedback: float, wet: float) -> Samples:
    """Repeats at a fixed distance, each `feedback` times the last, darker than the sound itself."""
    output = samples.copy()
    dark = equalise(samples, sample_rate, (Band("low_pass", 3200.0), Band("high_pass", 150.0)))
    step, gain, delay = round(seconds * sample_rate), wet, 0
    while gain > 0.01 and (delay := delay + step) < samples.shape[1] and step:
        output[:, delay:] += np.float32(gain) * dark[:, :-delay]
        gain *= feedback
    return output


def chorus(
    samples: Samples, sample_rate: int, hertz: float, depth_seconds: float, delay_seconds: float, wet: float
) -> Samples:
    """A copy whose delay swings: a chorus at 15 to 30 ms, a flanger at 1 to 5 ms."""
    count = samples.shape[1]
    times = np.arange(count, dtype=np.float32)
    output = np.empty_like(samples)
    for channel, sound in enumerate(samples):
        swing = np.sin(times * np.float32(2 * np.pi * hertz / sample_rate) + np.float32(1.6 * channel))
        places = times - np.float32(sample_rate) * (
            np.float32(delay_seconds) + np.float32(depth_seconds) * swing
        )
        output[channel] = sound + np.float32(wet) * read_at(sound, places)
    return output


def read_at(sound: Samples, places: Samples) -> Samples:
    """Sound [N] at fractional sample places, linearly; silence beyond its ends."""
    places = np.clip(places, 0.0, len(sound) - 1.001)
    index = places.astype(np.int32)
    share = (places - index).astype(np.float32)
    low = sound[index]
    return np.asarray(low + share * (sound[index + 1] - low), dtype=np.float32)


def phaser(samples: Samples, sample_rate: int, hertz: float, wet: float) -> Samples:
    """Notches that sweep: the dry sound plus a blend that swings between two chains of all-pass filters."""
    sweep = 0.5 + 0.5 * np.sin(2 * np.pi * hertz * np.arange(samples.shape[1]) / sample_rate)
    chains = []
    for corner in (350.0, 1800.0):
        k = np.tan(np.pi * corner / sample_rate)
        pole = (k - 1.0) / (k + 1.0)
        # Two first-order all-passes in a row: (pole + z)^2 / (1 + pole z)^2.
        chains.append(lfilter([pole * pole, 2 * pole, 1.0], [1.0, 2 * pole, pole * pole], samples))
    blend = chains[0] * (1.0 - sweep) + chains[1] * sweep
    return np.asarray(samples + wet * blend, dtype=np.float32)


def tremolo(samples: Samples, sample_rate: int, hertz: float, depth: float) -> Samples:
    """Loudness that swings by `depth` 0 .. 1."""
    phase = np.arange(samples.shape[1]) * (2 * np.pi * hertz / sample_rate)
    return samples * (1.0 - depth * (0.5 + 0.5 * np.sin(phase))).astype(np.float32)


def pump(samples: Samples, sample_rate: int, beat_seconds: float, depth: float) -> Samples:
    """Ducks on every beat and swells back, as a compressor keyed by the kick drum does."""
    share = np.arange(samples.shape[1]) / sample_rate / beat_seconds % 1.0
    return samples * (1.0 - depth * np.clip(1.0 - share / 0.7, 0.0, 1.0) ** 1.5).astype(np.float32)


def widen(samples: Samples, width: float) -> Samples:
    """Scales the difference of the two sides: 0 is mono, 1 unchanged. Mono sound passes as it is."""
    if len(samples) < 2:
        return samples
    middle = samples.mean(axis=0, keepdims=True)
    return middle + np.float32(width) * (samples - middle)


def ride(samples: Samples, sample_rate: int, depth_db: float, rng: np.random.Generator) -> Samples:
    """Loudness that wanders by about `depth_db` over several seconds: performers, and hands on faders."""
    moments = np.arange(0.0, samples.shape[1] / sample_rate + 3.0, 2.5)
    gains = 10.0 ** (np.clip(rng.normal(0.0, depth_db, len(moments)), -2 * depth_db, 2 * depth_db) / 20.0)
    curve = np.interp(np.arange(samples.shape[1]) / sample_rate, moments, gains)
    return samples * curve.astype(np.float32)


def respeed(samples: Samples, sample_rate: int, cents: float) -> Samples:
    """Plays faster and higher (or slower and lower) by `cents`.

    The length is kept; a faster play ends in its last moments backwards.
    """
    count = samples.shape[1]
    played = soxr.resample(samples.T, sample_rate * 2.0 ** (cents / 1200.0), sample_rate).T
    missing = max(count - played.shape[1], 0)
    if missing:
        played = np.concatenate([played, played[:, -1 : -missing - 1 : -1]], axis=1)
    return np.ascontiguousarray(played[:, :count], dtype=np.float32)


def wow(samples: Samples, sample_rate: int, hertz: float, wow_cents: float, flutter_cents: float) -> Samples:
    """Unsteady speed, as of tape and turntables: a slow swing and a fast flutter, drifting nowhere."""
    count, step = samples.shape[1], max(sample_rate // 200, 1)
    times = np.arange(0, count + step, step) / sample_rate
    bend = wow_cents * np.sin(2 * np.pi * hertz * times)
    bend += flutter_cents * np.sin(2 * np.pi * 9.3 * times + 2.0 * np.sin(2 * np.pi * 0.7 * times))
    travelled = np.concatenate([[0.0], np.cumsum(2.0 ** (bend / 1200.0))[:-1]]) * step
    places = np.interp(np.arange(count), np.arange(len(times)) * step, travelled)
    # Straight lines between samples would cost treble; between samples at twice the rate they hardly do.
    finer = soxr.resample(samples.T, 1, 2, quality="MQ").T
    return np.stack([read_at(np.ascontiguousarray(sound), 2.0 * places) for sound in finer])


def loudness_db(samples: Samples, sample_rate: int) -> float:
    """Rough loudness in dB re full scale: mean power of the louder parts, bass counted less."""
    mono = samples.mean(axis=0, keepdims=True)
    heard = equalise(mono, sample_rate, (Band("high_pass", 60.0), Band("high_shelf", 1600.0, 4.0)))[0]
    block = max(round(0.4 * sample_rate), 1)
    power = np.pad(heard, (0, -len(heard) % block)).reshape(-1, block)
    means = np.square(power).mean(axis=1)
    loud = means[means > 0.01 * means.max()]
    return float(10.0 * np.log10(loud.mean() + 1e-12)) if len(loud) else -120.0
