"""Tunes: motifs that return, answer each other and come to rest.

A theme is a plan of eight bars over a few motifs (rhythm and steps); realising it over the chords of a
section gives notes whose strong beats agree with the harmony and whose phrases end on long notes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.form import Bar
from retrieval.data.starter.rhythm import tune_rhythm
from retrieval.data.starter.theory import Key, nearest, step

Event = tuple[float, float, int, float, str]  # beat, length in beats, pitch, level 0..1, syllable

# Bars of a theme by motif: capital letters rest on a long note.
_PLANS = ("abaC abaD", "aabC aabD", "abcD abeF", "aaaB cccD", "abaB cdcD", "aBaB cCaB", "abcd abcD")


@dataclass(frozen=True)
class Motif:
    """One bar: onsets and lengths in beats, and steps along the scale from the bar's anchor."""

    rhythm: tuple[tuple[float, float], ...]
    steps: tuple[int, ...]


@dataclass(frozen=True)
class Theme:
    """Eight bars of motifs; `anchors` are scale steps of each bar from the theme's first note."""

    motifs: tuple[Motif, ...]
    anchors: tuple[int, ...]


def draw_motif(
    rng: np.random.Generator,
    beats: int,
    density: float,
    syncopation: float,
    leaps: float,
    grid: int,
    rests: bool,
) -> Motif:
    """A motif of one bar; `rests` ends it on a note of at least half the bar."""
    rhythm = tune_rhythm(rng, beats, density, syncopation, grid)
    if rests:
        kept = tuple((at, length) for at, length in rhythm if at < beats * 0.45)
        last = kept[-1][0] + kept[-1][1] if kept else 0.0
        rhythm = (*kept, (last, beats - last)) if last < beats else kept
    moves = rng.choice((-2, -1, -1, 0, 1, 1, 2), size=len(rhythm))
    jumps = rng.choice((-4, -3, 3, 4, 5), size=len(rhythm))
    moves = np.where(rng.random(len(rhythm)) < 0.05 + 0.3 * leaps, jumps, moves)
    moves[0] = 0
    steps = np.cumsum(moves)
    # A line that wandered far is folded back: singers and players stay within an octave of where they began.
    steps = np.where(np.abs(steps) > 5, np.sign(steps) * (10 - np.abs(steps)), steps)
    return Motif(rhythm, tuple(int(s) for s in steps))


def draw_theme(
    rng: np.random.Generator, beats: int, density: float, syncopation: float, leaps: float, grid: int
) -> Theme:
    """Eight bars whose motifs return as one of a few well-worn plans say."""
    plan = _PLANS[int(rng.integers(len(_PLANS)))].replace(" ", "")
    motifs = {
        letter: draw_motif(rng, beats, density, syncopation, leaps, grid, letter.isupper())
        for letter in sorted(set(plan))
    }
    arch = (0, 1, 2, 0, 1, 3, 1, 0) if rng.random() < 0.6 else (0, 0, -1, 0, 2, 1, 0, -2)
    lift = int(rng.integers(1, 3))
    return Theme(tuple(motifs[letter] for letter in plan), tuple(a * lift for a in arch))


def realise(
    theme: Theme, bar: Bar, key: Key, low: int, high: int, vary: float, bite: float, rng: np.random.Generator
) -> list[Event]:
    """The notes of a theme over the chords of one bar, inside low..high.

    `vary` is the chance to turn the bar's motif upside down, `bite` the chance of a chromatic note on a
    weak step.
    """
    events: list[Event] = []
    place = bar.index % len(theme.motifs)
    motif = theme.motifs[place]
    first = nearest((low + high) // 2, bar.harmony[0][2].tones, low, high)
    anchor = step(first, theme.anchors[place], key.melodic)
    direction = -1 if rng.random() < vary else 1
    for i, ((at, length), offset) in enumerate(zip(motif.rhythm, motif.steps, strict=True)):
        pitch = step(anchor, direction * offset, key.melodic)
        chord = bar.chord_at(at)
        strong = i == 0 or length >= 1 or at % 2 == 0
        if strong or (key.mode != "atonal" and pitch % 12 not in chord.tones and length > 0.75):
            pitch = nearest(pitch, chord.tones, low, high)
        elif bite and rng.random() < bite:
            pitch += 1 if rng.random() < 0.5 else -1
        if bar.ends_section and i == len(motif.rhythm) - 1:
            pitch = nearest(pitch, chord.tones[:1], low, high)
        while pitch > high:
            pitch -= 12
        while pitch < low:
            pitch += 12
        level = 0.72 + 0.12 * (at % 1 == 0) + 0.08 * (i == 0) + 0.05 * (place % 4 == 2)
        events.append((bar.start + at, length, pitch, level, ""))
    return events


def ornament(
    events: list[Event], key: Key, amount: float, kind: str, rng: np.random.Generator
) -> list[Event]:
    """Trills and mordents (`kind` trill) or grace notes (`kind` grace) on a share `amount` of the notes."""
    decorated: list[Event] = []
    for event in events:
        beat, length, pitch, level, syllable = event
        upper = step(pitch, 1, key.melodic)
        if length < 0.5 or rng.random() > amount:
            decorated.append(event)
        elif kind == "grace":
            decorated += [
                (beat, 0.1, upper, level * 0.8, ""),
                (beat + 0.1, length - 0.1, pitch, level, syllable),
            ]
        else:
            quick = 0.125
            shakes = 2 if length < 1 else 4
            decorated += [
                (beat + i * quick, quick, (upper, pitch)[i % 2], level * 0.9, "") for i in range(shakes)
            ]
            decorated.append((beat + shakes * quick, length - shakes * quick, pitch, level, syllable))
    return decorated
