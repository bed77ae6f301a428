"""`read`, `read_chunks` and `probe`: choose a source, read spans of it, judge what was heard."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from encoders.waveform.claims import check_claim, closing_problem
from encoders.waveform.health import SHORTEST_SECONDS, Health
from encoders.waveform.reports import AudioFileError, Chunks, FileFacts, Limits, Problem, Recording
from encoders.waveform.sources import Source, SourceFailedError, nothing_decoded, open_source
from encoders.waveform.spans import read_span, too_long

DEFAULT_LIMITS = Limits()
# Seeking to chunks pays while they leave out a good part of the track.
_SEEK_BELOW_SHARE = 0.6

Answer = TypeVar("Answer")


def probe(path: str | Path) -> FileFacts:
    """Container, codec, sample rate, channels and claimed length, without decoding more than a packet."""
    with contextlib.closing(open_source(path)) as source:
        return source.facts


def read(
    path: str | Path,
    sample_rate: int,
    start_seconds: float = 0.0,
    duration_seconds: float | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Recording:
    """A span of a file, or all of it, as mono float32 at `sample_rate` Hz.

    A span that reaches beyond the end is cut there; one that starts beyond it is an error.
    """
    if start_seconds < 0 or (duration_seconds is not None and duration_seconds <= 0):
        raise ValueError(f"no span starts at {start_seconds} s and lasts {duration_seconds} s")
    start = round(start_seconds * sample_rate)
    count = None if duration_seconds is None else max(1, round(duration_seconds * sample_rate))

    def hear(source: Source) -> Recording:
        health = Health()
        check_claim(source)
        _check_length(source, sample_rate, start, count, limits)
        samples = read_span(source, health, sample_rate, start, count, limits)
        to_end = count is None or samples.size < count
        end_seconds = (start + samples.size) / sample_rate
        if samples.size == 0 and start:
            raise AudioFileError(
                "out_of_range",
                f"{source.facts.path} ends before {start_seconds:g} s: choose an earlier start",
            )
        problems = _judge(source, health, samples, sample_rate, end_seconds if to_end else None)
        length = end_seconds if to_end else _known_seconds(source, end_seconds)
        return Recording(samples, sample_rate, start / sample_rate, length, problems)

    return _with_fallback(path, hear)


def read_chunks(
    path: str | Path,
    sample_rate: int,
    chunk_samples: int,
    count: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Chunks:
    """Equal chunks that cover a track evenly, its tail included.

    With no `count`, as few as cover every sample; else `count` of them, evenly spread from the first sample
    to the last (one alone is taken from the middle), and found by seeking where that is faster. A track
    shorter than one chunk is filled up with silence.
    """
    if chunk_samples < 1 or (count is not None and count < 1):
        raise ValueError(f"{count} chunks of {chunk_samples} samples cannot be read: both must be at least 1")

    def hear(source: Source) -> Chunks:
        health = Health()
        check_claim(source)
        total = None if source.frames is None else _samples_at(source, sample_rate)
        if count is not None and total is not None and count * chunk_samples < _SEEK_BELOW_SHARE * total:
            _check_bytes(source, count * chunk_samples, sample_rate, limits)
            starts = chunk_starts(total, chunk_samples, count)
            chunks = np.zeros((count, chunk_samples), np.float32)
            for row, start in enumerate(starts):
                heard = read_span(source, health, sample_rate, int(start), chunk_samples, limits)
                if heard.size < chunk_samples - 0.05 * sample_rate:
                    break  # the file is shorter than it claims: only reading all of it tells where it ends
                chunks[row, : heard.size] = heard
            else:
                problems = _judge(source, health, chunks.reshape(-1), sample_rate, None)
                return Chunks(chunks, starts / sample_rate, sample_rate, total / sample_rate, problems)
            health = Health()
        _check_length(source, sample_rate, 0, None, limits)
        samples = read_span(source, health, sample_rate, 0, None, limits)
        seconds = samples.size / sample_rate
        problems = _judge(source, health, samples, sample_rate, seconds)
        if samples.size < chunk_samples:
            samples = np.pad(samples, (0, chunk_samples - samples.size))
        starts = chunk_starts(samples.size, chunk_samples, count)
        chunks = np.empty((len(starts), chunk_samples), np.float32)
        for row, start in enumerate(starts):
            chunks[row] = samples[start : start + chunk_samples]
        return Chunks(chunks, starts / sample_rate, sample_rate, seconds, problems)

    return _with_fallback(path, hear)


def chunk_starts(total: int, chunk_samples: int, count: int | None = None) -> np.ndarray:
    """First samples of chunks spread evenly over `total` samples, int64 `[count]`.

    >>> chunk_starts(100, 40).tolist()
    [0, 30, 60]
    >>> chunk_starts(100, 40, count=1).tolist()
    [30]
    """
    room = max(0, total - chunk_samples)
    if count is None:
        count = max(1, -(-total // chunk_samples))
    if count == 1:
        return np.array([room // 2], np.int64)
    return np.round(np.linspace(0, room, count)).astype(np.int64)


def _with_fallback(path: str | Path, hear: Callable[[Source], Answer]) -> Answer:
    """What the fastest source hears, or the sturdiest where that one fails on the way."""
    try:
        with contextlib.closing(open_source(path)) as source:
            return hear(source)
    except SourceFailedError:
        pass
    try:
        with contextlib.closing(open_source(path, robust=True)) as source:
            return hear(source)
    except SourceFailedError as error:
        raise nothing_decoded(Path(path), error) from None


def _samples_at(source: Source, sample_rate: int) -> int:
    return round((source.frames or 0) * sample_rate / source.facts.sample_rate)


def _known_seconds(source: Source, heard: float) -> float:
    return heard if source.frames is None else source.frames / source.facts.sample_rate


def _check_length(source: Source, sample_rate: int, start: int, count: int | None, limits: Limits) -> None:
    """Refuse what is known beforehand to be too long, before any of it is decoded."""
    if source.frames is None:
        return
    left = _samples_at(source, sample_rate) - start
    _check_bytes(source, left if count is None else min(count, left), sample_rate, limits)


def _check_bytes(source: Source, samples: int, sample_rate: int, limits: Limits) -> None:
    if samples / sample_rate > limits.max_seconds or 4 * samples > limits.max_decoded_bytes:
        raise too_long(source, samples / sample_rate, limits)


def _judge(
    source: Source, health: Health, samples: np.ndarray, sample_rate: int, end_seconds: float | None
) -> tuple[Problem, ...]:
    """All problems of what was heard; `end_seconds` is where the sound ended if the end was reached."""
    if health.frames == 0:
        raise SourceFailedError("nothing in it could be decoded")
    problems = []
    if source.damaged:
        what = "1 damaged packet was" if source.damaged == 1 else f"{source.damaged} damaged packets were"
        problems.append(Problem("damaged", f"{what} skipped"))
    closing = closing_problem(source, end_seconds)
    if closing:
        problems.append(closing)
    problems += health.problems(samples, sample_rate)
    whole = not source.damaged and closing is None  # of what lost much, nobody knows how long it was
    if whole and end_seconds is not None and end_seconds < SHORTEST_SECONDS:
        problems.append(Problem("too_short", f"the whole file lasts {end_seconds:.2f} s"))
    return tuple(problems)
