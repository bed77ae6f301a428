"""Rhythm: reading grooves and patterns, fills and builds, and rhythms for tunes. Times are beats."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from retrieval.data.starter.grooves import GROOVES

Hit = tuple[float, int, float]  # beat in the bar, percussion key, level

# One letter for each drum of the General MIDI percussion map.
DRUMS = {
    "K": 36, "S": 38, "R": 37, "C": 39, "H": 42, "P": 44, "O": 46, "D": 51, "B": 53, "X": 49, "L": 41, "M":
    45, "T": 48, "s": 82, "t": 54, "w": 56, "g": 60, "h": 61, "c": 63, "d": 64, "v": 75, "i": 65, "a": 70,
    "z": 80, "W": 58,
}  # fmt: skip
LEVELS = {"X": 1.0, "x": 0.8, "o": 0.4, "?": 0.6}


@lru_cache(maxsize=1024)
def steps_of(pattern: str, beats: int) -> tuple[tuple[float, float], ...]:
    """(beat, level) of each sounding step of a one-bar pattern over `beats`; ``?`` has a level below 0.

    >>> steps_of("X..x....", 4)
    ((0.0, 1.0), (1.5, 0.8))
    """
    width = beats / len(pattern) if beats in (3, 4) else 0.25
    cells = pattern if beats in (3, 4) else (pattern * 2)[: beats * 4]
    return tuple(
        (round(i * width, 4), -LEVELS[mark] if mark == "?" else LEVELS[mark])
        for i, mark in enumerate(cells)
        if mark in LEVELS
    )


@lru_cache(maxsize=1024)
def strokes(pattern: str, beats: int) -> tuple[tuple[float, float, float], ...]:
    """(beat, length until the next stroke or the bar line, level) of each sounding step of a pattern."""
    hits = steps_of(pattern, beats)
    ends = [*(at for at, _ in hits[1:]), float(beats)]
    return tuple((at, end - at, abs(level)) for (at, level), end in zip(hits, ends, strict=True))


@lru_cache(maxsize=256)
def _grooves(family: str, three: bool) -> tuple[tuple[tuple[int, str], ...], ...]:
    variants = [variant.split() for variant in GROOVES[family].split(";")]
    fitting = [words for words in variants if (words[0] == "3") == three]
    if not fitting:
        return _grooves("waltz", True)
    fitting = [words[1:] if three else words for words in fitting]
    return tuple(tuple((DRUMS[d], p) for d, p in zip(w[::2], w[1::2], strict=True)) for w in fitting)


def draw_groove(
    rng: np.random.Generator, family: str, beats: int, held_out: bool
) -> tuple[tuple[int, str], ...]:
    """One bar of drums of a family: (percussion key, pattern) pairs. Held-out pieces play the last one."""
    variants = _grooves(family, beats == 3)
    if held_out or len(variants) == 1:
        return variants[-1]
    return variants[int(rng.integers(len(variants) - 1))]


def play_groove(
    rng: np.random.Generator, groove: tuple[tuple[int, str], ...], beats: int, intensity: float
) -> list[Hit]:
    """One bar of a groove; quiet sections turn to the rim, loud ones open the cymbals."""
    hits: list[Hit] = []
    for key, pattern in groove:
        if intensity < 0.25 and key in (36, 38, 39, 49):
            continue
        if intensity < 0.4 and key == 38:
            key = 37
        if intensity > 0.9 and key == 42 and rng.random() < 0.3:
            key = 46 if rng.random() < 0.5 else 51
        for beat, level in steps_of(pattern, beats):
            if level > 0:
                hits.append((beat, key, level))
            elif rng.random() < 0.5:
                hits.append((beat, key, -level))
    return hits


def fill(rng: np.random.Generator, beats: int, machine: bool) -> list[Hit]:
    """The drums that end a phrase: a run down the toms or a snare roll over the last one or two beats."""
    length = int(rng.integers(1, 3))
    start = beats - length
    rate = int(rng.choice((2, 3, 4))) if not machine else 4
    count = length * rate
    drums = (
        [38] * count
        if machine or rng.random() < 0.4
        else [(38, 48, 45, 41)[i * 4 // count] for i in range(count)]
    )
    return [
        (start + i / rate, key, 0.6 + 0.4 * i / count)
        for i, key in enumerate(drums)
        if i == 0 or rng.random() < 0.85
    ]


def build(index: int, length: int, beats: int) -> list[Hit]:
    """A bar of a build-up: a snare roll that doubles its rate towards the end and grows."""
    progress = index / max(1, length)
    rate = 1 if progress < 0.5 else 2 if progress < 0.75 else 4
    return [
        (i / rate, 38, 0.35 + 0.6 * (progress + i / (rate * beats * length))) for i in range(beats * rate)
    ] + [(float(i), 36, 0.8) for i in range(beats) if progress < 0.85]


def tune_rhythm(
    rng: np.random.Generator, beats: int, density: float, syncopation: float, grid: int
) -> tuple[tuple[float, float], ...]:
    """Onsets and lengths of one bar of a tune.

    `density` 0 gives about one note a bar, 1 fills the grid (`grid` steps a beat); `syncopation` moves
    notes from strong steps to the weak ones before them.
    """
    steps = beats * grid
    strength = [
        0.0 if i == 0 else 0.15 if i % (2 * grid) == 0 else 0.3 if i % grid == 0 else 0.6
        for i in range(steps)
    ]
    if grid == 4:
        strength = [0.9 if i % 2 else s for i, s in enumerate(strength)]
    draws = rng.random(2 * steps)
    reach = 0.1 + 1.05 * density
    chosen = [i for i in range(steps) if draws[i] < min(1.0, max(0.0, (reach - strength[i]) * 1.8))]
    moved = sorted({i - 1 if i > 0 and draws[steps + i] < 0.45 * syncopation else i for i in chosen}) or [0]
    ends = [*moved[1:], steps]
    return tuple((i / grid, (end - i) / grid) for i, end in zip(moved, ends, strict=True))
