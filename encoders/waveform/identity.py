"""What makes a recording the same recording, whatever its file is called and whatever tags it carries.

A file's key is the SHA-256 of its encoded sound: the codec's parameters, then every audio packet. Titles,
covers and padding lie around the packets, so that editing them changes no key; a copy in which one bit of
sound differs has another one. Nothing is decoded, which makes this some hundred times faster than listening.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from encoders.waveform.packets import TROUBLE, open_container
from encoders.waveform.sources import Source, SourceFailedError, read_head

if TYPE_CHECKING:
    from hashlib import _Hash

    from encoders.waveform.mp3_map import Mp3Map

_BLOCK_BYTES = 2**20
_MP3_STARTS = (b"ID3", *(bytes((0xFF, second)) for second in (0xE2, 0xE3, 0xF2, 0xF3, 0xFA, 0xFB)))


def audio_key(path: Path, source: Source | None = None) -> str:
    """The key of the recording in a file, 64 hexadecimal digits; of all its bytes where it has no packets.

    `source` is the same file, opened, if it is: what it knows is not looked for again. Raises
    `AudioFileError` where there is no plain file to read.
    """
    if read_head(path).startswith(_MP3_STARTS):
        from encoders.waveform.mp3 import Mp3Source

        try:
            return _of_mp3_frames(path, source.map if isinstance(source, Mp3Source) else None)
        except SourceFailedError:
            pass  # something else behind the same first bytes
    try:
        return _of_packets(path)
    except SourceFailedError:
        return _of_bytes(path)


def _start(*facts: object) -> _Hash:
    return hashlib.sha256(json.dumps(facts).encode())


def _of_mp3_frames(path: Path, known: Mp3Map | None) -> str:
    """Of the frames as we find them ourselves: FFmpeg takes tags behind the last one for sound."""
    from encoders.waveform.mp3_map import scan

    with path.open("rb") as stream:
        found = known or scan(stream)
        digest = _start("mp3", found.sample_rate, found.channels)
        ends = found.offsets + found.sizes
        breaks = np.flatnonzero(found.offsets[1:] != ends[:-1]) + 1
        bounds = [0, *breaks.tolist(), len(ends)]
        for first, after in itertools.pairwise(bounds):  # frames without anything between them
            stream.seek(int(found.offsets[first]))
            _feed(digest, stream, int(ends[after - 1] - found.offsets[first]))
    return digest.hexdigest()


def _of_packets(path: Path) -> str:
    with path.open("rb") as file:
        try:
            with open_container(file) as container:
                stream = container.streams.best("audio")
                if stream is None or stream.codec_context is None:
                    raise SourceFailedError("no audio stream in it")
                codec = stream.codec_context
                about = _without_comments(codec.name, codec.extradata or b"")
                digest = _start(codec.name, codec.sample_rate, codec.layout.nb_channels, about.hex())
                total = 0
                for packet in container.demux(stream):
                    if packet.size:
                        digest.update(packet)
                        total += packet.size
        except TROUBLE as error:
            raise SourceFailedError(str(error)) from None
    if not total:
        raise SourceFailedError("no packets in it")
    return digest.hexdigest()


def _without_comments(codec: str, extradata: bytes) -> bytes:
    """A codec's set-up. Vorbis keeps the file's tags there too, as the second of three laced headers."""
    if codec != "vorbis" or extradata[:1] != b"\x02":
        return extradata
    at, sizes = 1, []
    for _ in range(2):
        rest = extradata[at:]
        full = len(rest) - len(rest.lstrip(b"\xff"))
        sizes.append(255 * full + sum(rest[full : full + 1]))
        at += full + 1
    return extradata[at : at + sizes[0]] + extradata[at + sum(sizes) :]


def _of_bytes(path: Path) -> str:
    digest = _start("file")
    with path.open("rb") as stream:
        _feed(digest, stream, path.stat().st_size)
    return digest.hexdigest()


def _feed(digest: _Hash, stream: Any, left: int) -> None:
    while left > 0 and (data := stream.read(min(left, _BLOCK_BYTES))):
        digest.update(data)
        left -= len(data)
