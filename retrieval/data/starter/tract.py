"""The throat shared by all voices: a buzz and a hiss, shaped by spectral envelopes that move in time.

Every voice, whether its envelopes come from formant tables (`formants.py`) or from analysed speech
(`speech.py`), is the same two excitations filtered frame by frame (source-filter model: Fant 1960).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import fft

Array = NDArray[np.floating[Any]]

FRAME_SECONDS = 0.008


@dataclass(frozen=True)
class Grid:
    """Where envelopes are sampled: one frame per hop, one bin per FFT frequency."""

    sample_rate: int
    frames: int

    @property
    def hop(self) -> int:
        return round(self.sample_rate * FRAME_SECONDS)

    @property
    def fft_size(self) -> int:
        # A frame spans two hops; as much again on both sides leaves room for the filter's ringing.
        return int(2 ** np.ceil(np.log2(4 * self.hop)))

    @property
    def samples(self) -> int:
        return self.frames * self.hop

    @property
    def times(self) -> Array:
        """Seconds [frames]."""
        return np.arange(self.frames) * (self.hop / self.sample_rate)

    @property
    def hertz(self) -> Array:
        """Bin frequencies [bins]."""
        return np.asarray(fft.rfftfreq(self.fft_size, 1.0 / self.sample_rate), dtype=np.float32)

    def to_samples(self, curve: Array) -> Array:
        """A curve [frames] at audio rate [samples], linearly."""
        return np.interp(np.arange(self.samples), np.arange(self.frames) * self.hop, curve).astype(np.float32)


@dataclass(frozen=True)
class Envelopes:
    """Linear gains [frames, bins] of the buzz and of the hiss."""

    voiced: Array
    noise: Array


def resonate(buzz: Array, hiss: Array, envelopes: Envelopes, grid: Grid) -> Array:
    """Filters both excitations [samples] by their envelopes and adds them: float32 [samples].

    Zero-phase filtering of half-overlapped Hann frames, which add up to one where the envelopes stand still.
    """
    hop, size = grid.hop, grid.fft_size
    window = np.hanning(2 * hop + 1)[:-1].astype(np.float32)
    lead = (size - 2 * hop) // 2
    spectrum = _frames(buzz, grid, window, lead) * envelopes.voiced
    spectrum += _frames(hiss, grid, window, lead) * envelopes.noise
    pieces = fft.irfft(spectrum, size, axis=1)
    # Overlap-add in blocks of one hop: column block b of frame i lands on output block i + b.
    blocks = -(-size // hop)
    padded = np.zeros((grid.frames, blocks * hop), dtype=np.float32)
    padded[:, :size] = pieces
    output = np.zeros((grid.frames + blocks, hop), dtype=np.float32)
    for block in range(blocks):
        output[block : block + grid.frames] += padded[:, block * hop : (block + 1) * hop]
    # Frame i is centred on sample i * hop, so its FFT buffer starts lead + hop samples earlier.
    shift = lead + hop
    return output.reshape(-1)[shift : shift + grid.samples]


def _frames(samples: Array, grid: Grid, window: Array, lead: int) -> Array:
    """Spectra [frames, bins] of windowed frames, each centred in its FFT buffer."""
    hop = grid.hop
    padded = np.zeros(grid.samples + 2 * hop, dtype=np.float32)
    padded[hop : hop + grid.samples] = samples
    view = np.lib.stride_tricks.sliding_window_view(padded, 2 * hop)[::hop][: grid.frames]
    buffer = np.zeros((grid.frames, grid.fft_size), dtype=np.float32)
    buffer[:, lead : lead + 2 * hop] = view * window
    return np.asarray(fft.rfft(buffer, axis=1))
