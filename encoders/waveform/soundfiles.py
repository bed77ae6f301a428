"""wav, aiff, flac and ogg through libsndfile: exact lengths, exact seeking, little work per block."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from encoders.waveform.claims import claimed_frames
from encoders.waveform.ogg import OggPages, walk_pages
from encoders.waveform.reports import FileFacts
from encoders.waveform.sources import MAX_CHANNELS, MAX_SOURCE_RATE, MIN_SOURCE_RATE, SourceFailedError

_BLOCK_VALUES = 131072
_UNKNOWN_FRAMES = 2**62  # libsndfile gives 2**63 - 1 where it cannot tell
# Compressed formats can be damaged inside: where one ends early, FFmpeg is asked whether it hears more.
_COMPRESSED = ("flac", "ogg")
_OGG_RUN_IN = 8192  # the longest block: after a seek, libsndfile's first one is wrong
_WITH_CLAIMS = ("wav", "wavex", "rf64", "aiff")


class SoundfileSource:
    """A file that libsndfile reads; see `encoders.waveform.sources.Source`."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = soundfile.SoundFile(os.fspath(path) if os.name == "nt" else os.fsencode(path))
        except (soundfile.LibsndfileError, RuntimeError, OSError) as error:
            raise SourceFailedError(str(error)) from None
        frames, rate, channels = self._file.frames, self._file.samplerate, self._file.channels
        if not (MIN_SOURCE_RATE <= rate <= MAX_SOURCE_RATE and 0 < channels <= MAX_CHANNELS and frames > 0):
            self._file.close()
            raise SourceFailedError(f"its header tells of {frames} frames, {rate} Hz, {channels} channels")
        container = self._file.format.lower()
        self.frames: int | None = frames if frames < _UNKNOWN_FRAMES else None
        # A missing end shows as one damaged page at the end, which is told as truncation alone.
        pages = walk_pages(path) if container == "ogg" else OggPages(damaged=0, closed=True)
        self.cut = not pages.closed
        self.damaged = max(0, pages.damaged - self.cut)
        self._compressed = container in _COMPRESSED
        claimed = claimed_frames(path, channels) if container in _WITH_CLAIMS else self.frames
        self.facts = FileFacts(
            path=path,
            container=container,
            codec=self._file.subtype.lower(),
            sample_rate=rate,
            channels=channels,
            claimed_seconds=None if claimed is None else claimed / rate,
            duration_seconds=None if self.frames is None else self.frames / rate,
        )

    def blocks(self, start: int, stop: int | None) -> Iterator[np.ndarray]:
        end = _UNKNOWN_FRAMES if self.frames is None else self.frames
        left = (end if stop is None else min(stop, end)) - start
        most = max(1, _BLOCK_VALUES // self.facts.channels)
        try:
            if left > 0:
                self._seek(start)
            while left > 0:
                block = self._file.read(min(most, left), dtype="float32", always_2d=True)
                if len(block) == 0:
                    if self._compressed and self.frames is not None:
                        raise SourceFailedError("it ends before its time")
                    return
                left -= len(block)
                yield block
        except (soundfile.LibsndfileError, RuntimeError) as error:
            raise SourceFailedError(str(error)) from None

    def _seek(self, start: int) -> None:
        run_in = min(start, _OGG_RUN_IN) if self.facts.container == "ogg" else 0
        if self._file.seek(start - run_in) != start - run_in:
            raise SourceFailedError(f"its frame {start} cannot be found")
        self._file.read(run_in)

    def close(self) -> None:
        self._file.close()
