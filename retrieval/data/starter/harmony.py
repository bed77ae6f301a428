"""Chord loops as Roman numerals, chosen section by section, and sharpened where a piece is dissonant."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from retrieval.data.starter.form import Bar
from retrieval.data.starter.theory import Chord, Key

Loop = tuple[tuple[str, ...], ...]  # for each bar, its numerals

# Chord loops, one chord a bar, two in brackets; the last of each list is kept for held-out pieces.
HARMONY = {
    "pop": {
        "bright": "I V vi IV, vi IV I V, I vi IV V, IV I V vi, I iii IV V, I IV vi V, I I IV V, IV V iii vi",
        "dark": "i VI III VII, VI VII i i, i VII VI VII, i iv VI v, i III VII iv, i v VI VII, VI i VII iv",
    },
    "ballad": {
        "bright": """I (V vi) IV (I V), I iii vi IV, vi (iii IV) I V, Iadd9 IVmaj7 vi7 Vsus4, I vi7 ii7
            V, IV iv I I""",
        "dark": "i (VII VI) iv V, i VI iv7 V, i v VI (iv V), VI iv i V, iadd9 VImaj7 III VII",
    },
    "rock": {
        "bright": "I IV I V, I bVII IV I, I IV V IV, I V IV IV, I vi IV V, I bIII IV I, I V bVII IV",
        "dark": "i VII VI VII, i III VII IV, i VI VII i, i iv i VII, i i VI VII, i VI III VII",
    },
    "metal": {
        "bright": "I5 I5 bVI5 bVII5, I5 bVII5 bVI5 V5, I5 V5 vi IV5",
        "dark": """i5 i5 VI5 VII5, i5 bII5 i5 VII5, i5 VI5 iv5 V5, i5 i5 bV5 iv5, i5 III5 bII5 i5, i5
            VII5 bV5 VI5""",
    },
    "jazz": {
        "bright": """ii7 V7 Imaj7 vi7, Imaj7 vi7 ii7 V7, (ii7 V7) Imaj7 (iii7 VI7) (ii7 V7), Imaj7 I7 IVmaj7
            iv6, Imaj7 bIIImaj7 ii7 V7, iii7 VI7 ii7 V7""",
        "dark": "i7 iv7 V7 i7, i6 (iio7 V7) i6 V7, i7 VI7 iio7 V7, i9 iv9 i9 V7, i7 i7 VImaj7 V7",
    },
    "bossa": {
        "bright": "Imaj7 II7 ii7 V7, Imaj9 Imaj9 ii9 V9, Imaj7 vi7 ii9 bII7, Imaj7 #io7 ii7 V7",
        "dark": "i9 iv9 VII7 IIImaj7, i7 V7 i7 (v7 I7), i9 VImaj7 iio7 V7",
    },
    "soul": {
        "bright": """Imaj7 iii7 IVmaj7 V9, ii9 V9 Imaj9 IVmaj7, I7 IV9 I7 IV9, vi7 ii7 V7 Imaj7, IVmaj7
            iii7 ii7 Imaj7""",
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
        "bright": """Imaj9 Imaj9 IVmaj7 IVmaj7, Iadd9 Iadd9 vi7 vi7, IVmaj7 IVmaj7 Iadd9 Iadd9, Isus2
            Isus2 II Isus2""",
        "dark": "iadd9 iadd9 VImaj7 VImaj7, i i iv7 iv7, i9 i9 VImaj7 v7, isus2 isus2 i i",
    },
    "classical": {
        "bright": """I V7 I IV (ii V) I IV (V7 I), I IV V7 I vi ii V V7, I vi IV ii V7 I (IV V7) I,
            I (ii V7) I V (I IV) (I V7) vi (V7 I), I V7 V7 I I IV (I V7) I, I iii IV I (ii V) I IV (V I)""",
        "dark": """i V7 i iv (iio V) i iv (V7 i), i iv V7 i VI iio V V7, i VI iv iio V7 i (iv V7) i,
            i (iio V7) i V (i iv) (i V7) VI (V7 i), i V7 V7 i VI iv (i V7) i""",
    },
    "baroque": {
        "bright": """(I IV) (V I) (vi ii) (V I) (IV viio) (iii vi) (ii V7) I, (I V) (vi iii) (IV I) (ii V)
            (I V) (I IV) (ii V7) I, (I ii) (V7 I) (IV V) (I V) (vi II7) (V III7) (vi ii) (V7 I), (I V) (I V)
            (vi iii) (IV V) (I IV) (ii vi) (ii V7) I""",
        "dark": """(i iv) (VII III) (VI iio) (V i) (iv VII) (III VI) (iio V7) i, (i V) (i iv) (VII III) (VI
            V) (i iv) (V i) (iv V7) i, (i V) (VI III) (iv i) (iio V) (i V7) (i iv) (iio V7) i, (i VII) (VI
            V) (i iv) (V7 i) (VI iv) (iio V7) (i V7) i""",
    },
    "romantic": {
        "bright": """I I+ vi IVmaj7 ii7 bVI V7 I, I iii7 vi bVI I (ii7 V7) I V7, I (iv6 I) ii7 V7 iii7
            VI7 (ii V7) I""",
        "dark": """i VImaj7 iv iio7 V7 i bII V7, i (v7 I7) iv VII7 III VI iio7 V7, i bVI iv6 V7 VI bII
            (iv V7) i""",
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

_BAR = re.compile(r"\(([^)]*)\)|(\S+)")


def draw_loop(rng: np.random.Generator, harmony: str, key: Key, held_out: bool) -> Loop:
    """One of a harmony's loops. Held-out pieces use the last loop of the list alone; training never does."""
    loops = HARMONY[harmony]["bright" if key.is_bright else "dark"].split(",")
    loop = loops[-1] if held_out else loops[int(rng.integers(len(loops) - 1))]
    return tuple(tuple((pair or single).split()) for pair, single in _BAR.findall(loop))


class LoopBook(dict[str, Loop]):
    """Chord loops by section name, drawn when a section first asks.

    Verse and chorus may share the piece's main loop; the likelier they differ, the higher `contrast` (0 ..
    1).
    """

    def __init__(
        self, rng: np.random.Generator, harmony: str, key: Key, held_out: bool, contrast: float
    ) -> None:
        super().__init__()
        self._draw = lambda: draw_loop(rng, harmony, key, held_out)
        self._rng, self._contrast = rng, contrast
        self._main = self._draw()

    def __missing__(self, section: str) -> Loop:
        borrows = section in ("intro", "outro", "coda", "solo", "break", "build")
        fresh = not borrows and self._rng.random() < 0.4 + 0.5 * self._contrast
        self[section] = self._draw() if fresh else self._main
        return self[section]


def sharpen(rng: np.random.Generator, bars: list[Bar], dissonance: float) -> list[Bar]:
    """The bars with rough intervals added to some chords: semitones and tritones against root and fifth.

    Below a dissonance of 0.35 nothing is added; at 1 three chords of four are rough.
    """
    share = max(0.0, 1.15 * (dissonance - 0.35))

    def edged(chord: Chord) -> Chord:
        interval = (1, 6, 8, 11)[int(rng.integers(4))]
        return replace(chord, tones=(*chord.tones[:3], (chord.root + interval) % 12))

    def roughened(bar: Bar) -> Bar:
        return replace(
            bar,
            harmony=tuple(
                (at, length, edged(chord) if rng.random() < share else chord)
                for at, length, chord in bar.harmony
            ),
        )

    return [roughened(bar) for bar in bars] if share > 0 else bars
