"""Changes to log-mel frames that keep what the music is and change how it was recorded.

All work on dB frames `[B, mel, frame]`, with their choices drawn per chunk from one generator, which lives on
the frames' device. A batch costs a few passes over memory: the network, not this, bounds training.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from encoders.filterbank import hertz_to_mel, mel_to_hertz
from encoders.frontend import FrontendConfig
from retrieval.config import FrameAugmentation
from retrieval.training.dice import Dice

_DB = 10.0 / math.log(10.0)  # natural logarithm of power to dB
_FLOOR_DB = -100.0
_POWER_FLOOR = 1e-10

NoiseSource = Callable[[int, int, Dice], Tensor]
"""(count, frames, dice) to dB frames of noises, `[count, mel, frames]`."""


class FrameAugmenter:
    """Draws and applies the changes that a config asks for, in the order in which a recording meets them."""

    def __init__(
        self,
        config: FrameAugmentation,
        frontend: FrontendConfig,
        noises: NoiseSource | None = None,
        device: torch.device | None = None,
    ) -> None:
        self.config, self.noises = config, noises
        self.mels = frontend.mels
        self.frames_per_second = frontend.sample_rate / frontend.hop_samples
        top = hertz_to_mel(frontend.sample_rate / 2)
        self._mel_step = top / (frontend.mels + 1)
        centres = torch.arange(1, frontend.mels + 1, device=device) * self._mel_step
        self._hertz = mel_to_hertz(centres)

    @property
    def margin(self) -> float:
        """How much longer than the chunk its frames must be, so that time can be compressed."""
        return self.config.stretch if self.config.resample > 0 else 1.0

    def __call__(self, frames: Tensor, count: int, generator: torch.Generator) -> Tensor:
        """Augmented chunks `[B, mel, count]` from frames `[B, mel, at least count x margin]`."""
        config, dice = self.config, Dice(generator)
        frames = self.resampled(frames, count, dice)
        changes = [
            (config.dynamics, self.with_dynamics),
            (config.reverberation, self.reverberated),
            (config.equaliser, self.equalised),
            (config.noise if self.noises else 0.0, self.with_noise),
            (config.bandwidth, self.band_limited),
            (config.noise_floor, self.with_floor),
            (config.gain, self.with_gain),
        ]
        for chance, change in changes:
            if chance > 0 and len(places := dice.chosen(len(frames), chance)):
                frames[places] = change(frames[places], dice)
        return self.masked(frames.clamp_(min=_FLOOR_DB), dice)

    def resampled(self, frames: Tensor, count: int, dice: Dice) -> Tensor:
        """Pitch shifted along mel and stretched along time, by bilinear interpolation of the picture.

        A shift by s semitones reads mel centre f at f / 2^(s/12); a stretch by r reads every r-th frame.
        """
        config, available = self.config, frames.shape[2]
        starts = (dice.share(len(frames)) * (available - count + 1)).long().tolist()
        plain = torch.stack([row[:, s : s + count] for row, s in zip(frames, starts, strict=True)])
        places = dice.chosen(len(frames), config.resample)
        if not len(places):
            return plain
        semitones = dice.uniform(len(places), -config.pitch_semitones, config.pitch_semitones)
        # uniform in the exponent, so that slower is as likely as faster
        rate = config.stretch ** dice.uniform(len(places), -1.0, 1.0)
        rate = rate.clamp(max=(available - 1) / max(1, count - 1))
        read_hertz = self._hertz / 2 ** (semitones[:, None] / 12)
        row = hertz_to_mel(read_hertz) / self._mel_step - 1.0
        column = torch.arange(count, device=dice.device) * rate[:, None]
        column = column + (available - 1 - column[:, -1:]) * dice.share(len(places), 1)
        x = (2 * column / max(1, available - 1) - 1)[:, None, :].expand(-1, self.mels, -1)
        y = (2 * row / (self.mels - 1) - 1)[:, :, None].expand(-1, -1, count)
        read = functional.grid_sample(
            frames[places].unsqueeze(1),
            torch.stack([x, y], dim=-1),
            padding_mode="border",
            align_corners=True,
        )
        plain[places] = read.squeeze(1)
        return plain

    def with_dynamics(self, frames: Tensor, dice: Dice) -> Tensor:
        """Distances of each band from its own mean level, smaller (a compressor) or larger (an expander).

        Synthetic bands move less within a chunk than recorded ones do.
        """
        factor = dice.uniform(len(frames), *self.config.dynamics_factor)[:, None, None]
        mean = frames.mean(dim=2, keepdim=True)
        return mean + (frames - mean) * factor

    def reverberated(self, frames: Tensor, dice: Dice) -> Tensor:
        """With a diffuse tail, whose power decays by 60 dB in a drawn time, faster at the top."""
        batch, _, count = frames.shape
        seconds = dice.log_uniform(batch, *self.config.reverberation_seconds)[:, None]
        lost_at_top = dice.uniform(batch, 0.0, 0.7)[:, None]
        seconds = seconds * (1 - lost_at_top * torch.linspace(0, 1, self.mels, device=dice.device))
        decay = torch.exp(-math.log(1e6) / (seconds * self.frames_per_second))  # of power, per frame
        wet = torch.exp(dice.uniform(batch, -12.0, 3.0) / _DB)[:, None, None]
        power = torch.exp(frames / _DB)
        tail, level = torch.empty_like(power), torch.zeros_like(power[:, :, 0])
        for frame in range(count):
            tail[:, :, frame] = level
            level = level * decay + power[:, :, frame] * (1 - decay)
        return _DB * torch.log(power + tail * wet + _POWER_FLOOR)

    def equalised(self, frames: Tensor, dice: Dice) -> Tensor:
        """Under a smooth random curve: six control points over the mels, joined and smoothed."""
        points = dice.normal(len(frames), 1, 6) * self.config.equaliser_db
        joined = functional.interpolate(points, self.mels, mode="linear", align_corners=True)
        width = self.mels // 8 | 1
        padded = functional.pad(joined, (width // 2, width // 2), mode="replicate")
        return frames + functional.avg_pool1d(padded, width, 1).transpose(1, 2)

    def with_noise(self, frames: Tensor, dice: Dice) -> Tensor:
        """Real noises mixed in by power, at a drawn ratio of mean powers."""
        assert self.noises is not None
        noise = torch.exp(self.noises(len(frames), frames.shape[2], dice) / _DB)
        music = torch.exp(frames / _DB)
        wanted = torch.exp(-dice.uniform(len(frames), *self.config.noise_snr_db) / _DB)
        ratio = music.mean(dim=(1, 2)) / (noise.mean(dim=(1, 2)) + _POWER_FLOOR) * wanted
        return _DB * torch.log(music + noise * ratio[:, None, None] + _POWER_FLOOR)

    def band_limited(self, frames: Tensor, dice: Dice) -> Tensor:
        """Without the lows, the highs, or both: telephones, old records, small speakers, lossy codecs."""
        octave, batch = torch.log2(self._hertz), len(frames)
        low = torch.log2(dice.log_uniform(batch, 60.0, 500.0))[:, None]
        high = torch.log2(dice.log_uniform(batch, 2000.0, 7500.0))[:, None]
        steep = dice.log_uniform(batch, 6.0, 96.0)[:, None]  # dB per octave
        which = (dice.share(batch, 1) * 3).long()  # 0: lows, 1: highs, 2: both
        below = functional.relu(low - octave) * steep * (which != 1)
        above = functional.relu(octave - high) * steep * (which != 0)
        return frames - (below + above).clamp(max=80.0)[:, :, None]

    def with_floor(self, frames: Tensor, dice: Dice) -> Tensor:
        """Over hiss or rumble of a random slope."""
        music = torch.exp(frames / _DB)
        snr = dice.uniform(len(frames), *self.config.noise_floor_snr_db)
        level = music.mean(dim=(1, 2)) * torch.exp(-snr / _DB)
        tilt = dice.uniform(len(frames), -12.0, 6.0)[:, None]
        slope = torch.exp(tilt * torch.linspace(-0.5, 0.5, self.mels, device=dice.device) / _DB)
        # the power of noise in a band is nearly exponentially distributed from frame to frame
        grain = dice.share(*frames.shape).clamp_(min=1e-4).log_().neg_()
        return _DB * torch.log(music + grain * (level[:, None] * slope)[:, :, None] + _POWER_FLOOR)

    def with_gain(self, frames: Tensor, dice: Dice) -> Tensor:
        """Louder or quieter."""
        return frames + dice.uniform(len(frames), -self.config.gain_db, self.config.gain_db)[:, None, None]

    def masked(self, frames: Tensor, dice: Dice) -> Tensor:
        """SpecAugment (Park et al. 2019): stretches of time and of mel are set to the chunk's mean."""
        config = self.config
        mean = frames.mean(dim=(1, 2), keepdim=True)
        widest = round(config.time_mask_seconds * self.frames_per_second)
        for _ in range(config.time_masks):
            frames = torch.where(_spans(len(frames), frames.shape[2], widest, dice)[:, None], mean, frames)
        for _ in range(config.frequency_masks):
            chosen = _spans(len(frames), self.mels, config.frequency_mask_mels, dice)
            frames = torch.where(chosen[:, :, None], mean, frames)
        return frames


def _spans(batch: int, length: int, widest: int, dice: Dice) -> Tensor:
    """One stretch of up to `widest` places in each row, `[batch, length]`."""
    width = dice.share(batch, 1) * widest
    start = dice.share(batch, 1) * (length - width)
    place = torch.arange(length, device=dice.device)
    return (place >= start) & (place < start + width - 0.5)
