"""Waveform to log-mel spectrogram: one implementation for training and serving.

The published music taggers hear a power mel spectrogram in decibels (HTK mel scale, unnormalised triangles,
periodic Hann window, frames centred on their sample with reflected edges). `Frontend` computes exactly that,
batched and differentiable. Where no gradient is wanted, on the CPU, `encoders.mel_blocks` does the same work
several times faster than librosa.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from encoders.filterbank import a_weighting, filter_bands, mel_filterbank
from encoders.mel_blocks import Bands, mel_in_blocks

POWER_FLOOR = 1e-10  # power below this counts as this: -100 dB


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
        self._cuts = filter_bands(filters)
        for index, (rows, columns) in enumerate(self._cuts):
            self.register_buffer(f"band_{index}", filters[rows, columns].contiguous(), persistent=False)

    @property
    def _bands(self) -> Bands:
        return [(*cut, getattr(self, f"band_{index}")) for index, cut in enumerate(self._cuts)]

    def forward(self, waveform: Tensor) -> Tensor:
        config = self.config
        if waveform.ndim != 2 or waveform.shape[1] < config.shortest_samples:
            raise ValueError(
                f"the front end takes waveforms [B, samples] of at least {config.shortest_samples} samples, "
                f"not {list(waveform.shape)}"
            )
        # between loud bass and near-silent treble lie more than the 140 dB of a float32 transform
        with torch.autocast(waveform.device.type, enabled=False):
            if waveform.device.type == "cpu" and not (torch.is_grad_enabled() and waveform.requires_grad):
                floor = POWER_FLOOR if config.scale == "db" else None
                mel = mel_in_blocks(waveform, self.window, config.hop_samples, self._bands, floor)
            else:
                mel = self._mel(waveform)
            return self._standardise(mel).unsqueeze(1)

    def _mel(self, waveform: Tensor) -> Tensor:
        """`[B, samples]` to mel power or decibels, `[B, mels, frames]`, on any device and with a gradient."""
        size, hop = self.config.fft_size, self.config.hop_samples
        framed = functional.pad(waveform.double(), (size // 2, size // 2), mode="reflect").unfold(
            -1, size, hop
        )
        spectrum = torch.view_as_real(torch.fft.rfft(framed * self.window)).float()
        squares = spectrum.square().flatten(-2).transpose(-1, -2)
        mel = torch.cat([weights @ squares[..., columns, :] for _, columns, weights in self._bands], dim=-2)
        return mel if self.config.scale == "linear" else mel.clamp(min=POWER_FLOOR).log10().mul(10.0)

    def _standardise(self, mel: Tensor) -> Tensor:
        """Each band over time, then the whole chunk, where the front end does so."""
        if self.config.weighting == "per_frequency":
            mel = _standardised(mel, dims=(-1,))
        if self.config.standardise:
            mel = _standardised(mel, dims=(-2, -1))
        return mel


def _standardised(mel: Tensor, dims: tuple[int, ...]) -> Tensor:
    variance, mean = torch.var_mean(mel, dim=dims, keepdim=True, correction=0)
    # the floor keeps silence, and its gradient, finite
    return (mel - mean) * torch.rsqrt(variance + POWER_FLOOR**2)
