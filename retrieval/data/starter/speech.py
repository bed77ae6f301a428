"""Real syllables: espeak-ng says them, and their spectral envelopes are then sung by our own vocal folds.

A rule-based talker knows consonants, diphthongs and whole sentences far better than a formant table. Its
speech is analysed into what the mouth does (a smooth spectral envelope) and how it is excited (voiced or
not); the mouth is kept and the melody supplied by `glottis.py`, as a channel vocoder does (Dudley 1939).
"""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import soundfile
import soxr
from scipy import fft
from scipy.ndimage import gaussian_filter1d, maximum_filter1d, median_filter

from retrieval.data.starter.formants import Throat, colour
from retrieval.data.starter.score import Note
from retrieval.data.starter.tract import FRAME_SECONDS, Array, Envelopes, Grid

_MALE = ("", "m1", "m2", "m3", "m5", "m6", "m7", "klatt", "klatt4", "max", "john", "quincy")
_FEMALE = ("f1", "f2", "f3", "f4", "f5", "linda", "steph", "belinda", "Andrea", "Alicia")
_ACCENTS = ("en-us", "en-us", "en-gb", "en-gb-scotland", "es", "it", "fr", "de", "pt-br", "sv", "pl")
_FEMALE_SCALE = 1.14  # of the female variants' formants over the male ones'
_FFT_SIZE = 1024


@dataclass(frozen=True)
class Talker:
    """One of espeak-ng's voices: an accent, a variant, and how fast it says a sentence."""

    accent: str
    variant: str
    words_per_minute: int

    @property
    def scale(self) -> float:
        return _FEMALE_SCALE if self.variant in _FEMALE else 1.0


@dataclass(frozen=True)
class Utterance:
    """Analysed speech: harmonic amplitudes and noise levels [frames, bins] and the vowel's first and last
    frame. Bins are those of `hertz`."""

    magnitude: Array
    voicing: Array
    vowel: tuple[int, int]
    hertz: Array


def available() -> bool:
    """Whether espeak-ng is installed; without it voices fall back to formant tables."""
    return shutil.which("espeak-ng") is not None


def draw_talker(rng: np.random.Generator, scale: float) -> Talker:
    """A talker of any language whose body is near the asked size (see `Throat.scale`)."""
    variants = _FEMALE if scale > 1.07 else _MALE
    return Talker(str(rng.choice(_ACCENTS)), str(rng.choice(variants)), int(rng.choice([130, 150, 170, 190])))


def read_aloud(text: str, seconds: float, voice: str, sample_rate: int, rng: np.random.Generator) -> Array:
    """A sentence in English, hurried if need be to last at most `seconds`: float32 [N], peak 1 or below.

    `voice` is spoken_male, spoken_female or whisper.
    """
    variants = {"spoken_male": _MALE, "spoken_female": _FEMALE, "whisper": ("whisper", "whisperf")}[voice]
    needed = 60.0 * (len(text.split()) + 1) / seconds
    pace = int(np.clip(10 * round(needed / 10), rng.choice([130, 150, 170]), 260))
    talker = Talker(str(rng.choice(_ACCENTS[:4])), str(rng.choice(variants)), pace)
    samples, rate = say(text, talker, int(rng.choice([25, 40, 55, 70])))
    # Played a little faster or slower, one talker becomes many.
    sound = soxr.resample(samples, rate * rng.uniform(0.9, 1.12), sample_rate)[: round(seconds * sample_rate)]
    fade = min(len(sound), round(0.03 * sample_rate))
    sound[len(sound) - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return np.asarray(sound)


@lru_cache(maxsize=512)
def say(text: str, talker: Talker, pitch: int) -> tuple[Array, int]:
    """Speech float32 [N] and its sample rate; `pitch` 0 .. 99 is espeak-ng's own scale."""
    voice = talker.accent + (f"+{talker.variant}" if talker.variant else "")
    # No shell: the text is one argument after "--", whatever it holds.
    command = [
        "espeak-ng",
        "-v",
        voice,
        "-p",
        str(pitch),
        "-s",
        str(talker.words_per_minute),
        "--stdout",
        "--",
    ]
    data = subprocess.run([*command, text], capture_output=True, check=True, timeout=20).stdout
    samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max(initial=1e-3))
    return (samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:1]), int(rate)


@lru_cache(maxsize=1024)
def analyse(text: str, talker: Talker) -> Utterance:
    """What the mouth does while `text` is said in a low monotone, frame by frame."""
    samples, rate = say(text, talker, 35)
    hop, length = round(rate * FRAME_SECONDS), round(rate * 0.03)
    window = np.hanning(length + 2)[1:-1].astype(np.float32)
    padded = np.pad(samples, (length // 2, length))
    frames = np.lib.stride_tricks.sliding_window_view(padded, length)[::hop] * window
    power = np.abs(fft.rfft(frames, _FFT_SIZE, axis=1)) ** 2
    voicing = _voicing(power, window, rate)
    # Peaks of harmonics joined by a running maximum, then smoothed by keeping slow cepstral ripples only.
    joined = maximum_filter1d(power, 7, axis=1)
    cepstrum = fft.irfft(np.log(joined + 1e-9), axis=1)
    keep = round(rate * 0.0028)
    cepstrum[:, keep:-keep] = 0.0
    magnitude = np.exp(0.5 * fft.rfft(cepstrum, axis=1).real)
    # A harmonic of amplitude a has |X| = a sum(w) / 2; white noise of deviation s has |X| = s sqrt(sum(w^2)).
    hertz = fft.rfftfreq(_FFT_SIZE, 1.0 / rate)
    energy = gaussian_filter1d(np.sqrt(power[:, hertz > 200].sum(axis=1)) * voicing, 1.0)
    loud = np.flatnonzero(energy > 0.5 * energy.max())
    first, last = (int(loud[0]), int(loud[-1])) if len(loud) else (0, len(energy) - 1)
    level = np.sqrt(np.square(magnitude[first : last + 1]).mean()) + 1e-9
    return Utterance((magnitude / level).astype(np.float32), voicing.astype(np.float32), (first, last), hertz)


def _voicing(power: Array, window: Array, rate: int) -> Array:
    """How periodic each frame [frames] is, 0 .. 1, from the autocorrelation at speech's pitches.

    A window tapers its own autocorrelation, which is divided out.
    """
    correlation = fft.irfft(power, axis=1)
    taper = fft.irfft(np.abs(fft.rfft(window, _FFT_SIZE)) ** 2)
    lags = slice(round(rate / 320), round(rate / 65))
    share = correlation[:, lags] / (correlation[:, :1] + 1e-9) * (taper[0] / taper[lags])
    audible = power.sum(axis=1) > 1e-4 * power.sum(axis=1).max()
    return np.asarray(median_filter(np.clip((share.max(axis=1) * audible - 0.45) / 0.2, 0.0, 1.0), 5))


def envelopes(
    notes: tuple[Note, ...], talker: Talker, throat: Throat, hertz: Array, effort: Array, grid: Grid
) -> Envelopes:
    """As `formants.envelopes`, from what `talker` does on each note's syllable."""
    magnitude = np.zeros((grid.frames, _FFT_SIZE // 2 + 1), dtype=np.float32)
    voicing = np.zeros(grid.frames, dtype=np.float32)
    own: Array = np.zeros(0)
    for note in notes:
        spoken = analyse(note.syllable, talker)
        own = spoken.hertz
        first = round(note.start / grid.times[1])
        count = min(max(round(note.duration / grid.times[1]), 2), grid.frames - first)
        if count <= 0:
            continue
        places = _stretched(spoken, count)
        below = places.astype(int)
        share = (places - below)[:, None].astype(np.float32)
        above = np.minimum(below + 1, len(spoken.magnitude) - 1)
        magnitude[first : first + count] = (1 - share) * spoken.magnitude[below] + share * spoken.magnitude[
            above
        ]
        voicing[first : first + count] = spoken.voicing[below]
    own = own * (throat.scale / talker.scale)
    return _coloured(magnitude, voicing, own, throat, hertz, effort, grid)


def _stretched(spoken: Utterance, count: int) -> Array:
    """Frames of speech to read for a note of `count` frames: the vowel's middle takes up the slack."""
    first, last = spoken.vowel
    total = len(spoken.magnitude)
    hold, release = first + 0.35 * (last - first), first + 0.75 * (last - first)
    opening, closing = hold, total - 1 - release
    squeeze = min(1.0, max(0.7 * count, count - (release - hold)) / max(opening + closing, 1.0))
    knots = [0.0, opening * squeeze, count - 1 - closing * squeeze, count - 1.0]
    return np.interp(np.arange(count), np.maximum.accumulate(knots), [0.0, hold, release, total - 1.0])


def _coloured(
    magnitude: Array, voicing: Array, own: Array, throat: Throat, hertz: Array, effort: Array, grid: Grid
) -> Envelopes:
    """On the grid's bins, with the source's own slope taken out and this throat's colour put on."""
    places = np.clip(np.interp(grid.hertz, own, np.arange(len(own))), 0, len(own) - 1.001)
    below = places.astype(int)
    share = (places - below).astype(np.float32)
    shape = magnitude[:, below] * (1 - share) + magnitude[:, below + 1] * share
    shape *= effort[:, None].astype(np.float32) * colour(throat, effort, grid) ** np.float32(0.6)
    # The talker's voices thin out above 5 kHz, where sung ones have air.
    shape *= np.sqrt(1.0 + (grid.hertz / 5000.0) ** 2).astype(np.float32)
    slope = np.maximum(grid.hertz, 80.0) * np.float32(np.pi / 2.0)
    voiced = shape * (voicing / np.maximum(hertz, 60.0)).astype(np.float32)[:, None] * slope
    # Noise spreads over all bins what harmonics hold in few, hence the large factors; breath is brighter.
    bright = np.sqrt(np.minimum(grid.hertz / 2000.0, 4.0))
    hiss = (3.0 * throat.diction * (1.0 - voicing))[:, None] + (8.0 * throat.breath * voicing)[
        :, None
    ] * bright
    return Envelopes(voiced, shape * hiss.astype(np.float32))
