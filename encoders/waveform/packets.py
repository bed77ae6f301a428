"""Everything FFmpeg reads, through PyAV, packet by packet: a bad packet is skipped and counted."""

from __future__ import annotations

import errno
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import av
import av.logging
import numpy as np

from encoders.waveform.reports import AudioFileError, FileFacts
from encoders.waveform.sources import MAX_CHANNELS, MAX_SOURCE_RATE, MIN_SOURCE_RATE, SourceFailedError

# FFmpeg's log goes to stderr by default; what matters of it is told through counts and errors.
av.logging.set_level(None)

# Playlists (hls, concat ...) could make FFmpeg open other files and addresses: only formats that hold their
# own sound are let in.
_CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,asf,matroska,webm,mp3,aac,ogg,flac,wav,w64,aiff,au,caf,avi,ape,wv,tta,mpc,mpc8,"
    "amr,ac3,eac3,dts,flv,mpeg,mpegts,tak,voc,rm,loas,dsf,iff"
)
# All that damaged bytes make PyAV raise, from its own errors to those of reading and seeking the file object.
TROUBLE = (av.error.FFmpegError, OSError, ValueError)
_OPTIONS = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "none"}
# What a flipped bit makes of a frame is noise at full scale; FFmpeg's other decoders have no sums to check.
_CHECKED = {"err_detect": "crccheck+explode"}
_RUN_IN_SECONDS = (
    0.25  # overlapping transforms and bit reservoirs need a few packets before the first good one
)
# For these, FFmpeg reckons a length from the bit rate or from where the file ends: that is no claim.
_UNCLAIMED = ("aac", "ac3", "amr", "dts", "eac3", "loas", "mp3", "mpeg", "mpegts", "ogg")
_MAX_BAD_PACKETS = 20_000
_MAX_BAD_READS = 20  # in a row: a demuxer that lost its way finds it again soon or never
_GAP_SECONDS = (0.06, 10.0)
_FULL_SCALE = {"u1": 128.0, "i2": 32768.0, "i4": 2147483648.0, "i8": 9223372036854775808.0}


class _Seekable:
    """A file for FFmpeg: seeking to where damaged headers point is answered, not raised.

    PyAV would print such an exception.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.read, self.tell = file.read, file.tell

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError, OverflowError):
            return -errno.EINVAL


def open_container(file: BinaryIO) -> Any:
    """FFmpeg's view of an open file; raises one of `TROUBLE` where it makes no sense of it."""
    # A file object, not a name: names like "a:b.mp3" would be taken for protocols.
    return av.open(_Seekable(file), options=_OPTIONS, metadata_errors="ignore")


class PacketSource:
    """The best audio stream of a file, decoded by FFmpeg; see `encoders.waveform.sources.Source`."""

    def __init__(self, path: Path) -> None:
        self.damaged = 0
        self.cut = False
        self._file: BinaryIO = path.open("rb")
        try:
            self._open(path)
        except BaseException:
            self.close()
            raise

    def _open(self, path: Path) -> None:
        self._container: Any = None
        try:
            self._container = open_container(self._file)
        except TROUBLE as error:
            raise SourceFailedError(_first_words(error)) from None
        streams = [stream for stream in self._container.streams.audio if stream.codec_context is not None]
        if not streams:
            kind = "holds pictures only" if self._container.streams.video else "holds no sound"
            raise AudioFileError("no_audio", f"{path} {kind}: there is no audio stream in it")
        self._stream = self._container.streams.best("audio") or streams[0]
        if self._stream.codec_context.name == "flac":
            self._stream.codec_context.options = _CHECKED
        rate, channels = self._heard_format()
        self._rate, self._channels = rate, channels
        claimed = self._claimed_seconds()
        self.frames: int | None = None if claimed is None else round(claimed * rate)
        self.facts = FileFacts(
            path=path,
            container=self._container.format.name.split(",")[0],
            codec=self._stream.codec_context.name,
            sample_rate=rate,
            channels=channels,
            claimed_seconds=claimed,
            duration_seconds=claimed,
        )

    def _heard_format(self) -> tuple[int, int]:
        """Sample rate and channels of the first frame that decodes: headers differ from it for HE-AAC."""
        frames = list(itertools.islice((frame for frame, _ in self._decoded() if frame is not None), 3))
        if not frames:
            raise SourceFailedError("nothing in it could be decoded")
        rate, channels = frames[0].sample_rate, frames[0].layout.nb_channels
        if not (MIN_SOURCE_RATE <= rate <= MAX_SOURCE_RATE and 0 < channels <= MAX_CHANNELS):
            raise SourceFailedError(f"it tells of {rate} Hz and {channels} channels")
        self._origin = frames[0].pts or 0
        lengths = [frame.samples for frame in frames]
        self._first_samples, self._frame_samples = (
            lengths[0],
            lengths[-1] if lengths[1:2] == lengths[2:] else 0,
        )
        self._rewind()
        self.damaged = 0
        return rate, channels

    def _claimed_seconds(self) -> float | None:
        stream = self._stream
        if self._container.format.name.split(",")[0] in _UNCLAIMED:
            return None
        if stream.duration and stream.time_base:
            seconds = float(stream.duration * stream.time_base)
        elif self._container.duration:
            seconds = self._container.duration / 1_000_000
        else:
            return None
        return seconds if 0 < seconds < 1e8 else None

    def _rewind(self) -> None:
        try:
            self._container.seek(0, backward=True, any_frame=False)
        except TROUBLE as error:
            raise SourceFailedError(_first_words(error)) from None
        self._stream.codec_context.flush_buffers()

    def _decoded(self) -> Iterator[tuple[Any, float]]:
        """Frames, or None and the packet's length in seconds for each packet that could not be decoded."""
        packets = self._container.demux(self._stream)
        bad = bad_reads = 0
        while bad < _MAX_BAD_PACKETS and bad_reads < _MAX_BAD_READS:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except TROUBLE:
                self.damaged += bad_reads == 0
                bad_reads += 1
                packets = self._container.demux(self._stream)
                continue
            bad_reads = 0
            try:
                frames = packet.decode()
            except TROUBLE:
                if packet.size == 0:  # the flush at the end: nothing more is coming
                    return
                bad += 1
                self.damaged += 1
                yield None, float((packet.duration or 0) * packet.time_base) if packet.time_base else 0.0
                continue
            for frame in frames:
                yield frame, 0.0

    def blocks(self, start: int, stop: int | None) -> Iterator[np.ndarray]:
        position = self._seek(start)
        for frame, lost_seconds in self._decoded():
            if frame is None:
                # Silence stands for a lost packet, so that what follows keeps its place in time.
                lost = min(round(lost_seconds * self._rate), self._rate)
                block = np.zeros((lost, self._channels), np.float32)
            elif frame.sample_rate != self._rate or frame.layout.nb_channels != self._channels:
                self.damaged += 1
                continue
            else:
                block = samples_of(frame)
                here = self._position(frame)
                if position is None:
                    position = here
                elif here is not None and self._is_gap(here - position):
                    self.damaged += 1
                    block = np.concatenate([np.zeros((here - position, self._channels), block.dtype), block])
            if position is None:
                continue
            first, position = max(0, start - position), position + len(block)
            if stop is not None and position >= stop:
                yield block[first : len(block) - (position - stop)]
                return
            if first < len(block):
                yield block[first:]

    def _seek(self, start: int) -> int | None:
        """Go to a packet well before `start`; the position there is 0, or None: the first frame will tell."""
        run_in = round(_RUN_IN_SECONDS * self._rate)
        if start <= 2 * run_in:
            self._rewind()
            return 0
        target = (start - run_in) / self._rate / self._stream.time_base + self._origin
        try:
            self._container.seek(int(target), backward=True, stream=self._stream)
        except TROUBLE:
            self._rewind()
            return 0
        self._stream.codec_context.flush_buffers()
        return None

    def _position(self, frame: Any) -> int | None:
        """Where a frame starts, in samples from the start of the sound."""
        if frame.pts is None:
            return None
        exact = float((frame.pts - self._origin) * frame.time_base) * self._rate
        each = self._frame_samples
        if not each or frame.time_base * self._rate <= 1:
            return round(exact)
        # Time stamps in milliseconds (asf, matroska) are too coarse; frames stand on a grid of their length.
        snapped = self._first_samples + round((exact - self._first_samples) / each) * each
        return snapped if abs(snapped - exact) <= 0.001 * self._rate + 1 else round(exact)

    def _is_gap(self, samples: int) -> bool:
        """Whether time stamps that run ahead by so much tell of lost packets, not of rounding or nonsense."""
        return _GAP_SECONDS[0] * self._rate < samples < _GAP_SECONDS[1] * self._rate

    def close(self) -> None:
        container = getattr(self, "_container", None)
        if container is not None:
            container.close()
        self._file.close()


def samples_of(frame: Any) -> np.ndarray:
    """A decoded frame's samples as floats `[frames, channels]`, full scale at 1."""
    values = frame.to_ndarray()
    channels = frame.layout.nb_channels
    values = values.T if frame.format.is_planar else values.reshape(-1, channels)
    if values.dtype.kind == "f":
        return values
    scale = _FULL_SCALE[values.dtype.str[1:]]
    if values.dtype.kind == "u":
        return (values.astype(np.float32) - np.float32(scale)) / np.float32(scale)
    return values.astype(np.float32) / np.float32(scale)


def _first_words(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).strip().lower()
