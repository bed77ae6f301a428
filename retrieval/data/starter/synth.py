"""Subtractive synthesisers: leads, basses, pads and plucks, a different patch drawn for every part."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from retrieval.data.starter.bus import chorus
from retrieval.data.starter.oscillators import (
    CONTROL_SAMPLES,
    envelope,
    ladder,
    oscillate,
    rungs,
    to_samples,
)
from retrieval.data.starter.patches import KINDS, Patch, draw
from retrieval.data.starter.sampled import add
from retrieval.data.starter.score import Note, Part, Piece


def hertz(pitch: float | np.ndarray) -> np.ndarray:
    """Frequency of a MIDI pitch."""
    return 440.0 * 2.0 ** ((np.asarray(pitch, np.float64) - 69) / 12)


def openness(piece: Piece, patch: Patch, sample_rate: int, rng: np.random.Generator) -> np.ndarray:
    """Octaves by which the filter stands open over the piece, at control rate: sections, wander, wobble."""
    count = int(piece.duration_seconds * sample_rate / CONTROL_SAMPLES) + 2
    times = np.arange(count) * CONTROL_SAMPLES / sample_rate
    brightness = piece.parameters.get("brightness", 0.5)
    strength = np.full(count, brightness)
    for section in piece.sections:
        strength[(times >= section.start) & (times < section.end)] = section.intensity
    smooth = max(1, int(2.0 * sample_rate / CONTROL_SAMPLES))
    path = (uniform_filter1d(strength, smooth, mode="nearest") - 0.5) * patch["opening"]
    path += 1.6 * (brightness - 0.5)
    period = rng.uniform(5, 14)
    path += patch["drift_octaves"] * np.sin(2 * np.pi * (times / period + rng.random()))
    if patch["wobble_octaves"] > 0:
        cycles = times * piece.tempo_bpm / 60 * patch.wobble_per_beat
        path += patch["wobble_octaves"] * (0.5 - 0.5 * np.cos(2 * np.pi * cycles))
    return path


def _tone(
    patch: Patch,
    note: Note,
    glide_from: float,
    opened: np.ndarray,
    rate: int,
    hold: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """One note: float32 [2, N], N its length with the release."""
    samples = int((hold + 3.5 * patch["release"]) * rate)
    held = min(samples - 1, int(hold * rate))
    control = np.arange(samples // CONTROL_SAMPLES + 2) * CONTROL_SAMPLES / rate
    force = note.velocity / 127
    sweep = patch["sweep_octaves"] * (0.4 + 0.8 * force) * np.exp(-control / patch["sweep_seconds"])
    octaves: np.ndarray = opened[np.minimum(np.arange(len(control)), len(opened) - 1)] + sweep
    cutoff = np.float64(patch["cutoff_hertz"]) * 2.0 ** (octaves + patch["tracking"] * (note.pitch - 60) / 12)
    cutoffs, position = rungs(np.clip(cutoff, 60, 0.45 * rate))
    frequency = float(hertz(note.pitch))
    tables = ladder(patch.wave, frequency, cutoffs, patch["resonance"], rate, patch.colour)
    bend = np.zeros_like(control)
    if patch["vibrato_cents"] > 1:
        onset = np.clip((control - 0.2) / 0.3, 0, 1)
        bend += patch["vibrato_cents"] / 1200 * onset * np.sin(2 * np.pi * patch["vibrato_hertz"] * control)
    if patch["glide"] > 0.005 and glide_from:
        bend += (glide_from - note.pitch) / 12 * np.exp(-control / (patch["glide"] / 2))
    speed = to_samples(2.0**bend, samples) if bend.any() else np.ones(samples, np.float32)
    phase = np.cumsum(speed, dtype=np.float64) * (frequency / rate)
    count = max(1, round(patch["unison"]))
    cents = np.linspace(-1, 1, count) * patch["detune_cents"] if count > 1 else np.zeros(1)
    ratios = 2.0 ** ((cents + rng.normal(0, 1.5, count)) / 1200)
    where = None if len(tables) == 1 else to_samples(position, samples)
    sound = oscillate(tables, where, phase, ratios, rng.random(count)) / np.float32(np.sqrt(count))
    for share, ratio in ((patch["octave_below"], 0.5), (patch["fifth"], 1.5)):
        if share > 0.02:
            sound += np.float32(share) * oscillate(tables, where, phase, np.array([ratio]), rng.random(1))
    if patch["noise"] > 0.005:
        sound += np.float32(patch["noise"]) * rng.standard_normal((2, samples), np.float32)
    shape = envelope(held, samples, rate, patch["attack"], patch["decay"], patch["sustain"], patch["release"])
    return sound * (shape * np.float32(force**1.4))


def _scattered(sound: np.ndarray, rate: int, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Windowed grains of a sound, each moved by up to a few grain lengths: float32 [2, N]."""
    length = int(seconds * rate)
    window = np.hanning(length).astype(np.float32)
    out = np.zeros_like(sound)
    for start in range(0, sound.shape[1] - length, length // 3):
        source = int(np.clip(start + rng.integers(-3, 4) * length, 0, sound.shape[1] - length))
        grain = sound[:, source : source + length] * window * rng.uniform(0.2, 1.2, (2, 1)).astype(np.float32)
        out[:, start : start + length] += grain
    return out


def play_synth(
    part: Part, piece: Piece, sample_rate: int, rng: np.random.Generator, held_out: bool = False
) -> np.ndarray:
    """A part of a subtractive kind, dry: float32 [2, N]."""
    patch = draw(KINDS[part.instrument], rng, held_out)
    opened = openness(piece, patch, sample_rate, rng)
    buffer = np.zeros((2, round(piece.duration_seconds * sample_rate)), np.float32)
    previous = 0.0
    for note in part.notes:
        hold = max(0.03, note.duration * (0.5 if part.articulation == "staccato" else 0.97))
        first = min(int(note.start * sample_rate / CONTROL_SAMPLES), len(opened) - 1)
        tone = _tone(patch, note, previous, opened[first:], sample_rate, hold, rng)
        add(buffer, tone, round(note.start * sample_rate))
        previous = float(note.pitch)
    if patch["spread"] < 1:
        middle = buffer.mean(0)
        buffer = middle + np.float32(patch["spread"]) * (buffer - middle)
    if patch.gate:
        steps = (np.arange(buffer.shape[1]) / sample_rate * piece.tempo_bpm / 60 * 4) % 1.0
        buffer *= np.clip((0.62 - steps) * 12, 0, 1).astype(np.float32) * np.clip(steps * 30, 0, 1).astype(
            np.float32
        )
    if patch["grain_seconds"] > 0.01:
        buffer = _scattered(buffer, sample_rate, patch["grain_seconds"], rng)
    if patch["drive"] > 0.05:
        peak = np.float32(max(float(np.abs(buffer).max()), 1e-6))
        buffer = np.tanh(buffer * (np.float32(1 + patch["drive"]) / peak))
    if patch["chorus"] > 0.05:
        buffer = chorus(buffer, sample_rate, patch["chorus"], rng)
    return buffer
