"""wav, aiff, flac and ogg through libsndfile: exact lengths, exact seeking, little work per block."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from encoders.waveform.reports import FileFacts
from encoders.waveform.sources import MAX_CHANNELS, MAX_SOURCE_RATE, SourceFailedError

BLOCK_FRAMES = 65536
# libsndfile knows the frame count of these from the samples themselves; what their headers claim is read by
# `encoders.waveform.claims`.
_UNKNOWN_FRAMES = 2**62


class SoundfileSource:
    """A file that libsndfile reads; see `encoders.waveform.sources.Source`."""

    def __init__(self, path: Path) -> None:
        self.damaged = 0
        try:
            self._file = soundfile.SoundFile(os.fspath(path) if os.name == "nt" else os.fsencode(path))
        except (soundfile.LibsndfileError, RuntimeError, OSError) as error:
            raise SourceFailedError(str(error)) from None
        file = self._file
        if not (
            0 < file.samplerate <= MAX_SOURCE_RATE and 0 < file.channels <= MAX_CHANNELS and file.frames > 0
        ):
            file.close()
            raise SourceFailedError("its header makes no sense")
        self.frames: int | None = file.frames if file.frames < _UNKNOWN_FRAMES else None
        self.facts = FileFacts(
            path=path,
            container=file.format.lower(),
            codec=file.subtype.lower(),
            sample_rate=file.samplerate,
            channels=file.channels,
            claimed_seconds=None if self.frames is None else self.frames / file.samplerate,
        )

    def blocks(self, start: int, stop: int | None) -> Iterator[np.ndarray]:
        try:
            if self._file.seek(start) != start:
                return
            left = (stop if stop is not None else _UNKNOWN_FRAMES) - start
            while left > 0:
                block = self._file.read(min(BLOCK_FRAMES, left), dtype="float32", always_2d=True)
                if len(block) == 0:
                    return
                left -= len(block)
                yield block
        except (soundfile.LibsndfileError, RuntimeError) as error:
            raise SourceFailedError(str(error)) from None

    def close(self) -> None:
        self._file.close()
