"""Log-mels on one CPU core as fast as it can: in blocks that its caches hold, into memory that is used again.

What takes the time is the transform in double precision; this file keeps all else small. Short waveforms
share a block and long ones are cut into several, so that neither the number of calls nor the caches decide.
The mel filterbank, almost all zeros, is applied as narrow bands. NumPy takes the logarithms, three times
faster than torch.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

Bands = list[tuple[slice, slice, Tensor]]  # rows and columns of a filterbank, and the weights there

_BLOCK_SAMPLES = 1 << 18  # windowed samples a block


def mel_in_blocks(
    waveform: Tensor, window: Tensor, hop_samples: int, bands: Bands, floor: float | None
) -> Tensor:
    """Mel power of `[B, samples]` on the CPU, frames centred and edges reflected, without a gradient.

    `window` is float64 `[fft_size]`; `bands` take squared real and imaginary parts side by side. With a
    `floor` the result is in decibels, power below the floor counting as that.

    **Shape**: `[B, mels, samples // hop_samples + 1]`, float32.
    """
    size, mels = len(window), bands[-1][0].stop
    if floor is not None:  # rounded so that the floor itself comes out exact
        decibels = np.float32(10.0 * math.log10(floor)) / np.log(np.float32(floor))
    count = waveform.shape[1] // hop_samples + 1
    result = waveform.new_empty(len(waveform), mels, count, dtype=torch.float32)
    most = max(1, _BLOCK_SAMPLES // size)
    step = min(count, most)
    group = min(len(waveform), max(1, most // step))
    leap = -(-step // -(-2 * step // most))  # transformed at once: half a block at most
    # One piece of memory, since several would go back to the system after each call, and the fresh pages
    # of the next call would cost as much as the arithmetic on them.
    lengths = [
        (leap - 1) * hop_samples + size,
        leap * size,
        group * step * (size // 2 + 1),
        group * step * mels,
    ]
    signal, windowed, squares, mel = waveform.new_empty(sum(lengths), dtype=torch.float64).split(lengths)
    windowed, mel = windowed.view(leap, size), mel.view(torch.float32)
    squares = squares.view(torch.float32).view(group * step, -1, 2)
    for row in range(0, len(waveform), group):
        rows = waveform[row : row + group]
        for start in range(0, count, step):
            shape = (len(rows), min(step, count - start))
            frames = 0
            for samples in rows:
                for first in range(start, start + shape[1], leap):
                    now = min(leap, start + shape[1] - first)
                    heard = signal[: (now - 1) * hop_samples + size]
                    _copy_reflected(samples, first * hop_samples - size // 2, heard)
                    torch.mul(heard.unfold(0, size, hop_samples), window, out=windowed[:now])
                    parts = torch.view_as_real(torch.fft.rfft(windowed[:now]))
                    squares[frames : frames + now].copy_(parts).square_()
                    frames += now
            power = squares[:frames].flatten(1).T
            block = mel[: mels * frames].view(mels, frames)
            for used, columns, weights in bands:
                torch.mm(weights, power[columns], out=block[used])
            ordered = block.view(mels, *shape).transpose(0, 1)
            place = result[row : row + group, :, start : start + step]
            if floor is None:
                place.copy_(ordered)
            else:
                logarithm = block.clamp_(min=floor).numpy()
                np.log(logarithm, out=logarithm)  # quick on more processors than log10
                np.multiply(ordered.numpy(), decibels, out=place.numpy())
    return result


def _copy_reflected(waveform: Tensor, first: int, out: Tensor) -> None:
    """Samples `first`, `first + 1`, ... of `[samples]` into `out`, mirrored beyond both ends."""
    samples, last = len(waveform), first + len(out)
    before, beyond = max(0, -first), max(0, last - samples)
    out[before : len(out) - beyond] = waveform[max(first, 0) : min(last, samples)]
    if before:
        out[:before] = waveform[1 : before + 1].flip(0)
    if beyond:
        out[-beyond:] = waveform[-beyond - 1 : -1].flip(0)
