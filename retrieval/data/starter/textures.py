"""Sounds without a melody: weather, crowds, worn records, and the rises and falls of electronic music.

A texture lasts as long as its note; its pitch does not count, but for the siren.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.signal import butter, lfilter, sosfilt

from retrieval.data.starter.oscillators import CONTROL_SAMPLES, to_samples
from retrieval.data.starter.sampled import add
from retrieval.data.starter.score import Note, Part
from retrieval.data.starter.synth import hertz

Texture = Callable[[int, int, np.random.Generator], np.ndarray]


def _coloured(samples: int, rng: np.random.Generator, pole: float) -> np.ndarray:
    """Noise that falls towards the treble: `pole` 0 is white, near 1 is brown. Root mean square about 1."""
    noise = rng.standard_normal(samples)
    return np.asarray(lfilter([np.sqrt(1 - pole**2)], [1, -pole], noise))


def _band(sound: np.ndarray, low: float, high: float, rate: int) -> np.ndarray:
    band = butter(2, [low, min(high, 0.48 * rate)], "bandpass", fs=rate, output="sos")
    return np.asarray(sosfilt(band, sound))


def _wander(samples: int, rate: int, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A smooth random path between 0 and 1 that turns about once in `seconds`."""
    points = rng.random(int(samples / rate / seconds) + 3)
    return np.interp(np.arange(samples) / rate / seconds, np.arange(len(points)), points)


def _grains(samples: int, rate: int, per_second: float, fall: float, rng: np.random.Generator) -> np.ndarray:
    """Random clicks with exponential tails of `fall` seconds."""
    clicks = (rng.random(samples) < per_second / rate) * rng.standard_normal(samples) * rng.random(samples)
    return np.asarray(lfilter([1], [1, -np.exp(-1 / (fall * rate))], clicks))


def _swept(samples: int, rate: int, rng: np.random.Generator, upwards: bool) -> np.ndarray:
    """Noise whose band climbs or falls: eight fixed bands, faded one into the next."""
    place = np.linspace(0, 7, samples) if upwards else np.linspace(7, 0, samples)
    centres = np.geomspace(250, 0.35 * rate, 8)
    noise = rng.standard_normal(samples)
    out = np.zeros(samples)
    for i, centre in enumerate(centres):
        out += _band(noise, 0.7 * centre, 1.3 * centre, rate) * np.clip(1 - np.abs(place - i), 0, 1)
    ramp = np.linspace(0, 1, samples) ** 2 if upwards else np.linspace(1, 0, samples) ** 1.5
    return out * ramp


def _rain(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    drops = _band(_grains(samples, rate, rng.uniform(60, 300), 0.002, rng), 800, 9000, rate)
    hiss = _band(rng.standard_normal(samples), 1000, 9000, rate)
    return drops * 3 + hiss * (0.15 + 0.1 * _wander(samples, rate, 3, rng))


def _wind(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    noise = _coloured(samples, rng, 0.9)
    gust = _wander(samples, rate, 2.5, rng)
    return _band(noise, 150, 500, rate) * (1 - gust) + _band(noise, 400, 1100, rate) * gust * 1.5


def _sea(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    times = np.arange(samples) / rate
    swell = np.sin(np.pi * (times / rng.uniform(5, 9) + rng.random())) ** 2
    noise = _coloured(samples, rng, 0.6)
    return _band(noise, 80, 700, rate) * (0.3 + swell) + _band(noise, 900, 7000, rate) * swell**3


def _birds(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    out = 0.01 * _band(rng.standard_normal(samples), 300, 4000, rate)[None]
    for _ in range(max(1, int(samples / rate * rng.uniform(0.5, 2)))):
        length = int(rng.uniform(0.05, 0.16) * rate)
        base, turn = rng.uniform(2500, 5200), rng.uniform(-1500, 1500)
        times = np.arange(length) / length
        pitch = base + turn * times + rng.uniform(0, 600) * np.sin(2 * np.pi * rng.uniform(1, 4) * times)
        chirp = np.sin(2 * np.pi * np.cumsum(np.clip(pitch, 500, 0.45 * rate)) / rate) * np.hanning(length)
        start = int(rng.integers(0, max(1, samples - length)))
        for repeat in range(int(rng.integers(1, 5))):
            add(out, chirp[None] * rng.uniform(0.2, 0.5), start + int(repeat * length * 1.5))
    return np.asarray(out[0])


def _crowd(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    noise = _coloured(samples, rng, 0.4)
    voices = sum(
        _band(noise[::-1] if i % 2 else noise, f, 1.5 * f, rate) * (0.5 + _wander(samples, rate, 0.15, rng))
        for i, f in enumerate((350, 600, 1000, 1700, 2600))
    )
    claps = _band(_grains(samples, rate, rng.uniform(20, 90), 0.004, rng), 700, 5000, rate)
    return np.asarray(voices + claps * rng.uniform(0, 4))


def _crackle(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    pops = _grains(samples, rate, rng.uniform(4, 25), 0.0006, rng) * 4
    dust = _grains(samples, rate, rng.uniform(50, 250), 0.0002, rng)
    return pops + dust + 0.02 * _coloured(samples, rng, 0.5)


def _hiss(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    return _band(rng.standard_normal(samples), 1500, 10000, rate) * 0.5


def _impact(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    times = np.arange(samples) / rate
    boom = np.sin(2 * np.pi * rng.uniform(30, 50) * times + 3 * (1 - np.exp(-times / 0.08)) * 6)
    crash = _coloured(samples, rng, rng.uniform(0.5, 0.95))
    return boom * np.exp(-times / rng.uniform(0.4, 1.5)) + 0.6 * crash * np.exp(
        -times / rng.uniform(0.15, 0.8)
    )


def _metal_hit(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    """A struck plate: partials at no simple ratio, the high ones dying first."""
    times = np.arange(samples) / rate
    base = rng.uniform(90, 500)
    modes = base * np.cumsum(rng.uniform(0.6, 1.7, 14))
    modes = modes[modes < 0.45 * rate]
    tones = sum(
        rng.uniform(0.3, 1) * np.sin(2 * np.pi * mode * times) * np.exp(-times * (1 + mode / 900))
        for mode in modes
    )
    return np.asarray(tones + rng.standard_normal(samples) * np.exp(-times / 0.01))


def _chip_noise(samples: int, rate: int, rng: np.random.Generator) -> np.ndarray:
    step = int(rng.integers(1, 6))
    steps = np.sign(rng.standard_normal(samples // step + 1))
    return np.repeat(steps, step)[:samples] * np.exp(-np.arange(samples) / rate / rng.uniform(0.03, 0.15))


TEXTURES: dict[str, Texture] = {
    "chip_noise": _chip_noise,
    "noise_riser": lambda samples, rate, rng: _swept(samples, rate, rng, True),
    "noise_fall": lambda samples, rate, rng: _swept(samples, rate, rng, False),
    "impact": _impact,
    "vinyl_crackle": _crackle,
    "tape_hiss": _hiss,
    "rain": _rain,
    "wind": _wind,
    "sea": _sea,
    "birds": _birds,
    "crowd": _crowd,
    "metal_hit": _metal_hit,
}
_TAIL_SECONDS = {"impact": 2.0, "metal_hit": 1.5, "noise_fall": 0.5}


def _siren(note: Note, rate: int, rng: np.random.Generator) -> np.ndarray:
    control = np.arange(int(note.duration * rate) // CONTROL_SAMPLES + 2) * CONTROL_SAMPLES / rate
    sweep = 2.0 ** (rng.uniform(0.3, 0.9) * np.sin(2 * np.pi * rng.uniform(0.2, 3) * control))
    samples = int(note.duration * rate)
    phase = np.cumsum(to_samples(float(hertz(note.pitch)) * sweep, samples).astype(np.float64)) / rate
    return np.tanh(2 * np.sin(2 * np.pi * phase))


def play_texture(part: Part, seconds: float, sample_rate: int, rng: np.random.Generator) -> np.ndarray:
    """An `effect` part, dry, with short fades: float32 [2, N]. Hits of chip noise last as their note."""
    buffer = np.zeros((2, round(seconds * sample_rate)), np.float32)
    tail = _TAIL_SECONDS.get(part.instrument, 0.0)
    for note in part.notes:
        length = min(note.duration, seconds - note.start) + tail
        samples = int(length * sample_rate)
        if samples < 16:
            continue
        if part.instrument == "sirens":
            sides = [_siren(note, sample_rate, rng)] * 2
        elif samples < 0.3 * sample_rate or tail:
            sides = [TEXTURES[part.instrument](samples, sample_rate, rng)] * 2
        else:
            sides = [TEXTURES[part.instrument](samples, sample_rate, rng) for _ in range(2)]
        sound = np.stack(sides) * (note.velocity / 127)
        fade = min(sound.shape[1] // 3, int(0.02 * sample_rate))
        ramp = np.linspace(0, 1, fade)
        if not tail and part.instrument != "chip_noise":
            sound[:, :fade] *= ramp
        sound[:, sound.shape[1] - fade :] *= ramp[::-1]
        add(buffer, sound.astype(np.float32), round(note.start * sample_rate))
    return buffer
