"""Form and harmony: sections of bars, the chords under them, and the window of the form that a piece shows."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.theory import Chord, Key, chord

# Section name, bars, intensity. Sections of one name share their tune and their chords.
FORMS = {
    "song": """intro4:.4 verse8:.5 chorus8:.85 verse8:.6 chorus8:.9 bridge8:.55 solo8:.8 chorus8:1 chorus8:1
        outro4:.4""",
    "ballad": "intro4:.25 verse8:.35 verse8:.45 chorus8:.7 verse8:.5 chorus8:.85 bridge8:.6 chorus8:1 outro4:.3",
    "rock": "intro8:.7 verse8:.6 verse8:.65 chorus8:.95 verse8:.65 chorus8:1 solo8:.9 bridge8:.5 chorus8:1 outro4:.8",
    "riff": "intro4:.7 riff8:.8 verse8:.7 riff4:.85 verse8:.75 chorus8:1 break4:.4 solo8:.95 chorus8:1 riff8:1",
    "club": """intro8:.45 groove16:.65 break8:.25 build8:.55 drop16:1 groove8:.7 break8:.3 build4:.7 drop16:1
        outro8:.5""",
    "loop": "intro4:.4 A8:.6 A8:.7 B8:.8 A8:.75 break4:.35 B8:.85 A8:.8 outro4:.4",
    "ambient": "A8:.35 B8:.5 A8:.45 C8:.65 B8:.5 A8:.3",
    "rise": "A8:.2 A8:.35 B8:.5 B8:.65 C8:.85 C8:1 coda4:.35",
    "ternary": "A8:.5 A8:.55 B8:.7 B8:.8 A8:.55 coda4:.4",
    "sonata": "A8:.6 B8:.45 A8:.75 C8:.6 C8:.85 A8:.7 B8:.5 A8:.9 coda4:.9",
    "binary": "A8:.6 A8:.65 B8:.7 B8:.75 A8:.65 B8:.8",
    "strophic": "intro4:.4 verse8:.5 refrain8:.65 verse8:.55 refrain8:.7 solo8:.6 verse8:.6 refrain8:.75 outro4:.4",
    "reel": "A8:.6 A8:.65 B8:.75 B8:.8 A8:.7 A8:.75 B8:.85 B8:.9",
    "blues": "intro4:.5 verse12:.6 verse12:.7 solo12:.85 solo12:.95 verse12:.7 outro4:.5",
    "head": "head8:.6 head8:.65 bridge8:.7 head8:.6 solo8:.7 solo8:.8 solo8:.9 solo8:.75 head8:.65 coda4:.5",
    "hymn": "A8:.5 B8:.6 A8:.55 B8:.7 C8:.8 A8:.6",
}

# Chord loops, one chord a bar unless a bar is written in brackets; the last of each list is kept for held-out pieces.
HARMONY = {
    "pop": {
        "bright": "I V vi IV, vi IV I V, I vi IV V, IV I V vi, I iii IV V, I IV vi V, I I IV V, IV V iii vi",
        "dark": "i VI III VII, VI VII i i, i VII VI VII, i iv VI v, i III VII iv, i v VI VII, VI i VII iv",
    },
    "ballad": {
        "bright": "I (V vi) IV (I V), I iii vi IV, vi (iii IV) I V, Iadd9 IVmaj7 vi7 Vsus4, I vi7 ii7 V, IV iv I I",
        "dark": "i (VII VI) iv V, i VI iv7 V, i v VI (iv V), VI iv i V, iadd9 VImaj7 III VII",
    },
    "rock": {
        "bright": "I IV I V, I bVII IV I, I IV V IV, I V IV IV, I vi IV V, I bIII IV I, I V bVII IV",
        "dark": "i VII VI VII, i III VII IV, i VI VII i, i iv i VII, i i VI VII, i VI III VII",
    },
    "metal": {
        "bright": "I5 I5 bVI5 bVII5, I5 bVII5 bVI5 V5, I5 V5 vi IV5",
        "dark": "i5 i5 VI5 VII5, i5 bII5 i5 VII5, i5 VI5 iv5 V5, i5 i5 bV5 iv5, i5 III5 bII5 i5, i5 VII5 bV5 VI5",
    },
    "jazz": {
        "bright": """ii7 V7 Imaj7 vi7, Imaj7 vi7 ii7 V7, (ii7 V7) Imaj7 (iii7 VI7) (ii7 V7), Imaj7 I7 IVmaj7 iv6,
            Imaj7 bIIImaj7 ii7 V7, iii7 VI7 ii7 V7""",
        "dark": "i7 iv7 V7 i7, i6 (iio7 V7) i6 V7, i7 VI7 iio7 V7, i9 iv9 i9 V7, i7 i7 VImaj7 V7",
    },
    "bossa": {
        "bright": "Imaj7 II7 ii7 V7, Imaj9 Imaj9 ii9 V9, Imaj7 vi7 ii9 bII7, Imaj7 #io7 ii7 V7",
        "dark": "i9 iv9 VII7 IIImaj7, i7 V7 i7 (v7 I7), i9 VImaj7 iio7 V7",
    },
    "soul": {
        "bright": "Imaj7 iii7 IVmaj7 V9, ii9 V9 Imaj9 IVmaj7, I7 IV9 I7 IV9, vi7 ii7 V7 Imaj7, IVmaj7 iii7 ii7 Imaj7",
        "dark": "i9 i9 IV9 IV9, i7 v7 iv7 v7, i9 iv9 i9 V7, VImaj7 V7 i7 i7, i7 IV7 VImaj7 v7",
    },
    "funk": {
        "bright": "I9 I9 IV9 I9, I7 I7 I7 bVII9, I9 I9 I9 IV9",
        "dark": "i9 i9 i9 IV9, i7 i7 iv7 i7, i9 i9 i9 i9",
    },
    "blues": {
        "bright": "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7, I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 I7",
        "dark": "i7 iv7 i7 i7 iv7 iv7 i7 i7 VI7 V7 i7 V7, i7 i7 i7 i7 iv7 iv7 i7 i7 V7 iv7 i7 i7",
    },
    "folk": {
        "bright": "I I IV I, I V I V, I IV I V, I vi IV V, I bVII I V, I IV V I, I ii V I",
        "dark": "i VII i VII, i VII VI VII, i iv i V, i III VII i, i VII IV i, i VI VII i",
    },
    "vamp": {
        "bright": "I I bVII bVII, I I ii ii, Imaj7 Imaj7 IVmaj7 IVmaj7, I I I I, vi7 vi7 IVmaj7 IVmaj7",
        "dark": "i i VI VI, i i VII VII, i7 i7 iv7 iv7, i i i i, i i bII i, i7 i7 III III",
    },
    "drift": {
        "bright": "Imaj9 Imaj9 IVmaj7 IVmaj7, Iadd9 Iadd9 vi7 vi7, IVmaj7 IVmaj7 Iadd9 Iadd9, Isus2 Isus2 II Isus2",
        "dark": "iadd9 iadd9 VImaj7 VImaj7, i i iv7 iv7, i9 i9 VImaj7 v7, isus2 isus2 i i",
    },
    "classical": {
        "bright": """I V7 I IV (ii V) I IV (V7 I), I IV V7 I vi ii V V7, I vi IV ii V7 I (IV V7) I,
            I (ii V7) I V (I IV) (I V7) vi (V7 I), I V7 V7 I I IV (I V7) I, I iii IV I (ii V) I IV (V I)""",
        "dark": """i V7 i iv (iio V) i iv (V7 i), i iv V7 i VI iio V V7, i VI iv iio V7 i (iv V7) i,
            i (iio V7) i V (i iv) (i V7) VI (V7 i), i V7 V7 i VI iv (i V7) i""",
    },
    "baroque": {
        "bright": """(I IV) (V I) (vi ii) (V I) (IV viio) (iii vi) (ii V7) I, (I V) (vi iii) (IV I) (ii V) (I V) (I IV) (ii V7) I,
            (I ii) (V7 I) (IV V) (I V) (vi II7) (V III7) (vi ii) (V7 I), (I V) (I V) (vi iii) (IV V) (I IV) (ii vi) (ii V7) I""",
        "dark": """(i iv) (VII III) (VI iio) (V i) (iv VII) (III VI) (iio V7) i, (i V) (i iv) (VII III) (VI V) (i iv) (V i) (iv V7) i,
            (i V) (VI III) (iv i) (iio V) (i V7) (i iv) (iio V7) i, (i VII) (VI V) (i iv) (V7 i) (VI iv) (iio V7) (i V7) i""",
    },
    "romantic": {
        "bright": "I I+ vi IVmaj7 ii7 bVI V7 I, I iii7 vi bVI I (ii7 V7) I V7, I (iv6 I) ii7 V7 iii7 VI7 (ii V7) I",
        "dark": "i VImaj7 iv iio7 V7 i bII V7, i (v7 I7) iv VII7 III VI iio7 V7, i bVI iv6 V7 VI bII (iv V7) i",
    },
    "early": {
        "bright": "I bVII I V, I IV V I vi ii V I, I V vi iii IV I V I, I ii V I, I bVII IV I",
        "dark": "i VII i V, i VII III VII i VII (i V) i, III VII i V III VII (i V) i, i iv VII i, i v VI VII",
    },
    "epic": {
        "bright": "I V ii vi, vi IV I V, I bVI bVII I, IV V vi I, I iii vi IV",
        "dark": "i VI III VII, i i VI VI iv iv V V, i VI iv V, i III VII iv, i bII VII i",
    },
    "fear": {
        "bright": "I bii I #ivo, I+ I+ bII bII, I bvi I bv",
        "dark": "i #ivo i bii, i i bV i, io7 iio7 io7 io7, i bvi i bII, i #vii i bii",
    },
    "chromatic": {
        "bright": "I bVI I bIII, I #io7 ii bII, Imaj7 bVImaj7 bIImaj7 Imaj7",
        "dark": "i bv i bii, i #io7 bII bv, io7 bII iii+ io7",
    },
}

_SECTION = re.compile(r"([A-Za-z]+)(\d+):([\d.]+)")
_BAR = re.compile(r"\(([^)]*)\)|(\S+)")


@dataclass(frozen=True)
class Bar:
    """One bar of the form: where it starts (in beats), where it stands, and its chords as (beat, beats, chord)."""

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


def draw_loop(
    rng: np.random.Generator, harmony: str, key: Key, held_out: bool
) -> tuple[tuple[str, ...], ...]:
    """One of a style's chord loops: for each bar, its numerals."""
    loops = [loop.strip() for loop in HARMONY[harmony]["bright" if key.is_bright else "dark"].split(",")]
    # Held-out pieces use the last loop alone; training never does.
    loop = loops[-1] if held_out else loops[int(rng.integers(len(loops) - 1))]
    return tuple(tuple((pair or single).split()) for pair, single in _BAR.findall(loop))


def lay_out(
    form: str,
    beats: int,
    key: Key,
    loops: dict[str, tuple[tuple[str, ...], ...]],
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
    """The beat at which the piece begins to be heard: the start, a section's start, anywhere, or up to the end."""
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
