"""The patches of the synthesisers: for each kind the ranges from which every part draws its own sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

Range = tuple[float, float]
_SEEN_SHARE = 0.85  # training draws from the lower part of every range, the test split from the rest


@dataclass(frozen=True)
class Kind:
    """Ranges from which a patch of one kind is drawn. Seconds, cents, octaves and hertz as named."""

    waves: tuple[str, ...] = ("saw",)
    unison: Range = (1, 1)
    detune_cents: Range = (3, 20)
    spread: Range = (0.2, 0.9)
    octave_below: Range = (0, 0)  # share of a second oscillator an octave lower
    fifth: Range = (0, 0)  # share of a second oscillator a fifth higher
    cutoff_hertz: Range = (800, 5000)
    resonance: Range = (0.6, 1.5)
    sweep_octaves: Range = (0, 1.5)
    sweep_seconds: Range = (0.05, 0.5)
    tracking: Range = (0.2, 0.6)  # octaves of cutoff for an octave of pitch above middle C
    attack: Range = (0.002, 0.02)
    decay: Range = (0.2, 1.0)
    sustain: Range = (0.5, 0.9)
    release: Range = (0.05, 0.2)
    vibrato_cents: Range = (0, 0)
    vibrato_hertz: Range = (4.5, 6.5)
    glide: Range = (0, 0)
    wobble_octaves: Range = (0, 0)
    wobble_per_beat: tuple[str, ...] = ("2",)
    drift_octaves: Range = (0, 0.3)  # how far the cutoff wanders over many seconds
    opening: Range = (0.5, 2.0)  # octaves of cutoff between the quietest and the strongest section
    drive: Range = (0, 0)
    chorus: Range = (0, 0)
    noise: Range = (0, 0)
    grain_seconds: Range = (0, 0)  # notes are cut into grains of this length, scattered anew
    gate: bool = False


@dataclass(frozen=True)
class Patch:
    """One drawn sound: a name of a wave, how the wobble stands to the beat, and a number per range."""

    wave: str
    wobble_per_beat: float
    gate: bool
    colour: float
    amounts: Mapping[str, float]

    def __getitem__(self, name: str) -> float:
        return self.amounts[name]


KINDS: dict[str, Kind] = {
    "saw_lead": Kind(("saw", "pulse"), (1, 3), vibrato_cents=(0, 25), cutoff_hertz=(1200, 7000), glide=(0,
        0.06), octave_below=(0, 0.5)),
    "square_lead": Kind(("square", "pulse"), (1, 2), vibrato_cents=(0, 30), cutoff_hertz=(1500, 7000),
        glide=(0, 0.05)),
    "supersaw": Kind(("saw",), (5, 9), (10, 40), (0.6, 1.0), cutoff_hertz=(2500, 9000), release=(0.1, 0.4),
        octave_below=(0, 0.5), opening=(1, 3)),
    "theremin": Kind(("sine", "triangle"), cutoff_hertz=(2000, 6000), vibrato_cents=(20, 60), glide=(0.06,
        0.2), attack=(0.05, 0.15), sustain=(0.9, 1)),
    "sine_sub": Kind(("sine", "triangle"), cutoff_hertz=(150, 600), sustain=(0.7, 1), drive=(0, 2.5),
        sweep_octaves=(0, 1)),
    "acid_bass": Kind(("saw", "square"), cutoff_hertz=(150, 700), resonance=(4, 14), sweep_octaves=(1.5, 4),
        sweep_seconds=(0.06, 0.3), glide=(0, 0.08), drive=(0.5, 4), opening=(1, 3), sustain=(0.3, 0.8)),
    "reese_bass": Kind(("saw",), (2, 5), (20, 60), (0.3, 0.9), cutoff_hertz=(250, 1500), drift_octaves=(0.3,
        1.2), drive=(0, 3), octave_below=(0, 0.8)),
    "wobble_bass": Kind(("saw", "square"), (1, 3), (5, 30), (0.1, 0.5), cutoff_hertz=(200, 600),
        resonance=(1.5, 5), wobble_octaves=(1.5, 4), wobble_per_beat=("0.5", "1", "1.5", "2", "3", "4"),
        drive=(1, 5), octave_below=(0.2, 1), sustain=(0.9, 1)),
    "saw_bass": Kind(("saw", "pulse"), (1, 2), cutoff_hertz=(250, 1500), sweep_octaves=(0.5, 2.5),
        sweep_seconds=(0.05, 0.3), octave_below=(0, 0.6), drive=(0, 1.5), release=(0.03, 0.1)),
    "pluck_bass": Kind(("saw", "triangle", "pulse"), cutoff_hertz=(150, 600), sweep_octaves=(1.5, 3.5),
        sweep_seconds=(0.03, 0.15), decay=(0.1, 0.5), sustain=(0, 0.2), release=(0.03, 0.1)),
    "pad_warm": Kind(("saw", "pulse", "triangle"), (3, 5), (6, 22), (0.5, 1.0), cutoff_hertz=(500, 2000),
        attack=(0.2, 1.2), sustain=(0.8, 1), release=(0.4, 1.2), drift_octaves=(0.2, 0.8), chorus=(0.2,
        0.8)),
    "pad_dark": Kind(("saw", "triangle"), (2, 4), (5, 20), (0.4, 1.0), cutoff_hertz=(150, 600), attack=(0.3,
        1.8), sustain=(0.9, 1), release=(0.5, 1.5), drift_octaves=(0.3, 1), chorus=(0, 0.5),
        octave_below=(0.2, 0.8)),
    "pad_glass": Kind(("glass", "triangle", "sine"), (2, 4), (4, 14), (0.5, 1.0), cutoff_hertz=(2500, 9000),
        attack=(0.05, 0.9), sustain=(0.7, 1), release=(0.6, 1.6), chorus=(0.2, 0.9), fifth=(0, 0.3)),
    "pad_choir": Kind(("vocal",), (3, 5), (8, 25), (0.5, 1.0), cutoff_hertz=(1500, 5000), attack=(0.15,
        0.8), sustain=(0.9, 1), release=(0.4, 1), vibrato_cents=(3, 14), chorus=(0.2, 0.8), noise=(0,
        0.05)),
    "drone": Kind(("saw", "organ", "pulse", "vocal"), (2, 4), (3, 18), (0.4, 1.0), cutoff_hertz=(150, 900),
        attack=(0.8, 2.5), sustain=(1, 1), release=(1, 2), drift_octaves=(0.6, 2), fifth=(0, 0.7),
        octave_below=(0.2, 1), noise=(0, 0.08)),
    "granular_texture": Kind(
        ("glass", "vocal", "triangle"), (2, 4), (5, 30), (0.6, 1.0), cutoff_hertz=(700, 5000),
        attack=(0.02, 0.3), sustain=(0.6, 1), release=(0.3, 1), drift_octaves=(0.5, 1.5), chorus=(0.2, 0.8),
        grain_seconds=(0.04, 0.25),
    ),
    "pluck": Kind(("saw", "pulse", "triangle", "square"), (1, 3), (3, 18), cutoff_hertz=(300, 1800),
        sweep_octaves=(1.5, 4), sweep_seconds=(0.03, 0.2), decay=(0.12, 0.6), sustain=(0, 0.15),
        release=(0.06, 0.4), opening=(1, 3)),
    "stab": Kind(("saw", "pulse", "organ"), (3, 7), (8, 30), (0.4, 1.0), cutoff_hertz=(500, 3000),
        resonance=(0.7, 3), sweep_octaves=(1, 3), sweep_seconds=(0.05, 0.3), decay=(0.15, 0.5), sustain=(0,
        0.3), release=(0.05, 0.3), fifth=(0, 0.4)),
    "trance_gate": Kind(("saw",), (5, 7), (10, 30), (0.6, 1.0), cutoff_hertz=(1200, 6000), gate=True,
        opening=(1.5, 3.5), sustain=(0.9, 1), release=(0.1, 0.3)),
}  # fmt: skip


def draw_amount(limits: Range, rng: np.random.Generator, held_out: bool) -> float:
    """A number from a range, by ratio where it spans over a factor 4; the test split has its own end."""
    low, high = limits
    share = rng.uniform(_SEEN_SHARE, 1.0) if held_out else rng.uniform(0.0, _SEEN_SHARE)
    if low > 0 and high > 4 * low:
        return float(low * (high / low) ** share)
    return float(low + (high - low) * share)


def draw(kind: Kind, rng: np.random.Generator, held_out: bool) -> Patch:
    """A patch of a kind."""
    names = [f.name for f in fields(Kind) if f.name not in ("waves", "wobble_per_beat", "gate")]
    return Patch(
        wave=str(rng.choice(kind.waves)),
        wobble_per_beat=float(rng.choice(kind.wobble_per_beat)),
        gate=kind.gate,
        colour=float(rng.random()),
        amounts={name: draw_amount(getattr(kind, name), rng, held_out) for name in names},
    )
