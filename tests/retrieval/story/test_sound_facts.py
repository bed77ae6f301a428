"""Tempo, key and level of signals whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.story.sound_facts import (
    SAMPLE_RATE,
    SoundFacts,
    key_distance,
    sound_facts,
    tempo_distance,
)

SECONDS = 12
TIME = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE


def clicks(bpm: float) -> np.ndarray:
    """A drum at every beat."""
    since = TIME % (60 / bpm)
    noise = np.random.default_rng(0).normal(size=len(TIME))
    return (noise * np.exp(-since * 60)).astype(np.float32) * 0.3


def chord(*half_tones: int) -> np.ndarray:
    """Notes counted from the C below the middle, with overtones that fade."""
    tones = [
        np.sin(2 * np.pi * 130.81 * 2 ** (note / 12) * part * TIME) / part**1.5
        for note in half_tones
        for part in (1, 2, 3)
    ]
    return (0.1 * np.sum(tones, axis=0)).astype(np.float32)


@pytest.mark.parametrize("bpm", [70, 96, 120, 150])
def test_a_beat_is_counted_or_its_double_or_half(bpm: float) -> None:
    found = sound_facts(clicks(bpm))
    assert tempo_distance(found, SoundFacts(bpm, 0, False, 0.0)) < 0.06


@pytest.mark.parametrize(
    ("notes", "name"),
    [
        ((0, 4, 7, 12, 5, 9, 11), "C major"),
        ((7, 11, 14, 12, 16, 18, 19), "G major"),
        ((9, 12, 16, 21, 14, 17, 20), "A minor"),
    ],
)
def test_a_key_is_named_or_one_next_to_it(notes: tuple[int, ...], name: str) -> None:
    found = sound_facts(chord(*notes))
    letter, _, mode = name.partition(" ")
    wanted = SoundFacts(0.0, {"C": 0, "G": 7, "A": 9}[letter], mode == "minor", 0.0)
    assert key_distance(found, wanted) <= 1 / 6


def test_silence_has_neither() -> None:
    found = sound_facts(np.zeros(5 * SAMPLE_RATE, np.float32))
    assert (found.tempo_bpm, found.key, found.key_name) == (0.0, -1, "")
    assert tempo_distance(found, SoundFacts(120, 0, False, 0)) == 0.5


def test_half_the_gain_is_six_decibels_less() -> None:
    loud, soft = sound_facts(clicks(100)), sound_facts(0.5 * clicks(100))
    assert loud.level_db - soft.level_db == pytest.approx(6.0, abs=0.11)


def test_distances_forgive_octaves_and_relative_keys() -> None:
    slow, fast = SoundFacts(60, 0, False, 0), SoundFacts(120, 9, True, 0)
    assert tempo_distance(slow, fast) == pytest.approx(0)
    assert key_distance(slow, fast) == 0
    assert tempo_distance(slow, SoundFacts(60 * 2**0.5, 6, False, 0)) == pytest.approx(1)
    assert key_distance(slow, SoundFacts(60, 6, False, 0)) == 1
