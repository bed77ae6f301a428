"""Each change to a waveform must do what its name says, and the same with the same seed."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from retrieval.config import WaveformAugmentation
from retrieval.training.augmentation import WaveformAugmenter, pitch_shift, stretch
from retrieval.training.dice import Dice

RATE = 16_000
CHAIN = WaveformAugmenter(WaveformAugmentation(), RATE)


def dice() -> Dice:
    return Dice(torch.Generator().manual_seed(0))


def tone(hertz: float, seconds: float = 1.0) -> Tensor:
    return 0.3 * torch.sin(2 * torch.pi * hertz * torch.arange(int(seconds * RATE)) / RATE)


def loudest_hertz(waveform: Tensor) -> float:
    spectrum = torch.fft.rfft(waveform * torch.hann_window(len(waveform))).abs()
    return float(spectrum.argmax()) * RATE / len(waveform)


def test_the_chain_is_finite_keeps_its_shape_and_is_fixed_by_its_seed() -> None:
    music = torch.stack([tone(hertz) for hertz in range(200, 1800, 200)])
    before = music.clone()
    one, again, other = (CHAIN(music, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    assert one.shape == music.shape and one.isfinite().all()
    torch.testing.assert_close(one, again, rtol=0, atol=0)
    torch.testing.assert_close(music, before, rtol=0, atol=0)
    assert not torch.allclose(one, other)


@pytest.mark.parametrize("semitones", [-7, 3, 7])
def test_a_pitch_shift_moves_the_pitch_and_not_the_length(semitones: int) -> None:
    ratio = 2 ** (semitones / 12)
    shifted = pitch_shift(tone(440.0), ratio)
    assert len(shifted) == RATE
    assert loudest_hertz(shifted) == pytest.approx(440 * ratio, rel=0.01)


def test_a_stretch_moves_the_length_and_not_the_pitch() -> None:
    longer = stretch(tone(440.0), 1.5)
    assert len(longer) == 1.5 * RATE
    assert loudest_hertz(longer) == pytest.approx(440, rel=0.01)


def test_filters_take_what_lies_beyond_their_cut_off() -> None:
    high = WaveformAugmenter(replace(CHAIN.config, low_pass_hz=(3000.0, 3000.0)), RATE)
    low_and_high = torch.stack([tone(100.0) + tone(7500.0)] * 16)
    spectrum = torch.fft.rfft(high.filtered(low_and_high, dice())).abs()
    lows, highs = spectrum[:, 100], spectrum[:, 7500]
    assert ((lows < 0.3 * highs) | (highs < 0.3 * lows)).all()
    assert (lows < highs).any() and (highs < lows).any()


def test_an_echo_comes_after_its_time() -> None:
    click = torch.zeros(4, RATE)
    click[:, 100] = 1.0
    heard = CHAIN.delayed(click, dice())
    echo = heard[:, 200:].argmax(dim=1) + 100
    assert ((echo >= 0.2 * RATE - 1) & (echo <= 0.5 * RATE)).all()


def test_noise_has_the_share_asked_for() -> None:
    music = torch.stack([tone(440.0)] * 4)
    added = CHAIN.with_noise(music, dice()) - music
    share = added.std(dim=1) / music.std(dim=1)
    assert ((share > 0.29) & (share < 0.51)).all()


def test_a_larger_room_rings_longer() -> None:
    click = torch.zeros(1, RATE)
    click[:, 0] = 1.0

    def late(amount: float) -> float:
        room = WaveformAugmenter(replace(CHAIN.config, reverberation_amount=(amount, amount)), RATE)
        return float(room.reverberated(click, dice())[0, RATE // 2 :].square().sum())

    assert late(90.0) > 100 * late(10.0)


def test_gain_only_takes_away() -> None:
    ratio = CHAIN.with_gain(torch.ones(50, 10), dice())[:, 0]
    assert ratio.min() >= 0.1 and ratio.max() <= 10 ** (-1 / 20) + 1e-6 and ratio.std() > 0.1
