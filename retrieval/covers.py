"""The picture inside a music file: the front cover where several are there."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen
from mutagen.apev2 import APEv2
from mutagen.asf import ASFTags
from mutagen.flac import Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

_FRONT = 3  # the picture type that ID3, FLAC and ASF agree on
_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif", b"RIFF": "image/webp"}


@dataclass(frozen=True)
class Cover:
    """A picture as it lies in the file; `media_type` is found in its first bytes, whatever the tag claims."""

    media_type: str
    data: bytes


def read_cover(path: Path) -> Cover | None:
    """The embedded picture; None where there is none that a browser could show."""
    try:
        audio = mutagen.File(path)
        pictures = sorted(_pictures(audio), key=lambda found: found[0] != _FRONT) if audio is not None else []
    except Exception:  # what is malformed makes mutagen raise almost anything
        return None
    for _, data in pictures:
        for start, media_type in _KINDS.items():
            if data.startswith(start):
                return Cover(media_type, data)
    return None


def has_cover(audio: mutagen.FileType) -> bool:
    """Whether an opened file holds a picture."""
    return next(_pictures(audio), None) is not None


def _pictures(audio: Any) -> Iterator[tuple[int, bytes]]:
    """Type and data of each picture."""
    tags = audio.tags
    yield from ((picture.type, picture.data) for picture in getattr(audio, "pictures", ()))
    match tags:
        case None:
            return
        case ID3():
            yield from ((frame.type, frame.data) for frame in tags.getall("APIC"))
        case MP4Tags():
            yield from ((_FRONT, bytes(data)) for data in tags.get("covr", ()))
        case ASFTags():
            yield from (_of_asf(bytes(picture.value)) for picture in tags.get("WM/Picture", ()))
        case APEv2():
            for key in tags:
                if key.lower().startswith("cover art"):
                    _, _, data = bytes(tags[key].value).partition(b"\0")
                    yield (_FRONT if "front" in key.lower() else 0), data
        case _:
            for text in tags.get("metadata_block_picture", ()):
                picture = Picture(base64.b64decode(text))
                yield picture.type, picture.data


def _of_asf(value: bytes) -> tuple[int, bytes]:
    """WM/Picture: type, length, media type and description as UTF-16 that ends in zeros, data."""
    size = int.from_bytes(value[1:5], "little")
    return value[0], value[len(value) - size :]
