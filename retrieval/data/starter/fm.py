"""Frequency-modulation sounds and the square waves of old games.

A modulator at `ratio` times the pitch bends the carrier's phase by `index` radians; the index falls as the
note dies, so that the sound loses its edge (Chowning, "The synthesis of complex audio spectra", 1973).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.bus import chorus
from retrieval.data.starter.oscillators import envelope
from retrieval.data.starter.patches import Range, draw_amount
from retrieval.data.starter.sampled import add
from retrieval.data.starter.score import Note, Part, Piece
from retrieval.data.starter.synth import hertz


@dataclass(frozen=True)
class FmKind:
    """Ranges of an FM sound: `ratios` to choose from, index in radians, times in seconds."""

    ratios: tuple[float, ...]
    index: Range
    index_seconds: Range
    decay: Range
    sustain: Range
    release: Range
    tine: Range = (0, 0)  # share of a second, much higher pair that only colours the attack
    tremolo: Range = (0, 0)
    chorus: Range = (0, 0)


FM_KINDS = {
    "fm_bell": FmKind((1.4, 2.41, 3.5, 3.01, 5.2), (1, 5), (0.4, 2), (0.6, 2.5), (0, 0), (0.4, 1.5),
        chorus=(0, 0.4)),
    "fm_epiano": FmKind((1.0,), (0.5, 2.5), (0.3, 1.2), (0.7, 2.2), (0, 0), (0.08, 0.25), (0.1, 0.6), (0,
        0.5), (0, 0.7)),
    "fm_bass": FmKind((0.5, 1.0, 2.0, 3.0), (1.5, 6), (0.06, 0.4), (0.4, 1.5), (0.2, 0.7), (0.04, 0.12)),
}  # fmt: skip


def _fm_note(note: Note, drawn: dict[str, float], rate: int, hold: float) -> np.ndarray:
    samples = int((hold + 4 * drawn["release"]) * rate)
    times = np.arange(samples, dtype=np.float64) / rate
    force = note.velocity / 127
    turn = 2 * np.pi * float(hertz(note.pitch)) * times
    # High notes of real instruments have fewer partials; without this the index would alias.
    index = drawn["index"] * (0.3 + force) * min(1.0, 2.0 ** ((66 - note.pitch) / 18))
    bend = (index * np.exp(-times / drawn["index_seconds"])).astype(np.float32)
    sound = np.sin(turn.astype(np.float32) + bend * np.sin(drawn["ratio"] * turn).astype(np.float32))
    if drawn["tine"] > 0.02 and note.pitch < 80:
        fade = np.exp(-times / 0.08).astype(np.float32) * np.float32(drawn["tine"] * force)
        sound += fade * np.sin(14 * turn).astype(np.float32)
    held = min(samples - 1, int(hold * rate))
    shape = envelope(held, samples, rate, 0.002, drawn["decay"], drawn["sustain"], drawn["release"])
    return (sound * (shape * np.float32(force**1.3))).astype(np.float32)


def play_fm(
    part: Part, piece: Piece, sample_rate: int, rng: np.random.Generator, held_out: bool = False
) -> np.ndarray:
    """A part of an FM kind, dry: float32 [2, N]."""
    kind = FM_KINDS[part.instrument]
    names = ("index", "index_seconds", "decay", "sustain", "release", "tine", "tremolo", "chorus")
    drawn = {name: draw_amount(getattr(kind, name), rng, held_out) for name in names}
    drawn["ratio"] = float(rng.choice(kind.ratios)) * float(rng.choice([1.0, 1.0, 1.003]))
    buffer = np.zeros((2, round(piece.duration_seconds * sample_rate)), np.float32)
    for note in part.notes:
        tone = _fm_note(note, drawn, sample_rate, max(0.04, note.duration))
        add(buffer, np.broadcast_to(tone, (2, len(tone))), round(note.start * sample_rate))
    if drawn["tremolo"] > 0.05:
        swing = np.sin(2 * np.pi * rng.uniform(2, 6) * np.arange(buffer.shape[1]) / sample_rate)
        buffer *= 1 + drawn["tremolo"] * 0.8 * np.stack([swing, -swing]).astype(np.float32)
    return chorus(buffer, sample_rate, drawn["chorus"], rng) if drawn["chorus"] > 0.05 else buffer


def play_chip(part: Part, piece: Piece, sample_rate: int, rng: np.random.Generator) -> np.ndarray:
    """Pulse and stepped-triangle voices of a game console, edges and aliasing kept: float32 [2, N].

    Volume falls in 16 steps; long notes tremble after a third of a second.
    """
    buffer = np.zeros((2, round(piece.duration_seconds * sample_rate)), np.float32)
    duty = float(rng.choice([0.125, 0.25, 0.5]))
    fall = float(rng.choice([0.15, 0.4, 2.0]))
    tremble = float(rng.choice([0.0, 15.0, 30.0]))
    for note in part.notes:
        samples = int(max(0.03, note.duration * 0.95) * sample_rate)
        times = np.arange(samples) / sample_rate
        cents = tremble * np.sin(2 * np.pi * 6 * times) * (times > 0.33)
        phase = np.cumsum(float(hertz(note.pitch)) * 2.0 ** (cents / 1200)) / sample_rate % 1.0
        if part.instrument == "chip_triangle":
            wave = np.round(15 * np.abs(2 * phase - 1)) / 7.5 - 1
        else:
            wave = np.where(phase < duty, 1.0, -1.0) * np.ceil(15 * np.exp(-times / fall)) / 15
        tone = (wave * note.velocity / 127 * 0.5).astype(np.float32)
        add(buffer, np.broadcast_to(tone, (2, samples)), round(note.start * sample_rate))
    return buffer
