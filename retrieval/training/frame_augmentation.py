"""Changes to log-mel frames that keep what the music is and change how it was recorded.

All work on dB frames `[B, mel, frame]`, in place where that is free, with their choices drawn per chunk from
one generator. Cheap enough that the network, not this, bounds training: a few passes over memory a batch.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from encoders.frontend import FrontendConfig
from retrieval.config import FrameAugmentation

_DB = 10.0 / math.log(10.0)  # natural logarithm of power to dB
_FLOOR_DB = -100.0

NoiseSource = Callable[[int, int, torch.Generator], Tensor]
"""(count, frames, generator) to dB frames of noises, `[count, mel, frames]`."""


class FrameAugmenter:
    """Draws and applies the changes that a config asks for, in the order in which a recording meets them."""

    def __init__(
        self, config: FrameAugmentation, frontend: FrontendConfig, noises: NoiseSource | None = None
    ) -> None:
        self.config, self.noises = config, noises
        self.mels = frontend.mels
        self.frames_per_second = frontend.sample_rate / frontend.hop_samples
        top = 2595.0 * math.log10(1.0 + frontend.sample_rate / 2 / 700.0)
        centres = torch.linspace(0.0, top, frontend.mels + 2)[1:-1]
        self._mel_step = top / (frontend.mels + 1)
        self._hertz = 700.0 * (10.0 ** (centres / 2595.0) - 1.0)

    @property
    def margin(self) -> float:
        """How much longer than the chunk its frames must be, so that time can be compressed."""
        return self.config.stretch if self.config.resample > 0 else 1.0

    def __call__(self, frames: Tensor, count: int, generator: torch.Generator) -> Tensor:
        """Augmented chunks `[B, mel, count]` from frames `[B, mel, >= count * margin]`."""
        config = self.config
        frames = self.resampled(frames, count, generator)
        mine = self._some(frames, config.dynamics, generator)
        if len(mine):
            factor = self._uniform(len(mine), *config.dynamics_factor, generator)[:, None, None]
            mean = frames[mine].mean(dim=(1, 2), keepdim=True)
            frames[mine] = mean + (frames[mine] - mean) * factor
        mine = self._some(frames, config.reverberation, generator)
        if len(mine):
            frames[mine] = self.reverberated(frames[mine], generator)
        mine = self._some(frames, config.equaliser, generator)
        if len(mine):
            frames[mine] += self.curves(len(mine), generator)[:, :, None]
        if self.noises is not None:
            mine = self._some(frames, config.noise, generator)
            if len(mine):
                frames[mine] = self.with_noise(frames[mine], generator, self.noises)
        mine = self._some(frames, config.bandwidth, generator)
        if len(mine):
            frames[mine] += self.slopes(len(mine), generator)[:, :, None]
        mine = self._some(frames, config.noise_floor, generator)
        if len(mine):
            frames[mine] = self.with_floor(frames[mine], generator)
        mine = self._some(frames, config.gain, generator)
        if len(mine):
            gain = self._uniform(len(mine), -config.gain_db, config.gain_db, generator)
            frames[mine] += gain[:, None, None]
        return self.masked(frames.clamp_(min=_FLOOR_DB), generator)

    def resampled(self, frames: Tensor, count: int, generator: torch.Generator) -> Tensor:
        """Pitch shifted along mel and stretched along time, by bilinear interpolation of the picture.

        A shift by s semitones reads mel centre f at f / 2^(s/12); a stretch by r reads every r-th frame.
        """
        config, batch, available = self.config, len(frames), frames.shape[2]
        start = ((available - count) * torch.rand(batch, generator=generator)).long()
        plain = torch.stack([row[:, s : s + count] for row, s in zip(frames, start.tolist(), strict=True)])
        mine = self._some(frames, config.resample, generator)
        if not len(mine):
            return plain
        semitones = self._uniform(len(mine), -config.pitch_semitones, config.pitch_semitones, generator)
        # the exponent is uniform, so that slower is as likely as faster
        rate = config.stretch ** self._uniform(len(mine), -1.0, 1.0, generator)
        rate = rate.clamp(max=(available - 1) / max(1, count - 1))
        read_hertz = self._hertz / 2 ** (semitones[:, None] / 12)
        mel_row = 2595.0 * torch.log10(1.0 + read_hertz / 700.0) / self._mel_step - 1.0
        column = torch.arange(count) * rate[:, None]
        column = column + ((available - 1) - column[:, -1:]) * torch.rand(len(mine), 1, generator=generator)
        y = 2 * mel_row / (self.mels - 1) - 1
        x = 2 * column / max(1, available - 1) - 1
        grid = torch.stack(
            [
                x[:, None, :].expand(-1, self.mels, -1),
                y[:, :, None].expand(-1, -1, count),
            ],
            dim=-1,
        )
        moved = functional.grid_sample(
            frames[mine].unsqueeze(1), grid, padding_mode="border", align_corners=True
        )
        plain[mine] = moved.squeeze(1)
        return plain

    def reverberated(self, frames: Tensor, generator: torch.Generator) -> Tensor:
        """With a diffuse tail, whose power decays by 60 dB in a drawn time, faster at the top."""
        config, batch, count = self.config, len(frames), frames.shape[2]
        seconds = self._log_uniform(batch, *config.reverberation_seconds, generator)
        lost_at_top = self._uniform(batch, 0.3, 1.0, generator)
        seconds = seconds[:, None] * (1 - (1 - lost_at_top[:, None]) * torch.linspace(0, 1, self.mels))
        decay = torch.exp(-math.log(1e6) / (seconds * self.frames_per_second))  # per frame, of power
        wet = self._uniform(batch, -12.0, 3.0, generator)[:, None]
        power = torch.exp(frames / _DB)
        tail = torch.zeros_like(power)
        level = torch.zeros_like(power[:, :, 0])
        for frame in range(count):
            tail[:, :, frame] = level
            level = level * decay + power[:, :, frame] * (1 - decay)
        return _DB * torch.log(power + tail * torch.exp(wet / _DB)[:, :, None] + 1e-10)

    def curves(self, count: int, generator: torch.Generator) -> Tensor:
        """Smooth random equaliser curves in dB, `[count, mel]`: six control points, joined by cosines."""
        points = torch.randn(count, 1, 6, generator=generator) * self.config.equaliser_db
        rough = functional.interpolate(points, self.mels, mode="linear", align_corners=True)
        width = self.mels // 8 | 1
        padded = functional.pad(rough, (width // 2, width // 2), mode="replicate")
        return functional.avg_pool1d(padded, width, 1).squeeze(1)

    def slopes(self, count: int, generator: torch.Generator) -> Tensor:
        """Bandwidth limits in dB, `[count, mel]`: telephones, old records, small speakers, lossy codecs."""
        octave = torch.log2(self._hertz)
        low = torch.log2(self._log_uniform(count, 60.0, 500.0, generator))[:, None]
        high = torch.log2(self._log_uniform(count, 2000.0, 7500.0, generator))[:, None]
        steep = self._log_uniform(count, 6.0, 96.0, generator)[:, None]  # dB per octave
        which = torch.randint(3, (count, 1), generator=generator)
        below = functional.relu(low - octave) * steep * (which != 1)
        above = functional.relu(octave - high) * steep * (which != 0)
        return -(below + above).clamp(max=80.0)

    def with_floor(self, frames: Tensor, generator: torch.Generator) -> Tensor:
        """Hiss or rumble of a random slope under the music."""
        batch, mels, count = frames.shape
        snr = self._uniform(batch, *self.config.noise_floor_snr_db, generator)
        tilt = self._uniform(batch, -12.0, 6.0, generator)[:, None] * torch.linspace(-0.5, 0.5, mels)
        level = torch.exp(frames / _DB).mean(dim=(1, 2)).log() * _DB - snr
        # the power of noise in a band is nearly exponentially distributed from frame to frame
        grain = torch.rand(batch, mels, count, generator=generator).clamp_(min=1e-4).log_().neg_()
        hiss = grain * torch.exp((level[:, None] + tilt) / _DB)[:, :, None]
        return _DB * torch.log(torch.exp(frames / _DB) + hiss)

    def with_noise(self, frames: Tensor, generator: torch.Generator, noises: NoiseSource) -> Tensor:
        """Real noises mixed in by power at a drawn ratio of mean powers."""
        noise = torch.exp(noises(len(frames), frames.shape[2], generator) / _DB)
        music = torch.exp(frames / _DB)
        snr = self._uniform(len(frames), *self.config.noise_snr_db, generator)
        wanted = music.mean(dim=(1, 2)) * torch.exp(-snr / _DB)
        noise *= (wanted / (noise.mean(dim=(1, 2)) + 1e-10))[:, None, None]
        return _DB * torch.log(music + noise + 1e-10)

    def masked(self, frames: Tensor, generator: torch.Generator) -> Tensor:
        """SpecAugment (Park et al. 2019): stretches of time and mel are set to the chunk's mean."""
        config, batch = self.config, len(frames)
        mean = frames.mean(dim=(1, 2), keepdim=True)
        widest = round(config.time_mask_seconds * self.frames_per_second)
        for _ in range(config.time_masks):
            frames = torch.where(
                self._spans(batch, frames.shape[2], widest, generator)[:, None], mean, frames
            )
        for _ in range(config.frequency_masks):
            chosen = self._spans(batch, self.mels, config.frequency_mask_mels, generator)
            frames = torch.where(chosen[:, :, None], mean, frames)
        return frames

    def _spans(self, batch: int, length: int, widest: int, generator: torch.Generator) -> Tensor:
        width = torch.rand(batch, 1, generator=generator) * widest
        start = torch.rand(batch, 1, generator=generator) * (length - width)
        place = torch.arange(length)
        return (place >= start) & (place < start + width - 0.5)

    @staticmethod
    def _some(frames: Tensor, chance: float, generator: torch.Generator) -> Tensor:
        return (torch.rand(len(frames), generator=generator) < chance).nonzero().squeeze(1)

    @staticmethod
    def _uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
        return low + (high - low) * torch.rand(count, generator=generator)

    @staticmethod
    def _log_uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
        return low * (high / low) ** torch.rand(count, generator=generator)
