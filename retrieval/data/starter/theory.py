"""Scales, chords from Roman numerals, and voicings that move as little as they can.

Pitch classes are 0..11 (0 = C), pitches are MIDI note numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Semitones above the tonic: `harmonic` scales carry the chords, `melodic` ones the tunes.
_HARMONIC = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "harmonic_minor": (0, 2, 3, 5, 7, 8, 11),
    "phrygian_dominant": (0, 1, 4, 5, 7, 8, 10),
    "pentatonic": (0, 2, 4, 5, 7, 9, 11),
    "minor_pentatonic": (0, 2, 3, 5, 7, 8, 10),
    "blues": (0, 2, 4, 5, 7, 9, 10),
    "atonal": (0, 1, 3, 5, 6, 8, 10),
}
_MELODIC = {
    "pentatonic": (0, 2, 4, 7, 9),
    "minor_pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "atonal": (0, 1, 3, 4, 6, 7, 9, 10),
}
MODES = tuple(_HARMONIC)
# What listeners hear as bright: the modes with a major third.
BRIGHT_MODES = frozenset(
    mode for mode, scale in _HARMONIC.items() if 4 in scale and mode != "phrygian_dominant"
)

_DEGREES = {"I": 0, "II": 1, "III": 2, "IV": 3, "V": 4, "VI": 5, "VII": 6}
_SUFFIXES = {
    "": (),
    "5": (),
    "6": (9,),
    "7": (10,),
    "maj7": (11,),
    "9": (10, 14),
    "maj9": (11, 14),
    "add9": (14,),
    "sus2": (),
    "sus4": (),
}
_NUMERAL = re.compile(r"([b#]?)([ivIV]+)([o+]?)(maj7|maj9|add9|sus2|sus4|5|6|7|9)?$")


@dataclass(frozen=True)
class Key:
    """A tonic and a mode."""

    tonic: int
    mode: str

    @property
    def is_bright(self) -> bool:
        return self.mode in BRIGHT_MODES

    @property
    def melodic(self) -> tuple[int, ...]:
        """The pitch classes of tunes, rising from the tonic."""
        return tuple((self.tonic + step) % 12 for step in _MELODIC.get(self.mode, _HARMONIC[self.mode]))


@dataclass(frozen=True)
class Chord:
    """Pitch classes, root first."""

    root: int
    tones: tuple[int, ...]
    numeral: str


@lru_cache(maxsize=4096)
def chord(numeral: str, key: Key) -> Chord:
    """The chord that a Roman numeral names in a key; capitals have a major third.

    The root is a degree of the key's own scale, so VI in C minor is A flat major.

    >>> chord("V7", Key(0, "major")).tones
    (7, 11, 2, 5)
    >>> chord("VI", Key(0, "minor")).tones
    (8, 0, 3)
    """
    found = _NUMERAL.match(numeral)
    if found is None or found[2].upper() not in _DEGREES:
        raise ValueError(f"{numeral!r} is not a Roman numeral such as I, vi7, bVII or Vsus4")
    accidental, name, mark, suffix = found[1], found[2], found[3], found[4] or ""
    shift = {"": 0, "b": -1, "#": 1}[accidental]
    root = (key.tonic + _HARMONIC[key.mode][_DEGREES[name.upper()]] + shift) % 12
    third = {"sus2": 2, "sus4": 5}.get(suffix, 4 if name.isupper() else 3)
    fifth = {"o": 6, "+": 8}.get(mark, 7)
    seventh = (9,) if mark == "o" and suffix == "7" else _SUFFIXES[suffix]
    intervals = (0, 7) if suffix == "5" else (0, third, fifth, *seventh)
    return Chord(root, tuple((root + step) % 12 for step in intervals), numeral)


@lru_cache(maxsize=65536)
def nearest(pitch: int, classes: tuple[int, ...], low: int = 0, high: int = 127) -> int:
    """The pitch nearest to `pitch` with a class among `classes`, inside low..high; the lower on a tie."""
    target = min(max(pitch, low), high)
    inside = [p for p in range(max(low, target - 11), min(high, target + 11) + 1) if p % 12 in classes]
    return min(inside, key=lambda p: abs(p - target)) if inside else target


@lru_cache(maxsize=65536)
def step(pitch: int, steps: int, classes: tuple[int, ...]) -> int:
    """`steps` scale steps up (or down) from `pitch`, which is first moved onto the scale.

    >>> step(60, 2, Key(0, "major").melodic)
    64
    """
    pitch = nearest(pitch, classes)
    direction = 1 if steps > 0 else -1
    for _ in range(abs(steps)):
        pitch += direction
        while pitch % 12 not in classes:
            pitch += direction
    return pitch


@lru_cache(maxsize=65536)
def voicing(
    tones: tuple[int, ...], voices: int, previous: tuple[int, ...], low: int, high: int
) -> tuple[int, ...]:
    """A rising voicing of `voices` pitches in low..high that moves least from `previous` (may be empty).

    Candidates are the close and the open position of every inversion in every octave; without a previous
    chord the one nearest to the middle of the range wins. Of a chord with too many tones the root and the
    last ones are kept.
    """
    tones = tones if len(tones) <= voices else (tones[0], *tones[len(tones) - voices + 1 :])
    stacks = [
        _stack(bottom, tones, voices, spread)
        for bottom in range(low, min(low + 24, high) + 1)
        if bottom % 12 in tones
        for spread in (1, 2)
    ]
    stacks = [stack for stack in stacks if stack[-1] <= high]
    if not stacks:
        return tuple(sorted({nearest((low + high) // 2, (tone,), low, high) for tone in tones}))

    def cost(stack: tuple[int, ...]) -> float:
        missing = 3.0 * len(set(tones) - {pitch % 12 for pitch in stack})
        if not previous:
            return missing + abs(sum(stack) / voices - (low + high) / 2) + 0.1 * (stack[-1] - stack[0])
        moves = sum(min(abs(pitch - other) for other in previous) for pitch in stack)
        return missing + moves + 0.3 * abs(stack[-1] - previous[-1])

    return min(stacks, key=cost)


def _stack(bottom: int, tones: tuple[int, ...], voices: int, spread: int) -> tuple[int, ...]:
    """`voices` chord tones from `bottom` up, each the `spread`-th above the one before."""
    stack = [bottom]
    while len(stack) < voices:
        pitch = stack[-1]
        for _ in range(spread):
            pitch += 1
            while pitch % 12 not in tones:
                pitch += 1
        stack.append(pitch)
    return tuple(stack)
