r"""How loud a recording is, in LUFS (ITU-R BS.1770-4), from the mono chunks that encoders are fed anyway.

The standard weighs each channel with two filters (a head's shelf, a high pass), takes powers of blocks of
400 ms that overlap by three quarters, and averages those above two gates:

$$L = -0.691 + 10 \log_{10} \sum_c \overline{z_c}$$

Here the weights are applied to spectra of tenths of a second, four of which make a block: a fifth of the time
of filtering. What is left out at 16 kHz lies above 8 kHz, and mixing down loses what stands in opposite phase
in both channels; both make a track appear a little softer than a meter on the original says.
"""

from __future__ import annotations

import functools

import numpy as np
import torch
from numpy.typing import NDArray

ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0
_TENTHS_A_BLOCK = 4
_CHANNELS = 2  # mono sounds from two loudspeakers, as most music was made for
_FILTER_RATE = 48_000  # at which the standard gives its filters, as (b, a)
_FILTERS = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)


def loudness(chunks: NDArray[np.float32], sample_rate: int) -> float | None:
    """Integrated loudness of all chunks together; None where nothing is above the gate of -70 LUFS.

    **Shape**: mono waveforms `[N, samples]`, of half a second or more.
    """
    tenth = sample_rate // 10
    powers = np.concatenate([_block_powers(chunk, tenth, sample_rate) for chunk in chunks])
    levels = _lufs(powers)
    heard = powers[levels > ABSOLUTE_GATE]
    if not heard.size:
        return None
    gate = _lufs(heard.mean()) + RELATIVE_GATE
    return float(_lufs(powers[(levels > ABSOLUTE_GATE) & (levels > gate)].mean()))


def _block_powers(chunk: NDArray[np.float32], tenth: int, sample_rate: int) -> NDArray[np.float64]:
    """Weighted mean squares of the blocks of one chunk."""
    rows = chunk[: len(chunk) // tenth * tenth].reshape(-1, tenth)
    # torch is quicker than NumPy here; real and imaginary parts lie side by side
    parts = torch.view_as_real(torch.fft.rfft(torch.from_numpy(rows))).flatten(1).numpy()
    powers = np.square(parts, out=parts) @ _weights(tenth, sample_rate)
    return np.convolve(powers, np.full(_TENTHS_A_BLOCK, 1 / _TENTHS_A_BLOCK), "valid")


@functools.cache
def _weights(tenth: int, sample_rate: int) -> NDArray[np.float32]:
    """By which squared spectra become weighted mean squares (Parseval): power of both filters, both sides.
    Each weight twice, for a real and an imaginary part."""
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(tenth, 1 / sample_rate) / _FILTER_RATE)
    weights = np.full(len(turn), 2.0 / tenth**2)
    weights[0] /= 2
    if tenth % 2 == 0:
        weights[-1] /= 2
    for b, a in _FILTERS:
        weights *= np.abs(np.polyval(b[::-1], turn) / np.polyval(a[::-1], turn)) ** 2
    return weights.repeat(2).astype(np.float32)


def _lufs(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return -0.691 + 10 * np.log10(np.maximum(_CHANNELS * power, 1e-12))
