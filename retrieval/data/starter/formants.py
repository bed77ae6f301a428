"""Vowels and consonants as moving formants: syllables in, spectral envelopes out.

Vowel frequencies are rounded means of adult male speech (Peterson and Barney 1952); other voices scale
them by vocal tract length. Resonances form a cascade, so that formant levels follow from their places
(Klatt 1980).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.score import Note
from retrieval.data.starter.tract import Array, Envelopes, Grid

# First four formants in Hz of a tract of 17.5 cm.
VOWELS: dict[str, tuple[float, float, float, float]] = {
    "a": (740, 1220, 2500, 3500),
    "e": (480, 1880, 2520, 3500),
    "i": (280, 2260, 2950, 3600),
    "o": (470, 850, 2450, 3400),
    "u": (320, 780, 2300, 3350),
    "y": (280, 1850, 2200, 3400),
    "aw": (620, 950, 2480, 3400),
    "uh": (520, 1400, 2450, 3450),
    "ae": (660, 1700, 2420, 3500),
}
# How written vowels sound: the first and the second half.
_SPELLED = {
    "ai": ("a", "i"),
    "au": ("a", "u"),
    "aw": ("aw", "aw"),
    "ay": ("e", "i"),
    "ea": ("i", "i"),
    "ee": ("i", "i"),
    "ey": ("e", "i"),
    "oi": ("o", "i"),
    "oo": ("u", "u"),
    "ou": ("a", "u"),
    "ow": ("o", "u"),
    "oy": ("o", "i"),
    "uh": ("uh", "uh"),
}


@dataclass(frozen=True)
class Consonant:
    """How a consonant sounds before (or after) its vowel. Durations in seconds, levels linear."""

    seconds: float
    voicing: float  # buzz level while it lasts
    noise: float  # hiss level
    centre: float = 4000.0  # Hz of the hiss
    octaves: float = 0.5  # half width of the hiss
    locus: tuple[float, float, float, float] = (300, 1500, 2500, 3500)  # where formants come from
    burst: bool = False  # silence first, then the hiss as a short burst


_LABIAL, _DENTAL, _VELAR = (250, 850, 2200, 3400), (270, 1750, 2650, 3500), (270, 2000, 2250, 3400)
CONSONANTS: dict[str, Consonant] = {
    "s": Consonant(0.11, 0.0, 0.9, 6800, 0.45, _DENTAL),
    "sh": Consonant(0.11, 0.0, 1.0, 3300, 0.5, (280, 1900, 2500, 3400)),
    "ch": Consonant(0.10, 0.0, 1.0, 3600, 0.5, (280, 1900, 2500, 3400), burst=True),
    "f": Consonant(0.09, 0.0, 0.25, 5500, 1.3, _LABIAL),
    "th": Consonant(0.08, 0.1, 0.2, 6000, 1.2, _DENTAL),
    "h": Consonant(0.07, 0.1, 0.35, 1600, 1.2, (520, 1400, 2450, 3450)),
    "z": Consonant(0.08, 0.35, 0.5, 6500, 0.5, _DENTAL),
    "v": Consonant(0.06, 0.4, 0.15, 5000, 1.2, _LABIAL),
    "j": Consonant(0.08, 0.3, 0.6, 3200, 0.5, _DENTAL, burst=True),
    "p": Consonant(0.08, 0.0, 0.5, 900, 1.0, _LABIAL, burst=True),
    "t": Consonant(0.08, 0.0, 0.8, 4500, 0.7, _DENTAL, burst=True),
    "k": Consonant(0.09, 0.0, 0.7, 2100, 0.5, _VELAR, burst=True),
    "b": Consonant(0.06, 0.2, 0.25, 700, 1.0, _LABIAL, burst=True),
    "d": Consonant(0.06, 0.2, 0.4, 3800, 0.8, _DENTAL, burst=True),
    "g": Consonant(0.06, 0.2, 0.35, 1900, 0.6, _VELAR, burst=True),
    "m": Consonant(0.07, 0.45, 0.0, locus=(260, 1000, 2200, 3300)),
    "n": Consonant(0.07, 0.45, 0.0, locus=(270, 1550, 2500, 3400)),
    "ng": Consonant(0.07, 0.4, 0.0, locus=(270, 1900, 2400, 3300)),
    "l": Consonant(0.06, 0.6, 0.0, locus=(340, 1150, 2700, 3500)),
    "r": Consonant(0.06, 0.6, 0.0, locus=(330, 1150, 1600, 3200)),
    "w": Consonant(0.06, 0.6, 0.0, locus=(290, 650, 2300, 3300)),
    "y": Consonant(0.06, 0.6, 0.0, locus=(270, 2200, 2950, 3600)),
}
_ALIASES = {"c": "k", "q": "k", "x": "s", "ph": "f", "wh": "w", "ck": "k"}
_SYLLABLE = re.compile(r"([^aeiou]*)([aeiou]+(?:[hwy](?![aeiou]))?)(.*)")


_SUNG_SLOPE_DB = 4.0  # per octave
# A sibilant is some 10 dB weaker than the vowel beside it.
_HISS_LEVEL = 0.28


@dataclass(frozen=True)
class Throat:
    """How one singer's tract colours the buzz."""

    scale: float  # formant frequencies over the adult male's: 0.9 bass .. 1.4 child
    tilt_db: float  # dB per octave on top of the source's -6; negative is darker, softer
    breath: float  # hiss beside the buzz, linear
    ring_db: float  # singer's formant: a cluster near 3 kHz (Sundberg 1974)
    width: float  # formant bandwidths over their usual values
    diction: float  # how strong and long consonants are, 0 .. 1.5


def split_syllable(syllable: str) -> tuple[str, tuple[str, str], str]:
    """Opening consonant, vowel as (first, second half) and closing consonant of a written syllable.

    >>> split_syllable("shi"), split_syllable("lohnd"), split_syllable("ray")
    (('sh', ('i', 'i'), ''), ('l', ('o', 'o'), 'd'), ('r', ('e', 'i'), ''))
    """
    letters = re.sub("[^a-z]", "", syllable.lower())
    match = _SYLLABLE.fullmatch(re.sub("(?<![aeiou])y(?![aeiou])", "i", letters))
    if match is None:
        return _consonant(letters[:2]), ("uh", "uh"), ""
    onset, nucleus, coda = match.groups()
    vowel = _SPELLED.get(nucleus[:2]) or (nucleus[0], nucleus[0])
    return _consonant(onset), vowel, _consonant(coda.rstrip("e"))


def _consonant(letters: str) -> str:
    for candidate in (letters[-2:], letters[-1:]):
        name = _ALIASES.get(candidate, candidate)
        if name in CONSONANTS:
            return name
    return ""


def envelopes(notes: tuple[Note, ...], throat: Throat, hertz: Array, effort: Array, grid: Grid) -> Envelopes:
    """Envelopes for sung syllables. `hertz` is the pitch and `effort` the loudness 0 .. 1, both [frames]."""
    keys: list[tuple[float, tuple[float, ...], float]] = []
    hiss = np.zeros((grid.frames, len(grid.hertz)), dtype=np.float32)
    for note in notes:
        _place(note, throat, keys, hiss, grid)
    moments = np.maximum.accumulate(np.array([key[0] for key in keys]))
    places = np.array([key[1] for key in keys])
    formants = (
        np.stack([np.interp(grid.times, moments, column) for column in places.T], axis=1) * throat.scale
    )
    voicing = np.interp(grid.times, moments, [key[2] for key in keys])
    # Singers open the jaw so that the first formant never falls below the note (Sundberg 1975).
    formants[:, 0] = np.maximum(formants[:, 0], np.minimum(1.03 * hertz, 1200.0))
    formants[:, 1] = np.maximum(formants[:, 1], 1.15 * formants[:, 0])
    shape = spectrum(formants, throat, effort, grid)
    loud = (effort * voicing)[:, None].astype(np.float32)
    noise = hiss * effort[:, None].astype(np.float32) + throat.breath * shape * effort[:, None].astype(
        np.float32
    )
    return Envelopes(shape * loud, noise.astype(np.float32))


def spectrum(formants: Array, throat: Throat, effort: Array, grid: Grid) -> Array:
    """Gain [frames, bins] of a tract with moving formants [frames, 4] in Hz; louder singing is brighter."""
    squared = grid.hertz[None, :] ** 2
    power = np.ones((len(formants), len(grid.hertz)), dtype=np.float32)
    for number, bandwidth in enumerate((70.0, 90.0, 130.0, 190.0)):
        place = formants[:, number, None].astype(np.float32) ** 2
        wide = np.float32((bandwidth * throat.width) ** 2)
        power *= place * place / ((place - squared) ** 2 + squared * wide)
    # Resonances above the fourth stand still: one every 1000 Hz for a 17.5 cm tract.
    for number in range(5, 14):
        place32 = np.float32((2 * number - 1) * 500.0 * throat.scale) ** 2
        wide = np.float32((60.0 * number * throat.width) ** 2)
        power *= (place32 * place32 / ((place32 - squared) ** 2 + squared * wide)).astype(np.float32)
    # Sung voices fall off less steeply than the sawtooth's -6 dB per octave with this cascade on top.
    power *= np.maximum(grid.hertz / 400.0, 1.0) ** np.float32(_SUNG_SLOPE_DB / 3.0)
    return np.asarray(np.sqrt(power) * colour(throat, effort, grid), dtype=np.float32)


def colour(throat: Throat, effort: Array, grid: Grid) -> Array:
    """Gain [frames, bins] of the voice's own tone: a tilt, brighter when louder, and the singer's formant."""
    octaves = np.log2(np.maximum(grid.hertz, 400.0) / 400.0).astype(np.float32)
    tilt = throat.tilt_db - 5.0 * (1.0 - np.clip(effort, 0.0, 1.0))
    decibels = octaves[None, :] * tilt[:, None].astype(np.float32)
    if throat.ring_db > 0.0:
        ring = np.exp(-0.5 * ((grid.hertz - 2900.0 * throat.scale**0.5) / 350.0) ** 2)
        decibels += throat.ring_db * ring[None, :].astype(np.float32)
    return np.asarray(np.exp(decibels * np.float32(np.log(10.0) / 20.0)))


def _place(
    note: Note,
    throat: Throat,
    keys: list[tuple[float, tuple[float, ...], float]],
    hiss: Array,
    grid: Grid,
) -> None:
    """Adds one syllable: key frames (time, formants, voicing) and the hiss of its consonants."""
    onset, (first, second), coda = split_syllable(note.syllable)
    end = note.start + note.duration
    opening = closing = 0.0
    if onset:
        consonant = CONSONANTS[onset]
        opening = min(consonant.seconds * (0.5 + 0.5 * throat.diction), 0.35 * note.duration)
        keys.append((note.start, consonant.locus, consonant.voicing))
        keys.append((note.start + 0.8 * opening, consonant.locus, consonant.voicing))
        _hiss(consonant, note.start, opening, throat, hiss, grid)
    if coda:
        consonant = CONSONANTS[coda]
        closing = min(consonant.seconds * (0.4 + 0.4 * throat.diction), 0.25 * note.duration)
    turn = min(0.03 + 0.3 * opening, 0.2 * note.duration)
    keys.append((note.start + opening + turn, VOWELS[first], 1.0))
    if second != first:
        keys.append((note.start + 0.55 * note.duration, VOWELS[first], 1.0))
    keys.append((end - closing - 0.02 * (closing > 0), VOWELS[second], 1.0))
    if coda:
        keys.append((end - 0.7 * closing, consonant.locus, consonant.voicing))
        keys.append((end, consonant.locus, consonant.voicing))
        _hiss(consonant, end - closing, closing, throat, hiss, grid)


def _hiss(
    consonant: Consonant, start: float, seconds: float, throat: Throat, hiss: Array, grid: Grid
) -> None:
    if consonant.noise == 0.0:
        return
    if consonant.burst:
        start, seconds = start + 0.55 * seconds, 0.45 * seconds
    first = int(start / grid.times[1])
    last = min(first + max(2, round(seconds / grid.times[1])), grid.frames)
    if first >= last:
        return
    centre = consonant.centre * (0.5 + 0.5 * throat.scale)
    octaves = np.log2(np.maximum(grid.hertz, 20.0) / centre) / consonant.octaves
    shape = (_HISS_LEVEL * consonant.noise * throat.diction * np.exp(-0.5 * octaves**2)).astype(np.float32)
    swell = np.linspace(1.0, 0.2, last - first) if consonant.burst else np.hanning(last - first + 2)[1:-1]
    hiss[first:last] = np.maximum(hiss[first:last], swell[:, None].astype(np.float32) * shape)
