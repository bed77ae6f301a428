"""Tempo, key and loudness of a stretch of music: what decides whether another piece can follow it.

Tempo: autocorrelation of how much the spectrum grows, weighted towards about 120 beats a minute (Ellis, "Beat
tracking by dynamic programming", 2007). Key: energy of the twelve pitch classes beside the profiles of
Krumhansl and Kessler (1982). Both err by octaves and by related keys; distances between pieces forgive that.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders.waveform import read
from index.home import room
from retrieval.atomic import staged

SAMPLE_RATE = 11_025
STRETCH_SECONDS = 30.0
_FORMAT = 2
_TEMPO_FFT, _TEMPO_HOP = 512, 128
_SLOWEST, _FASTEST, _USUAL = 40.0, 220.0, 120.0
_OCTAVES = 0.9  # how far from the usual tempo others are as likely as not
_KEY_FFT, _LOWEST_HZ, _HIGHEST_HZ = 4096, 65.0, 2100.0
_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class SoundFacts:
    """`tempo_bpm` is 0 where no pulse is heard; `key` counts from C upwards in half tones, -1 for none."""

    tempo_bpm: float
    key: int
    minor: bool
    level_db: float

    @property
    def key_name(self) -> str:
        """Such as "Eb minor"; nothing where there is no key."""
        return f"{NAMES[self.key]} {'minor' if self.minor else 'major'}" if self.key >= 0 else ""


def sound_facts(samples: Samples) -> SoundFacts:
    """Of mono samples `[N]` at 11 025 Hz."""
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
    if level < 1e-5 or len(samples) < SAMPLE_RATE:
        return SoundFacts(0.0, -1, False, -100.0)
    key, minor = _key(samples)
    return SoundFacts(round(_tempo(samples), 1), key, minor, round(20 * math.log10(level), 1))


def facts_of(key: str, path: Path, start_seconds: float) -> SoundFacts:
    """Of the half minute of a track in which that moment lies, kept under its key; raises `AudioFileError`.

    Half minutes are counted from the beginning: a track has few, and each is heard once.
    """
    begin = STRETCH_SECONDS * (start_seconds // STRETCH_SECONDS)
    kept = room("cache") / "sound_facts" / f"{key}-{round(begin)}-{_FORMAT}.json"
    try:
        return SoundFacts(**json.loads(kept.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        pass
    found = sound_facts(read(path, SAMPLE_RATE, begin, STRETCH_SECONDS).samples)
    with staged(kept) as temporary:
        temporary.write_text(json.dumps(asdict(found)), encoding="utf-8")
    return found


def tempo_distance(one: SoundFacts, other: SoundFacts) -> float:
    """0 for the same pulse, double or half of it, 1 for one as far from all of those as can be."""
    if not one.tempo_bpm or not other.tempo_bpm:
        return 0.5
    octaves = math.log2(one.tempo_bpm / other.tempo_bpm)
    return 2 * abs(octaves - round(octaves))


def key_distance(one: SoundFacts, other: SoundFacts) -> float:
    """Steps round the circle of fifths, of six, relative keys being the same: 0 to 1."""
    if one.key < 0 or other.key < 0:
        return 0.5
    places = [7 * (facts.key + 3 * facts.minor) % 12 for facts in (one, other)]
    steps = abs(places[0] - places[1])
    return min(steps, 12 - steps) / 6


def _tempo(samples: Samples) -> float:
    power = np.abs(_spectra(samples, _TEMPO_FFT, _TEMPO_HOP)[1])
    bands = np.log1p(100 * np.stack([part.mean(axis=0) for part in np.array_split(power, 24)]))
    growth = np.maximum(np.diff(bands, axis=1), 0).mean(axis=0)
    growth = growth - growth.mean()
    size = 1 << (2 * len(growth) - 1).bit_length()
    alike = np.fft.irfft(np.abs(np.fft.rfft(growth, size)) ** 2)[: len(growth)]
    frames = SAMPLE_RATE / _TEMPO_HOP
    lags = np.arange(int(frames * 60 / _FASTEST), min(int(frames * 60 / _SLOWEST) + 1, len(alike) - 1))
    if not len(lags) or alike[0] <= 0:
        return 0.0
    tempi = 60 * frames / lags
    usual = np.exp(-0.5 * np.square(np.log2(tempi / _USUAL) / _OCTAVES))
    best = int(np.argmax(alike[lags] * usual))
    if alike[lags[best]] <= 0.02 * alike[0]:
        return 0.0
    around = alike[lags[best] - 1 : lags[best] + 2]  # the top of the parabola through three points
    bend = around[0] - 2 * around[1] + around[2]
    shift = 0.5 * (around[0] - around[2]) / bend if bend < 0 else 0.0
    return float(60 * frames / (lags[best] + np.clip(shift, -0.5, 0.5)))


def _spectra(samples: Samples, fft: int, hop: int) -> tuple[NDArray[np.float64], NDArray[np.complex64]]:
    """Frequencies in hertz `[F]`, and what of each there is in each frame `[F, T]`."""
    from scipy.signal import stft  # takes longer to import than all else here

    hertz, _, spectrum = stft(samples, SAMPLE_RATE, nperseg=fft, noverlap=fft - hop)
    return hertz, spectrum


def _key(samples: Samples) -> tuple[int, bool]:
    hertz, spectrum = _spectra(samples, _KEY_FFT, _KEY_FFT // 2)
    heard = (hertz >= _LOWEST_HZ) & (hertz <= _HIGHEST_HZ)
    classes = np.round(12 * np.log2(hertz[heard] / 440.0) + 9).astype(int) % 12
    strength = np.log1p(1000 * np.abs(spectrum[heard])).mean(axis=1)
    chroma = np.array([strength[classes == pitch].mean() for pitch in range(12)])
    profiles = [np.roll(profile, pitch) for profile in (_MAJOR, _MINOR) for pitch in range(12)]
    fits = [np.corrcoef(chroma, profile)[0, 1] for profile in profiles]
    best = int(np.nanargmax(fits)) if np.isfinite(fits).any() else -1
    return (-1, False) if best < 0 else (best % 12, best >= 12)
