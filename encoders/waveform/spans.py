"""One span of a source as mono samples at the wanted rate: stream, mix down, resample, keep.

Resampling a span by itself would leave its edges wrong, since the filter reaches beyond them. So a little
more is read on both sides and cut off again, starting on a frame where the input and output grids meet: then
a span equals the same stretch of the whole file.
"""

from __future__ import annotations

import math

import numpy as np
import soxr

from encoders.waveform.health import Health
from encoders.waveform.reports import AudioFileError, Limits
from encoders.waveform.sources import Source

QUALITY = "HQ"
_MARGIN_SAMPLES = 256  # of the lower of the two rates; the HQ filter reaches over fewer
_TAPE_SAMPLES = 2**18


class Tape:
    """Collects blocks of samples, at little more than their own memory though more or fewer come than
    expected; what was expected needs no copy, and comes in the system's large pages."""

    def __init__(self, limit: int, expected: int) -> None:
        self._reels: list[np.ndarray] = []
        self._limit = limit
        self._reel_samples = min(limit, expected)
        self.length = 0

    @property
    def full(self) -> bool:
        return self.length == self._limit

    def write(self, block: np.ndarray) -> None:
        """Append float32 `[n]`, up to the tape's limit."""
        block = block[: self._limit - self.length]
        while block.size:
            used = self.length % self._reel_samples
            if used == 0:
                self._reels.append(np.empty(self._reel_samples, np.float32))
            piece = block[: self._reel_samples - used]
            self._reels[-1][used : used + piece.size] = piece
            self.length += piece.size
            block = block[piece.size :]

    def samples(self) -> np.ndarray:
        """All that was written, as one array; the tape is empty afterwards."""
        if self._reel_samples // 2 <= self.length <= self._reel_samples and self._reels:
            length, self.length = self.length, 0
            return self._reels.pop()[:length]
        whole = np.empty(self.length, np.float32)
        self._reels.reverse()
        for at in range(0, self.length, self._reel_samples):
            reel = self._reels.pop()
            piece = whole[at : at + self._reel_samples]
            piece[:] = reel[: piece.size]
        self.length = 0
        return whole


def read_span(
    source: Source, health: Health, sample_rate: int, start: int, count: int | None, limits: Limits
) -> np.ndarray:
    """Samples `start` to `start + count` (to the end for None) of the source as heard at `sample_rate`.

    **Shape**: float32 `[n]`, `n <= count`; fewer where the source ends before.
    """
    source_rate = source.facts.sample_rate
    most = _most_samples(sample_rate, limits)
    if count is not None:
        tape = Tape(min(count, most + 1), count)
    else:
        known = math.ceil((source.frames or 0) * sample_rate / source_rate) - start + 1
        tape = Tape(most + 1, max(known, _TAPE_SAMPLES))
    if source_rate == sample_rate:
        for block in source.blocks(start, None if count is None else start + count):
            tape.write(health.mono(block))
            if tape.length > most:
                break
    else:
        common = math.gcd(source_rate, sample_rate)
        step_in, step_out = source_rate // common, sample_rate // common
        margin = _MARGIN_SAMPLES * max(1, -(-sample_rate // source_rate))
        lead_steps = max(0, (start - margin) // step_out)
        drop = start - lead_steps * step_out
        first = lead_steps * step_in
        stop = None if count is None else math.ceil((start + count + margin) * source_rate / sample_rate)
        resampler = soxr.ResampleStream(source_rate, sample_rate, 1, dtype="float32", quality=QUALITY)
        piece = max(1, _TAPE_SAMPLES * source_rate // sample_rate)
        for block in source.blocks(first, stop):
            mono = health.mono(block)
            for at in range(0, mono.size, piece):
                heard = resampler.resample_chunk(mono[at : at + piece])
                tape.write(heard[drop:])
                drop = max(0, drop - heard.size)
            if tape.length > most:
                break
        if not tape.full:  # what the filter holds back
            tape.write(resampler.resample_chunk(np.empty(0, np.float32), last=True)[drop:])
    if tape.length > most:
        raise too_long(source, None, limits)
    return tape.samples()


def _most_samples(sample_rate: int, limits: Limits) -> int:
    return min(math.ceil(limits.max_seconds * sample_rate), limits.max_decoded_bytes // 4)


def too_long(source: Source, seconds: float | None, limits: Limits) -> AudioFileError:
    """The error for a span beyond the limits; `seconds` is its length if that is known."""
    length = "more" if seconds is None else f"{seconds:.0f} s"
    return AudioFileError(
        "too_long",
        f"{source.facts.path} would give {length} where the limit is {limits.max_seconds:.0f} s and "
        f"{limits.max_decoded_bytes // 2**20} MiB of samples: read a span of it, or raise the limit",
    )
