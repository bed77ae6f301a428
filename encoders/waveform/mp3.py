"""mp3, framed by ourselves and decoded by FFmpeg: exact length, exact seeking, garbage stepped over."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import av
import numpy as np

from encoders.waveform.mp3_map import scan
from encoders.waveform.reports import FileFacts

_BLOCK_FRAMES = 32
_RESERVOIR_BYTES = 511  # a frame may use bits of frames up to this far back
_HEADER_AND_SIDE_BYTES = 38  # what a frame holds besides such bits, at most
_SYNTHESIS_FRAMES = 2  # the transforms overlap with the frame before, whose own bits must be there too


class Mp3Source:
    """An mp3 file; see `encoders.waveform.sources.Source`."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("rb")
        try:
            self.map = scan(self._file)
        except BaseException:
            self._file.close()
            raise
        self.damaged = self.map.gaps
        self.cut = self.map.cut
        count, each = len(self.map.offsets), self.map.frame_samples
        self.frames: int | None = max(1, count * each - self.map.skip - self.map.trim)
        claimed = self.map.claimed_frames
        rate, filler = self.map.sample_rate, self.map.skip + self.map.padding
        self.facts = FileFacts(
            path=path,
            container="mp3",
            codec="mp3",
            sample_rate=rate,
            channels=self.map.channels,
            claimed_seconds=None if claimed is None else max(0, claimed * each - filler) / rate,
            duration_seconds=self.frames / rate,
        )

    def blocks(self, start: int, stop: int | None) -> Iterator[np.ndarray]:
        each, skip = self.map.frame_samples, self.map.skip
        last_frame = self.frames or 0
        stop = last_frame if stop is None else min(stop, last_frame)
        if start >= stop:
            return
        first = (start + skip) // each
        end = min(len(self.map.offsets), -(-(stop + skip) // each))
        begin = self._run_in(first)
        decoder = av.AudioCodecContext.create("mp3float", "r")
        for group in range(begin, end, _BLOCK_FRAMES):
            block = self._decode(decoder, group, min(group + _BLOCK_FRAMES, end))
            position = group * each - skip
            piece = block[max(0, start - position) : max(0, stop - position)]
            if len(piece):
                yield piece

    def _run_in(self, first: int) -> int:
        """The frame to start decoding at so that frame `first` comes out as if all had been decoded."""
        at = max(0, first - _SYNTHESIS_FRAMES)
        bits = 0
        while at > 0 and bits < _RESERVOIR_BYTES:
            at -= 1
            bits += max(0, int(self.map.sizes[at]) - _HEADER_AND_SIDE_BYTES)
        return at

    def _decode(self, decoder: Any, begin: int, end: int) -> np.ndarray:
        """Frames `begin` to `end` as samples `[frames, channels]`, silence where one cannot be decoded."""
        channels = self.map.channels
        planes = self._together(decoder, begin, end) or self._one_by_one(decoder, begin, end)
        # a frame of fewer channels than the first has its last one repeated
        columns = zip(
            *(each if len(each) == channels else _spread(each, channels) for each in planes), strict=True
        )
        joined = b"".join(itertools.chain.from_iterable(columns))
        return np.frombuffer(joined, np.float32).reshape(channels, -1).T

    def _together(self, decoder: Any, begin: int, end: int) -> list[Any]:
        """The decoded channels of each frame, from one packet, which saves calls; none where one is bad."""
        first, each = int(self.map.offsets[begin]), self.map.frame_samples
        size = int(self.map.offsets[end - 1] + self.map.sizes[end - 1]) - first
        if size == int(self.map.sizes[begin:end].sum()):
            self._file.seek(first)
            with contextlib.suppress(av.error.FFmpegError, ValueError):
                frames = decoder.decode(av.Packet(self._file.read(size)))
                if len(frames) == end - begin and all(frame.samples == each for frame in frames):
                    return [frame.planes for frame in frames]
        return []

    def _one_by_one(self, decoder: Any, begin: int, end: int) -> list[Any]:
        """As `_together`, silence standing for each frame that is bad; and started anew, since a packet that
        failed leaves the decoder anywhere in it."""
        decoder.flush_buffers()
        each, found = self.map.frame_samples, []
        for place in range(self._run_in(begin), end):
            planes: Any = (bytes(4 * each),)
            self._file.seek(int(self.map.offsets[place]))
            with contextlib.suppress(av.error.FFmpegError, ValueError):
                (frame,) = decoder.decode(av.Packet(self._file.read(int(self.map.sizes[place]))))
                if frame.samples == each:
                    planes = frame.planes
            if place >= begin:
                self.damaged += isinstance(planes[0], bytes)
                found.append(planes)
        return found

    def close(self) -> None:
        self._file.close()


def _spread(planes: Any, channels: int) -> list[Any]:
    return [planes[min(channel, len(planes) - 1)] for channel in range(channels)]
