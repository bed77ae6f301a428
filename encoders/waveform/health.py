"""Listens along while a file is read, and says what is wrong with the sound."""

from __future__ import annotations

import numpy as np

from encoders.waveform.reports import Problem

FULL_SCALE = 0.999
CLIPPED_RUN = 3  # samples at full scale in a row: one or two may be a true peak
CLIPPED_SHARE = 1e-3  # loud masters touch the ceiling now and then; this much can be heard
SILENT_PEAK = 10 ** (-60 / 20)
SILENT_SHARE = 0.9
SILENCE_WINDOW_SECONDS = 0.1
SHORTEST_SECONDS = 1.0
# Beyond any headroom: such values in a float file are damage, and would drown the rest when averaged.
_ABSURD = 1e6


class Health:
    """Watches source blocks `[frames, channels]` before they are mixed down, and the mono result after."""

    def __init__(self) -> None:
        self.frames = 0
        self._replaced = 0
        self._clipped = 0
        self._values = 0

    def mono(self, block: np.ndarray) -> np.ndarray:
        """The mean of the channels, float32 `[frames]`; values that are no numbers become silence."""
        self.frames += len(block)
        self._values += block.size
        high, low = block.max(initial=0.0), block.min(initial=0.0)
        if not (low >= -_ABSURD and high <= _ABSURD):  # true for NaN as well
            good = np.abs(block) <= _ABSURD
            self._replaced += int(block.size - np.count_nonzero(good))
            block = np.where(good, block, 0)
        if high >= FULL_SCALE or low <= -FULL_SCALE:
            self._clipped += clipped_samples(block)
        block = block.astype(np.float32, copy=False)
        if block.shape[1] == 1:
            return np.ascontiguousarray(block[:, 0])
        if block.shape[1] == 2:
            mono = block[:, 0] + block[:, 1]
            mono *= np.float32(0.5)
            return mono
        return block.mean(axis=1, dtype=np.float32)

    def problems(self, samples: np.ndarray, sample_rate: int) -> list[Problem]:
        """What was seen in the source, and what the finished mono `samples` show."""
        found = []
        if self._replaced:
            found.append(
                Problem("damaged", f"{self._replaced} samples were no numbers and were replaced by silence")
            )
        if self._clipped > CLIPPED_SHARE * self._values:
            share = self._clipped / self._values
            found.append(Problem("clipped", f"{share:.2%} of the samples lie in flat tops at full scale"))
        share = silent_share(samples, sample_rate)
        if share >= SILENT_SHARE:
            found.append(Problem("silent", f"{share:.0%} of what was heard is silence (below -60 dB)"))
        return found


def clipped_samples(block: np.ndarray) -> int:
    """How many values of `[frames, channels]` lie in flat tops of `CLIPPED_RUN` or more at full scale."""
    total = 0
    for side in (block >= FULL_SCALE, block <= -FULL_SCALE):
        run = side[2:] & side[1:-1] & side[:-2]  # true where a run of three ends
        starts = run & ~np.pad(run[:-1], ((1, 0), (0, 0)))
        total += int(np.count_nonzero(run)) + (CLIPPED_RUN - 1) * int(np.count_nonzero(starts))
    return total


def silent_share(samples: np.ndarray, sample_rate: int) -> float:
    """Share of windows of a tenth of a second whose peak stays below -60 dB; 1 for no samples at all."""
    window = max(1, round(SILENCE_WINDOW_SECONDS * sample_rate))
    if samples.size == 0:
        return 1.0
    if samples.size < window:
        return float(np.abs(samples).max() < SILENT_PEAK)
    rows = samples[: samples.size // window * window].reshape(-1, window)
    peaks = np.maximum(rows.max(axis=1), -rows.min(axis=1))
    return float(np.mean(peaks < SILENT_PEAK))
