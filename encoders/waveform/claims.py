"""What a file claims to hold, against what it does hold."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from encoders.waveform.reports import AudioFileError, Problem

if TYPE_CHECKING:
    from encoders.waveform.sources import Source

# A download may stop anywhere, but a header that claims this many times what follows it is not to be trusted.
_LIE = 20
# Programs that write wav into a pipe cannot know its length; they write these instead.
_UNKNOWN_SIZES = (0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000)
_MAX_CHUNKS = 1000
# A file counts as cut off when more than this is missing. Other containers pad, trim and round their claims.
_EXACT = ("wav", "wavex", "rf64", "aiff", "flac", "mp3")
_EXACT_SECONDS = 0.04
_ROUGH_SECONDS = 0.2


def claimed_frames(path: Path, channels: int) -> int | None:
    """Frames that the header of a wav or aiff file claims, which libsndfile quietly cuts to what is there.

    None where the header makes no claim, as in a wav that was written into a pipe.
    """
    with path.open("rb") as stream:
        head = stream.read(12)
        if head[:4] == b"FORM":
            return _aiff_frames(stream)
        return _wav_frames(stream, int.from_bytes(head[4:8], "little"), channels)


def _wav_frames(stream: BinaryIO, riff_size: int, channels: int) -> int | None:
    frame_bytes, wide_size, fact = 0, None, None
    for _ in range(_MAX_CHUNKS):
        head = stream.read(8)
        if len(head) < 8:
            return None
        name, size = struct.unpack("<4sI", head)
        if name == b"fmt ":
            fmt = stream.read(size)
            if len(fmt) < 16:
                return None
            tag, _, _, _, frame_bytes, _ = struct.unpack("<HHIIHH", fmt[:16])
            if tag not in (1, 3, 6, 7, 0xFFFE):  # compressed: bytes do not tell frames
                return None
        elif name == b"ds64":
            wide_size = int.from_bytes(stream.read(size)[8:16], "little")
        elif name == b"data":
            if wide_size is not None and size == 0xFFFFFFFF:
                size = wide_size
            elif size in _UNKNOWN_SIZES and riff_size - size in (0, 36):
                return None
            return size // frame_bytes if frame_bytes >= channels else None
        else:
            stream.seek(size, 1)
        if size & 1:
            stream.seek(1, 1)
    return fact


def _aiff_frames(stream: BinaryIO) -> int | None:
    for _ in range(_MAX_CHUNKS):
        head = stream.read(8)
        if len(head) < 8:
            return None
        name, size = struct.unpack(">4sI", head)
        if name == b"COMM":
            return int.from_bytes(stream.read(6)[2:], "big")
        stream.seek(size + (size & 1), 1)
    return None


def mp4_lacks_index(path: Path) -> bool:
    """Whether a file of the mp4 family ends before its index (`moov`), which tells where all else lies."""
    with path.open("rb") as stream:
        length = stream.seek(0, 2)
        at = 0
        for _ in range(_MAX_CHUNKS):
            stream.seek(at)
            head = stream.read(16)
            if len(head) < 8:
                return True
            size, name = struct.unpack(">I4s", head[:8])
            if size == 1:
                size = int.from_bytes(head[8:16])
            if name == b"moov":
                return at + size > length
            if size < 8:
                return False
            at += size
    return False


def check_claim(source: Source) -> None:
    """Refuse a file whose header promises many times what the file can hold."""
    claimed, held = source.facts.claimed_seconds, source.facts.duration_seconds
    if claimed is not None and held is not None and claimed > _LIE * held:
        raise AudioFileError(
            "lying_header",
            f"{source.facts.path} claims {claimed:.1f} s of sound and holds {held:.1f} s: "
            "its header lies or nearly all of it is missing; make or download it again",
        )


def closing_problem(source: Source, end_seconds: float | None) -> Problem | None:
    """A `truncated` problem where the sound ended (at `end_seconds`, None: not reached) before its time."""
    claimed = source.facts.claimed_seconds
    tolerance = _EXACT_SECONDS if source.facts.container in _EXACT else _ROUGH_SECONDS
    if claimed is not None:
        # Where the end was not reached, what the file can hold is known for some formats.
        held = source.facts.duration_seconds if end_seconds is None else end_seconds
        if held is not None and held < claimed - tolerance:
            verb = "holds" if end_seconds is None else "heard"
            return Problem("truncated", f"{verb} {held:.1f} s of the {claimed:.1f} s it claims")
    if source.cut:
        heard = "" if end_seconds is None else f" after {end_seconds:.1f} s"
        return Problem("truncated", f"the file breaks off{heard}; nothing in it tells how long it was")
    return None
