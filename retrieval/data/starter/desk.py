"""What players share (the sketch of a piece) and what each has alone (a desk)."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from retrieval.data.starter.form import Bar
from retrieval.data.starter.melody import Event, Theme, draw_theme, realise
from retrieval.data.starter.theory import Chord, Key


@dataclass
class Sketch:
    """The facts of a piece that every player knows, and the tunes that they have agreed on so far."""

    seed: tuple[int, ...]
    key: Key
    beats: int
    grid: int
    tempo_bpm: float
    parameters: dict[str, float]
    held_out: bool
    _themes: dict[tuple[str, str], Theme] = field(default_factory=dict)

    @property
    def bite(self) -> float:
        """The chance of a chromatic note on a weak step of a tune."""
        return max(0.0, 0.4 * (self.parameters["dissonance"] - 0.4))

    def rng_for(self, *name: str | int) -> np.random.Generator:
        """A generator that depends on the piece and a name alone: whoever asks draws the same."""
        return np.random.default_rng((*self.seed, zlib.crc32(repr(name).encode())))

    def theme(self, section: str, density: float, kind: str = "tune") -> Theme:
        """The tune of a section: every player who asks for it plays the same one."""
        found = self._themes.get((kind, section))
        if found is None:
            found = draw_theme(
                self.rng_for(kind, section),
                self.beats,
                # Even a quiet tune has some three notes a bar, and slow bars hold more notes than quick ones.
                float(np.clip(0.35 + 0.6 * density + 0.2 * np.log2(105 / self.tempo_bpm), 0.15, 1.0)),
                self.parameters["syncopation"],
                self.parameters["complexity"],
                self.grid,
            )
            self._themes[(kind, section)] = found
        return found


@dataclass
class Desk:
    """Where a player sits: the range in use, the figure's argument, and dice of their own."""

    sketch: Sketch
    seat: int
    low: int
    high: int
    argument: str
    decays: bool
    rng: np.random.Generator

    def realise(self, theme: Theme, bar: Bar, vary: float = 0.0, shift: int = 0) -> list[Event]:
        """A bar of a theme in this desk's range, moved by `shift` semitones, altered with the chance
        `vary`."""
        low, high = self.low + shift, self.high + shift
        return realise(theme, bar, self.sketch.key, low, high, vary, self.sketch.bite, self.rng)


Figure = Callable[[Desk, list[Bar]], list[Event]]


def spans(bars: list[Bar]) -> list[tuple[float, float, Bar, Chord]]:
    """(beat, beats, bar, chord) of each chord."""
    return [(bar.start + at, length, bar, chord) for bar in bars for at, length, chord in bar.harmony]
