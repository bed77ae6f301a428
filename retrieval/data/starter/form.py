"""Form: sections of bars, the chords laid under them, and the window of the form that a piece shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.theory import Chord, Key, chord

# Section name, bars, intensity. Sections of one name share their tune and their chords.
FORMS = {
    "song": """intro4:.4 verse8:.5 chorus8:.85 verse8:.6 chorus8:.9 bridge8:.55 solo8:.8 chorus8:1 chorus8:1
        outro4:.4""",
    "ballad": """intro4:.25 verse8:.35 verse8:.45 chorus8:.7 verse8:.5 chorus8:.85 bridge8:.6 chorus8:1
            outro4:.3""",
    "rock": """intro8:.7 verse8:.6 verse8:.65 chorus8:.95 verse8:.65 chorus8:1 solo8:.9 bridge8:.5
            chorus8:1 outro4:.8""",
    "riff": """intro4:.7 riff8:.8 verse8:.7 riff4:.85 verse8:.75 chorus8:1 break4:.4 solo8:.95 chorus8:1
            riff8:1""",
    "club": """intro8:.45 groove16:.65 break8:.25 build8:.55 drop16:1 groove8:.7 break8:.3 build4:.7 drop16:1
        outro8:.5""",
    "loop": "intro4:.4 A8:.6 A8:.7 B8:.8 A8:.75 break4:.35 B8:.85 A8:.8 outro4:.4",
    "ambient": "A8:.35 B8:.5 A8:.45 C8:.65 B8:.5 A8:.3",
    "rise": "A8:.2 A8:.35 B8:.5 B8:.65 C8:.85 C8:1 coda4:.35",
    "ternary": "A8:.5 A8:.55 B8:.7 B8:.8 A8:.55 coda4:.4",
    "sonata": "A8:.6 B8:.45 A8:.75 C8:.6 C8:.85 A8:.7 B8:.5 A8:.9 coda4:.9",
    "binary": "A8:.6 A8:.65 B8:.7 B8:.75 A8:.65 B8:.8",
    "strophic": """intro4:.4 verse8:.5 refrain8:.65 verse8:.55 refrain8:.7 solo8:.6 verse8:.6
            refrain8:.75 outro4:.4""",
    "reel": "A8:.6 A8:.65 B8:.75 B8:.8 A8:.7 A8:.75 B8:.85 B8:.9",
    "blues": "intro4:.5 verse12:.6 verse12:.7 solo12:.85 solo12:.95 verse12:.7 outro4:.5",
    "head": "head8:.6 head8:.65 bridge8:.7 head8:.6 solo8:.7 solo8:.8 solo8:.9 solo8:.75 head8:.65 coda4:.5",
    "hymn": "A8:.5 B8:.6 A8:.55 B8:.7 C8:.8 A8:.6",
}

_SECTION = re.compile(r"([A-Za-z]+)(\d+):([\d.]+)")


@dataclass(frozen=True)
class Bar:
    """One bar of the form: its start (in beats), its place, and its chords as (beat, beats, chord)."""

    start: float
    beats: int
    section: str
    ordinal: int  # which section of the form
    index: int  # bar inside its section
    length: int  # bars in its section
    intensity: float
    harmony: tuple[tuple[float, float, Chord], ...]
    is_last: bool  # of the whole piece

    @property
    def ends_phrase(self) -> bool:
        return self.index % 4 == 3 or self.index == self.length - 1

    @property
    def ends_section(self) -> bool:
        return self.index == self.length - 1

    def chord_at(self, beat: float) -> Chord:
        """The chord sounding at a beat counted from the bar's start."""
        found = self.harmony[0][2]
        for at, _, candidate in self.harmony:
            if at <= beat + 1e-6:
                found = candidate
        return found


def lay_out(
    form: str,
    beats: int,
    key: Key,
    loops: Mapping[str, tuple[tuple[str, ...], ...]],
    bars_per_chord: int,
    minimum_bars: int,
    intensity_range: tuple[float, float] = (0.0, 1.0),
) -> list[Bar]:
    """The whole form as bars; the middle is played again until there are at least `minimum_bars`.

    `loops` gives each section name its chord loop, and the last bar of the piece rests on the tonic.
    """
    plan = [(name, int(bars), float(level)) for name, bars, level in _SECTION.findall(FORMS[form])]
    middle = plan[1:-1] or plan
    while sum(bars for _, bars, _ in plan) < minimum_bars:
        plan = [*plan[:-1], *middle, plan[-1]]
    low, high = intensity_range
    laid: list[Bar] = []
    tonic = chord("I" if key.is_bright else "i", key)
    for ordinal, (name, length, level) in enumerate(plan):
        loop = loops[name]
        for index in range(length):
            last = ordinal == len(plan) - 1 and index == length - 1
            numerals = loop[(index // bars_per_chord) % len(loop)]
            span = beats / len(numerals)
            harmony = tuple((i * span, span, chord(numeral, key)) for i, numeral in enumerate(numerals))
            if last:
                harmony = ((0.0, float(beats), tonic),)
            laid.append(
                Bar(
                    start=float(len(laid) * beats),
                    beats=beats,
                    section=name,
                    ordinal=ordinal,
                    index=index,
                    length=length,
                    intensity=low + (high - low) * level,
                    harmony=harmony,
                    is_last=last,
                )
            )
    return laid


def choose_window(rng: np.random.Generator, bars: list[Bar], beats_needed: float) -> float:
    """The beat from which the piece is heard: the start, a section's start, anywhere, or near the end."""
    total = bars[-1].start + bars[-1].beats
    latest = max(0.0, total - beats_needed)
    kind = rng.random()
    if kind < 0.15:
        return 0.0
    if kind < 0.25:
        return latest
    if kind < 0.7:
        starts = [bar.start for bar in bars if bar.index == 0 and bar.start <= latest]
        return starts[int(rng.integers(len(starts)))]
    return float(rng.uniform(0.0, latest))
