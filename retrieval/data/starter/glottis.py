"""What the vocal folds do: a pitch curve from notes, and the buzz that follows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from retrieval.data.starter.score import Note
from retrieval.data.starter.tract import Array, Grid


@dataclass(frozen=True)
class Folds:
    """How one singer phonates. Cents, hertz and seconds; shares are 0 .. 1."""

    vibrato_cents: float
    vibrato_hertz: float
    vibrato_delay_seconds: float
    glide_seconds: float  # how long pitch takes from note to note; 0 sounds like hard pitch correction
    scoop_cents: float  # how far below a note its attack begins
    drift_cents: float
    jitter: float  # cycle-to-cycle pitch noise, share of the period
    shimmer: float  # cycle-to-cycle loudness noise
    subharmonic: float  # how strongly every second cycle is weakened: rasp, then growl
    roughness: float  # irregular amplitude modulation at 30 to 90 Hz: scream
    detune_cents: float = 0.0


def pitch_curve(notes: tuple[Note, ...], folds: Folds, grid: Grid, rng: np.random.Generator) -> Array:
    """Fundamental frequency [frames] in Hz, sliding from note to note; notes must not overlap."""
    times, step = grid.times, grid.hop / grid.sample_rate
    starts = np.array([note.start for note in notes])
    pitches = np.array([float(note.pitch) for note in notes])
    index = np.clip(np.searchsorted(starts, times + 0.3 * folds.glide_seconds, side="right") - 1, 0, None)
    semitones = pitches[index]
    if folds.glide_seconds > step:
        semitones = gaussian_filter1d(semitones, 0.4 * folds.glide_seconds / step, mode="nearest")
    age = np.maximum(times - starts[index], 0.0)
    scoops = folds.scoop_cents * rng.uniform(0.0, 1.6, len(notes))
    cents = -scoops[index] * np.exp(-age / 0.05)
    cents += folds.drift_cents * _wander(grid, 0.25, rng)
    rate = folds.vibrato_hertz * (1.0 + 0.06 * _wander(grid, 0.3, rng))
    swell = np.clip((age - folds.vibrato_delay_seconds) / 0.35, 0.0, 1.0)
    depth = folds.vibrato_cents * swell * (1.0 + 0.25 * _wander(grid, 0.2, rng))
    cents += depth * np.sin(2 * np.pi * (np.cumsum(rate) * step + rng.uniform()))
    return np.asarray(440.0 * 2.0 ** ((semitones - 69.0 + (cents + folds.detune_cents) / 100.0) / 12.0))


def buzz(hertz: Array, folds: Folds, grid: Grid, rng: np.random.Generator) -> tuple[Array, Array]:
    """The glottal source for a pitch curve [frames]: a band-limited sawtooth (-6 dB per octave, the slope of
    voiced sound after radiation from the lips) and its phase in 0 .. 1, both float32 [samples]."""
    advance = grid.to_samples(hertz) / grid.sample_rate
    unwrapped = np.cumsum(advance, dtype=np.float64)
    cycle = unwrapped.astype(np.int64)
    noise = rng.standard_normal(int(cycle[-1]) + 2).astype(np.float32)
    # Jitter moves each cycle's end, so it enters as a phase error that grows linearly between cycle ends.
    phase = (unwrapped - cycle).astype(np.float32)
    error = folds.jitter * noise
    bent = phase * (1.0 + error[cycle] * (1.0 - phase))
    saw = 1.0 - 2.0 * bent
    advance32 = advance.astype(np.float32)
    after = phase < advance32
    before = phase > 1.0 - advance32
    x = phase[after] / advance32[after]
    saw[after] += x + x - x * x - 1.0
    x = (phase[before] - 1.0) / advance32[before]
    saw[before] += x * x + x + x + 1.0
    gains = 1.0 + folds.shimmer * noise[::-1]
    gains[::2] *= 1.0 - folds.subharmonic
    saw *= gains[cycle]
    if folds.roughness > 0.0:
        saw *= 1.0 + folds.roughness * grid.to_samples(_wander(grid, 28.0, rng))
    return saw.astype(np.float32), phase


def _wander(grid: Grid, hertz: float, rng: np.random.Generator) -> Array:
    """Noise [frames] of unit deviation that changes about `hertz` times a second."""
    width = 0.2 / (hertz * grid.hop / grid.sample_rate)
    curve = gaussian_filter1d(rng.standard_normal(grid.frames), width)
    # Averaging over a Gaussian window of this width leaves that much of white noise's deviation.
    return np.asarray(np.clip(curve * np.sqrt(2.0 * np.sqrt(np.pi) * max(width, 0.3)), -3.0, 3.0))
