"""Waveform to log-mel spectrogram: one implementation for training and serving.

The published music taggers hear a power mel spectrogram in decibels (HTK mel scale, unnormalised triangles,
periodic Hann window, frames centred on their sample with reflected edges). `Frontend` computes exactly that,
batched and differentiable, and several times faster than librosa on one CPU core: frames are transformed in
blocks that stay in the second-level cache, and the mel filterbank, almost all zeros, is applied as a few
narrow bands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn

from encoders.filterbank import a_weighting, filter_bands, mel_filterbank

POWER_FLOOR = 1e-10  # power below this counts as this: -100 dB
_BLOCK_SAMPLES = 1 << 17  # windowed samples a block, which a core's caches hold together with their spectrum


@dataclass(frozen=True)
class FrontendConfig:
    """What turns a waveform into frames.

    `weighting` is per FFT bin: `a` applies the A-weighting curve of IEC 61672; `per_frequency` standardises
    each mel band over the time of the chunk. `standardise` then brings the whole chunk to
    mean 0 and deviation 1.
    """

    sample_rate: int
    fft_size: int
    hop_samples: int
    mels: int
    scale: Literal["db", "linear"] = "db"
    weighting: Literal["none", "a", "per_frequency"] = "none"
    standardise: bool = False

    def frames(self, samples: int) -> int:
        """How many frames a waveform of `samples` samples gives.

        >>> PRESETS["short_chunk"].frames(59049)
        231
        """
        return samples // self.hop_samples + 1

    @property
    def shortest_samples(self) -> int:
        """The shortest waveform whose edges can be reflected."""
        return self.fft_size // 2 + 1


_UNIFIED = FrontendConfig(sample_rate=16_000, fft_size=512, hop_samples=256, mels=128)
_THESIS_2018 = FrontendConfig(sample_rate=12_000, fft_size=512, hop_samples=256, mels=96)

PRESETS: dict[str, FrontendConfig] = {
    # Won et al. 2020, "Evaluation of CNN-based automatic music tagging models"
    "short_chunk": _UNIFIED,
    "cnn_self_attention": _UNIFIED,
    "musicnn": replace(_UNIFIED, mels=96),
    "fcn": replace(_UNIFIED, mels=96),
    "crnn": replace(_UNIFIED, mels=96),
    # Won et al. 2021, tag-based and story-based retrieval
    "tag_to_music": FrontendConfig(sample_rate=22_050, fft_size=1024, hop_samples=512, mels=128),
    "story_to_music": _UNIFIED,
    # Won et al. 2021, semi-supervised music tagging transformer
    "music_tagging_transformer": FrontendConfig(sample_rate=22_050, fft_size=1024, hop_samples=512, mels=128),
    # Ours: half the frames of the short-chunk front end, for networks that must be quick on a CPU
    "quick": FrontendConfig(sample_rate=16_000, fft_size=1024, hop_samples=512, mels=128),
    # Choi et al. 2018, the compact convnet and the comparison of preprocessing
    "compact_convnet": _THESIS_2018,
    "thesis_2018_db": replace(_THESIS_2018, standardise=True),
    "thesis_2018_db_a": replace(_THESIS_2018, weighting="a", standardise=True),
    "thesis_2018_db_per_frequency": replace(_THESIS_2018, weighting="per_frequency", standardise=True),
    "thesis_2018_linear": replace(_THESIS_2018, scale="linear", standardise=True),
    "thesis_2018_linear_a": replace(_THESIS_2018, scale="linear", weighting="a", standardise=True),
    "thesis_2018_linear_per_frequency": replace(
        _THESIS_2018, scale="linear", weighting="per_frequency", standardise=True
    ),
}


class UnknownFrontendError(Exception):
    """No front end of that name; the message lists those that exist."""


def preset(name: str) -> FrontendConfig:
    """The named front end.

    >>> preset("tag_to_music").sample_rate
    22050
    """
    if name not in PRESETS:
        raise UnknownFrontendError(f"no front end '{name}': choose from {', '.join(sorted(PRESETS))}")
    return PRESETS[name]


class Frontend(nn.Module):
    """Mel spectrogram of a batch of waveforms; it holds no weights and nothing of it is saved.

    **Shape**: `[B, samples]` to `[B, 1, mels, samples // hop_samples + 1]`, float32 in every autocast mode.
    """

    window: Tensor

    def __init__(self, config: FrontendConfig) -> None:
        super().__init__()
        self.config = config
        self.register_buffer(
            "window", torch.hann_window(config.fft_size, dtype=torch.float64), persistent=False
        )
        filters = mel_filterbank(config.sample_rate, config.fft_size, config.mels)
        if config.weighting == "a":
            filters = filters * a_weighting(config.sample_rate, config.fft_size)
        # each weight twice, for the squared real and the squared imaginary part, which lie side by side:
        # the matrix product then also adds them, which is faster than a pass over memory that does
        filters = filters.repeat_interleave(2, dim=1)
        self._first_columns: list[int] = []
        for index, (rows, columns) in enumerate(filter_bands(filters)):
            self._first_columns.append(columns.start)
            self.register_buffer(f"band_{index}", filters[rows, columns].contiguous(), persistent=False)

    def forward(self, waveform: Tensor) -> Tensor:
        config = self.config
        if waveform.ndim != 2 or waveform.shape[1] < config.shortest_samples:
            raise ValueError(
                f"the front end takes waveforms [B, samples] of at least {config.shortest_samples} samples, "
                f"not {list(waveform.shape)}"
            )
        with torch.autocast(waveform.device.type, enabled=False):
            return self._finish(self._mel(waveform)).unsqueeze(1)

    def _mel(self, waveform: Tensor) -> Tensor:
        """`[B, samples]` to mel power, `[B, mels, frames]`."""
        count = self.config.frames(waveform.shape[1])
        if waveform.is_cuda or (torch.is_grad_enabled() and waveform.requires_grad):
            return self._mel_of_frames(self._frames(waveform, 0, count))
        mel = waveform.new_empty(len(waveform), self.config.mels, count, dtype=torch.float32)
        step = max(1, _BLOCK_SAMPLES // self.config.fft_size)
        for row in range(len(waveform)):
            for start in range(0, count, step):
                stop = min(start + step, count)
                frames = self._frames(waveform[row], start, stop)
                mel[row, :, start:stop] = self._mel_of_frames(frames)
        return mel

    def _frames(self, waveform: Tensor, start: int, stop: int) -> Tensor:
        """Frames `start` to `stop` of `[..., samples]`, each centred on its sample, the edges reflected, as
        overlapping float64 views `[..., stop - start, fft_size]`."""
        size, hop, samples = self.config.fft_size, self.config.hop_samples, waveform.shape[-1]
        first, last = start * hop - size // 2, (stop - 1) * hop + size // 2
        # the same as functional.pad(mode="reflect"), several times faster on a CPU
        parts = [waveform[..., max(first, 0) : min(last, samples)]]
        if first < 0:
            parts.insert(0, waveform[..., 1 : 1 - first].flip(-1))
        if last > samples:
            parts.append(waveform[..., 2 * samples - last - 1 : -1].flip(-1))
        # between loud bass and near-silent treble lie more than the 140 dB of a float32 transform
        return torch.cat(parts, dim=-1).double().unfold(-1, size, hop)

    def _mel_of_frames(self, frames: Tensor) -> Tensor:
        """`[..., frames, fft_size]` to mel power, `[..., mels, frames]`."""
        spectrum = torch.view_as_real(torch.fft.rfft(frames * self.window)).float()
        squares = spectrum.square_().flatten(-2).transpose(-1, -2)
        bands = (getattr(self, f"band_{index}") for index in range(len(self._first_columns)))
        return torch.cat(
            [
                band @ squares.narrow(-2, first, band.shape[1])
                for band, first in zip(bands, self._first_columns, strict=True)
            ],
            dim=-2,
        )

    def _finish(self, mel: Tensor) -> Tensor:
        """Scale, weighting over time and standardisation of mel power, in place where that is free."""
        if self.config.scale == "db":
            mel = mel.clamp_(min=POWER_FLOOR).log10_().mul_(10.0)
        if self.config.weighting == "per_frequency":
            mel = _standardised(mel, dims=(-1,))
        if self.config.standardise:
            mel = _standardised(mel, dims=(-2, -1))
        return mel


def _standardised(mel: Tensor, dims: tuple[int, ...]) -> Tensor:
    variance, mean = torch.var_mean(mel, dim=dims, keepdim=True, correction=0)
    # the floor keeps silence, and its gradient, finite
    return (mel - mean) * torch.rsqrt(variance + POWER_FLOOR**2)
