"""Loudness agrees with the standard's own reference values and with its filters run over the samples."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import lfilter

from encoders.waveform.loudness import _FILTERS, loudness

RATE = 48_000


def tone(hertz: float, level_db: float, seconds: float, rate: int = RATE) -> NDArray[np.float32]:
    time = np.arange(round(seconds * rate)) / rate
    return (10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def filtered(samples: NDArray[np.float32]) -> float:
    """Ungated loudness, the plain way."""
    for b, a in _FILTERS:
        samples = lfilter(b, a, samples)
    return float(-0.691 + 10 * np.log10(2 * np.mean(samples[RATE // 2 :].astype(float) ** 2)))


def test_the_standards_own_tone(rng: np.random.Generator) -> None:
    # 997 Hz at full scale is -3.01 LKFS in one channel, 0 in both; and levels are decibels
    for level in (0.0, -23.0, -40.0):
        assert loudness(tone(997, level, 5)[None], RATE) == pytest.approx(level, abs=0.05)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
def test_every_sample_rate_hears_the_same(rate: int) -> None:
    assert loudness(tone(997, -20, 5, rate)[None], rate) == pytest.approx(-20, abs=0.1)


def test_bass_counts_less_and_treble_more_as_the_filters_say(rng: np.random.Generator) -> None:
    noise = (0.1 * rng.standard_normal(10 * RATE)).astype(np.float32)
    for samples in (tone(40, -20, 10), tone(200, -20, 10), tone(6000, -20, 10), noise):
        found = loudness(samples[None], RATE)
        assert found == pytest.approx(filtered(samples), abs=0.1)


def test_pauses_are_gated_and_chunks_can_stand_apart() -> None:
    song = tone(997, -20, 12)
    paused = np.concatenate([song, np.zeros_like(song), tone(997, -45, 12)])
    assert loudness(paused[None], RATE) == pytest.approx(-20, abs=0.3)
    assert loudness(song.reshape(4, -1), RATE) == pytest.approx(-20, abs=0.05)


def test_silence_has_no_loudness() -> None:
    assert loudness(np.zeros((3, RATE), np.float32), RATE) is None
