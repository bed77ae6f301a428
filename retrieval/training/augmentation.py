"""Changes to waveforms, as contrastive learning of music uses them (Spijkervet and Burgoyne 2021).

All take and give waveforms `[B, samples]`, with their choices drawn per chunk from one generator on the
waveforms' device. They cost far more than changes to frames; use them where the pressure wave itself matters.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from retrieval.config import WaveformAugmentation
from retrieval.training.dice import Dice

_STRETCH_FFT, _STRETCH_HOP = 1024, 256


class WaveformAugmenter:
    """Draws and applies the chain of a config: polarity, noise, gain, filter, delay, pitch, reverberation."""

    def __init__(self, config: WaveformAugmentation, sample_rate: int) -> None:
        self.config, self.sample_rate = config, sample_rate

    def __call__(self, waveform: Tensor, generator: torch.Generator) -> Tensor:
        """Augmented copies, `[B, samples]`."""
        config, dice = self.config, Dice(generator)
        waveform = waveform.clone()
        changes = [
            (config.polarity, lambda chosen, _: -chosen),
            (config.noise, self.with_noise),
            (config.gain, self.with_gain),
            (config.filters, self.filtered),
            (config.delay, self.delayed),
            (config.pitch, self.pitch_shifted),
            (config.reverberation, self.reverberated),
        ]
        for chance, change in changes:
            if chance > 0 and len(places := dice.chosen(len(waveform), chance)):
                waveform[places] = change(waveform[places], dice)
        return waveform

    def with_noise(self, waveform: Tensor, dice: Dice) -> Tensor:
        """White noise whose deviation is a drawn share of the music's."""
        share = dice.uniform(len(waveform), *self.config.noise_share)[:, None]
        return waveform + dice.normal(*waveform.shape) * waveform.std(dim=1, keepdim=True) * share

    def with_gain(self, waveform: Tensor, dice: Dice) -> Tensor:
        """Quieter by a drawn number of dB."""
        return waveform * 10 ** (dice.uniform(len(waveform), *self.config.gain_db)[:, None] / 20)

    def filtered(self, waveform: Tensor, dice: Dice) -> Tensor:
        """Without the lows, or without the highs: 12 dB an octave beyond a drawn cut-off, phase kept."""
        config, batch = self.config, len(waveform)
        lows = dice.share(batch, 1) < 0.5
        cut_lows = dice.uniform(batch, *config.high_pass_hz)[:, None]
        cut_highs = dice.uniform(batch, *config.low_pass_hz)[:, None]
        spectrum = torch.fft.rfft(waveform)
        hertz = torch.linspace(0, self.sample_rate / 2, spectrum.shape[1], device=dice.device)
        distance = torch.where(lows, cut_lows / hertz.clamp(min=1e-3), hertz / cut_highs)
        return torch.fft.irfft(spectrum / torch.sqrt(1 + distance**4), waveform.shape[1])

    def delayed(self, waveform: Tensor, dice: Dice) -> Tensor:
        """With an echo of half the strength after a drawn time."""
        seconds = dice.uniform(len(waveform), *self.config.delay_ms) / 1000
        steps = (seconds * self.sample_rate).long()[:, None]
        place = torch.arange(waveform.shape[1], device=dice.device) - steps
        echo = torch.where(place >= 0, waveform.gather(1, place.clamp(min=0)), 0.0)
        return (waveform + 0.5 * echo) / 1.5

    def pitch_shifted(self, waveform: Tensor, dice: Dice) -> Tensor:
        """Higher or lower by a drawn whole number of semitones, at the same speed."""
        widest = int(self.config.pitch_semitones)
        semitones = (dice.share(len(waveform)) * (2 * widest + 1)).long() - widest
        shifted = [
            pitch_shift(row, 2 ** (number / 12)) if number else row
            for row, number in zip(waveform, semitones.tolist(), strict=True)
        ]
        return torch.stack(shifted)

    def reverberated(self, waveform: Tensor, dice: Dice) -> Tensor:
        """In a room whose size, 0 to 100, is drawn: noise that decays by 60 dB in 0.1 to 3 s.

        The tail has the strength of the dry sound at most, so that the music stays in front.
        """
        batch, samples = waveform.shape
        amount = dice.uniform(batch, *self.config.reverberation_amount)[:, None] / 100
        seconds = 0.1 + 2.9 * amount
        time = torch.arange(samples, device=dice.device) / self.sample_rate
        room = dice.normal(batch, samples) * torch.exp(-math.log(1e3) * time / seconds)
        room = room / room.norm(dim=1, keepdim=True)
        length = 2 * samples
        wet = torch.fft.irfft(torch.fft.rfft(waveform, length) * torch.fft.rfft(room, length), length)
        return waveform * (1 - amount / 2) + wet[:, :samples] * amount / 2


def pitch_shift(waveform: Tensor, ratio: float) -> Tensor:
    """Every frequency times `ratio`, at the same length: stretched by a phase vocoder, then read faster.

    **Shape**: `[samples]` to `[samples]`.
    """
    samples = len(waveform)
    stretched = stretch(waveform, ratio)
    read = functional.interpolate(stretched[None, None], samples, mode="linear", align_corners=True)
    return read[0, 0]


def stretch(waveform: Tensor, ratio: float) -> Tensor:
    """`ratio` times as long at the same pitch, by a phase vocoder (Flanagan and Golden 1966), `[samples]`.

    Each output frame takes its magnitudes between two input frames, and moves every bin's phase on by what
    that bin did from the one to the other.
    """
    window = torch.hann_window(_STRETCH_FFT, device=waveform.device)
    spectrum = torch.stft(waveform, _STRETCH_FFT, _STRETCH_HOP, window=window, return_complex=True)
    read = torch.arange(0, spectrum.shape[1] - 1, 1 / ratio, device=waveform.device)
    before, between = read.long(), read - read.long()
    first, second = spectrum[:, before], spectrum[:, before + 1]
    magnitude = first.abs() * (1 - between) + second.abs() * between
    bins = torch.arange(spectrum.shape[0], device=waveform.device)[:, None]
    expected = 2 * math.pi * _STRETCH_HOP * bins / _STRETCH_FFT
    strayed = second.angle() - first.angle() - expected
    step = expected + strayed - 2 * math.pi * torch.round(strayed / (2 * math.pi))
    phase = torch.cumsum(torch.cat([first[:, :1].angle(), step[:, :-1]], dim=1), dim=1)
    wanted = round(len(waveform) * ratio)
    return torch.istft(
        torch.polar(magnitude, phase), _STRETCH_FFT, _STRETCH_HOP, window=window, length=wanted
    )
