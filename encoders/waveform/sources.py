"""A source gives blocks of one file's frames at its own sample rate, from any frame on.

Three sources share the work. Each is the fastest one that hears its formats whole:

- `SoundfileSource` (libsndfile): wav, aiff, flac, ogg vorbis and opus, and other uncompressed files;
- `Mp3Source`: mp3, framed by ourselves, so that lengths and seeking are exact and garbage is stepped over;
- `PacketSource` (FFmpeg through PyAV): all others, and what libsndfile gives up on.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np

from encoders.waveform.claims import mp4_lacks_index
from encoders.waveform.reports import AudioFileError, FileFacts

MIN_SOURCE_RATE = 100
MAX_SOURCE_RATE = 1_000_000
MAX_CHANNELS = 256
_SOUND_ALONE = (b"OggS", b"fLaC")
"""How files begin that can be nothing else."""


class SourceFailedError(Exception):
    """This decoder cannot make sense of the file; another one may."""


class Source(Protocol):
    """An opened sound file.

    `frames` is the number of frames that the file should give, None when nobody can say beforehand;
    `damaged` counts packets (or stretches between them) that could not be decoded so far; `cut` tells that
    the file visibly ends too early, where its header says nothing about its length.
    """

    facts: FileFacts
    frames: int | None
    damaged: int
    cut: bool

    def blocks(self, start: int, stop: int | None) -> Iterator[np.ndarray]:
        """Float blocks `[frames, channels]` from frame `start` to `stop` (None: the end), without gaps."""
        ...

    def close(self) -> None: ...


def open_source(path: str | Path, *, robust: bool = False) -> Source:
    """The best source for a file; `robust=True` goes straight to FFmpeg's decoders.

    Raises `AudioFileError` where no decoder hears anything in it.
    """
    path = Path(path)
    head = read_head(path)
    if not robust:
        try:
            return _open_fast(path, head)
        except SourceFailedError:
            pass
    from encoders.waveform.packets import PacketSource

    try:
        source = PacketSource(path)
    except SourceFailedError as error:
        if head[4:8] == b"ftyp" and mp4_lacks_index(path):
            raise AudioFileError(
                "cut_off",
                f"{path} is cut off before the index at its end, without which nothing in it is found: "
                "copy or download it again",
            ) from None
        if head[:4] in _SOUND_ALONE:
            raise nothing_decoded(path, error) from None
        raise AudioFileError(
            "not_audio",
            f"{path} is not a sound file that can be read ({error}): is it complete, and of a common format?",
        ) from None
    if not robust and source.facts.container == "mp3":
        with contextlib.suppress(SourceFailedError):  # an mp3 with something else in front
            mp3 = _mp3_source(path)
            source.close()
            return mp3
    return source


def nothing_decoded(path: Path, error: SourceFailedError) -> AudioFileError:
    """What is to be told of a sound file in which all is damaged."""
    return AudioFileError(
        "damaged",
        f"{path} is damaged so badly that nothing in it can be decoded ({error}): copy or download it again",
    )


def _open_fast(path: Path, head: bytes) -> Source:
    if head[:4] in (b"RIFF", b"RF64", b"FORM", b"fLaC", b"OggS", b"caff", b".snd", b"riff"):
        from encoders.waveform.soundfiles import SoundfileSource

        return SoundfileSource(path)
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] in b"\xe2\xe3\xf2\xf3\xfa\xfb"):
        return _mp3_source(path)
    raise SourceFailedError("no format that has a fast reader")


def _mp3_source(path: Path) -> Source:
    from encoders.waveform.mp3 import Mp3Source

    return Mp3Source(path)


def read_head(path: Path) -> bytes:
    """The first bytes of a file, after making sure, without opening it, that it is a plain file.

    Opening a FIFO or a device could wait for ever; that is why the look comes first.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise AudioFileError("not_found", f"{path} is not there: check the path") from None
    except OSError as error:
        raise AudioFileError("unreadable", f"{path} cannot be reached: {_words(error)}") from None
    if stat.S_ISDIR(status.st_mode):
        raise AudioFileError("directory", f"{path} is a folder, not a sound file: give the files inside it")
    if not stat.S_ISREG(status.st_mode):
        raise AudioFileError(
            "not_a_file", f"{path} is a pipe, socket or device: save it to a plain file first"
        )
    if status.st_size == 0:
        raise AudioFileError("empty", f"{path} is empty (0 bytes): copy or download it again")
    try:
        with path.open("rb") as stream:
            return stream.read(64)
    except OSError as error:
        raise AudioFileError("unreadable", f"{path} cannot be read: {_words(error)}") from None


def _words(error: OSError) -> str:
    return (error.strerror or os.strerror(error.errno or 0)).lower()
