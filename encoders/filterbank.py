"""The mel filterbank as a matrix, A-weighting, and the cut into bands that makes it cheap to apply."""

from __future__ import annotations

import math
from typing import TypeVar

import torch
from torch import Tensor

_BAND_AREA = 600  # weights a band: smaller bands skip more zeros, larger ones make better matrix products


Value = TypeVar("Value", float, Tensor)


def hertz_to_mel(hertz: Value) -> Value:
    """The HTK mel scale: m = 2595 log10(1 + f / 700).

    >>> round(hertz_to_mel(1000.0))
    1000
    """
    if isinstance(hertz, Tensor):
        return 2595.0 * torch.log10(1.0 + hertz / 700.0)
    return 2595.0 * math.log10(1.0 + hertz / 700.0)


def mel_to_hertz(mel: Value) -> Value:
    """The inverse of `hertz_to_mel`.

    >>> round(mel_to_hertz(hertz_to_mel(440.0)))
    440
    """
    return 700.0 * (10.0 ** (mel / 2595.0) - 1.0)


def mel_filterbank(sample_rate: int, fft_size: int, mels: int) -> Tensor:
    """Triangular filters, evenly spaced on the HTK mel scale from 0 Hz to half the sample rate, peak 1.

    **Shape**: `[mels, fft_size // 2 + 1]`, float32; computed in float64.
    """
    top = hertz_to_mel(sample_rate / 2)
    corners = mel_to_hertz(torch.linspace(0.0, top, mels + 2, dtype=torch.float64))
    bins = torch.linspace(0.0, sample_rate / 2, fft_size // 2 + 1, dtype=torch.float64)
    below, centre, above = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    rising = (bins - below) / (centre - below)
    falling = (above - bins) / (above - centre)
    return torch.minimum(rising, falling).clamp_(min=0.0).float()


def a_weighting(sample_rate: int, fft_size: int) -> Tensor:
    """A-weighting of each FFT bin as a factor on power, 1 at 1 kHz (IEC 61672).

    **Shape**: `[fft_size // 2 + 1]`, float32.
    """
    square = torch.linspace(0.0, sample_rate / 2, fft_size // 2 + 1, dtype=torch.float64) ** 2
    gain = (12194.217**2 * square**2) / (
        (square + 20.598997**2)
        * torch.sqrt((square + 107.65265**2) * (square + 737.86223**2))
        * (square + 12194.217**2)
    )
    return (gain * 10.0 ** (2.0 / 20.0)).square().float()


def filter_bands(filters: Tensor) -> list[tuple[slice, slice]]:
    """Cut a filterbank into (rows, columns) rectangles of about `_BAND_AREA` weights; the rest is zeros."""
    bands: list[tuple[slice, slice]] = []
    start, columns = 0, slice(0, 1)
    for stop in range(1, len(filters) + 1):
        used = filters[start:stop].sum(0).nonzero()
        # filters narrower than the bin spacing may hold no bin at all: one zero column keeps their rows
        wider = slice(int(used[0]), int(used[-1]) + 1) if len(used) else slice(0, 1)
        if stop - start > 1 and (stop - start) * (wider.stop - wider.start) > _BAND_AREA:
            bands.append((slice(start, stop - 1), columns))
            start = stop - 1
            used = filters[start].nonzero()
            wider = slice(int(used[0]), int(used[-1]) + 1)
        columns = wider
    return [*bands, (slice(start, len(filters)), columns)]
