"""What was heard in a file from a stranger, and how that comes out of the process that listened to it.

As plain text and numbers, which are checked on arrival: who answers may have been taken over by the file.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.full_text import storable
from index.records import AudioFacts, FileFacts
from retrieval.parallel import Failure
from retrieval.peaks import POINTS


@dataclass(frozen=True)
class HeardFile:
    """What a file holds: its own tags, its sound, and what was heard in S moments, with T tags.

    `vector` `[D]` is in the space of the bundle with this `fingerprint`; `outline` are peaks to draw.
    """

    key: str
    facts: FileFacts
    audio: AudioFacts
    fingerprint: str
    tag_names: tuple[str, ...]
    chunk_seconds: float
    starts_seconds: NDArray[np.float32]
    """`[S]`."""
    moments: NDArray[np.float32]
    """`[S, T]`, zero where a moment is silent."""
    vector: NDArray[np.float32]
    outline: bytes

    @property
    def whole(self) -> NDArray[np.float32]:
        """How likely each tag is in all of it that is not silent, `[T]`."""
        audible = max(1, int(self.moments.any(axis=1).sum()))
        return np.asarray(self.moments.sum(axis=0) / np.float32(audible))

    @property
    def silent(self) -> bool:
        return not self.moments.any()


def packed(heard: HeardFile) -> bytes:
    """A line of JSON, then the numbers."""
    told = {
        "key": heard.key,
        "facts": asdict(heard.facts),
        "audio": asdict(heard.audio),
        "fingerprint": heard.fingerprint,
        "tag_names": heard.tag_names,
        "chunk_seconds": heard.chunk_seconds,
        "segments": len(heard.starts_seconds),
        "dimension": len(heard.vector),
    }
    arrays = (heard.starts_seconds, heard.moments, heard.vector)
    numbers = b"".join(np.ascontiguousarray(array, "<f4").tobytes() for array in arrays)
    return json.dumps(told).encode() + b"\n" + numbers + heard.outline


def unpacked(answer: bytes) -> HeardFile | Failure:
    """What `packed` wrote; a failure where it is anything else."""
    try:
        head, _, numbers = answer.partition(b"\n")
        told = json.loads(head)
        if "failure" in told:
            return Failure(storable(told["failure"]["reason"]), storable(told["failure"]["message"]))
        names = tuple(map(str, told["tag_names"]))
        segments, dimension = int(told["segments"]), int(told["dimension"])
        sizes = np.cumsum([0, segments, segments * len(names), dimension]) * 4
        starts, moments, vector = (
            np.frombuffer(numbers[first:last], "<f4").astype(np.float32)
            for first, last in zip(sizes[:-1].tolist(), sizes[1:].tolist(), strict=True)
        )
        outline = bytes(numbers[int(sizes[-1]) :])
        if len(vector) != dimension or len(outline) != POINTS or not np.isfinite([*starts, *vector]).all():
            raise ValueError("numbers are missing, or are none")
        return HeardFile(
            key=_key(told["key"]),
            facts=_facts(told["facts"]),
            audio=_audio(told["audio"]),
            fingerprint=str(told["fingerprint"]),
            tag_names=names,
            chunk_seconds=float(told["chunk_seconds"]),
            starts_seconds=starts,
            moments=np.clip(np.nan_to_num(moments), 0, 1).reshape(segments, len(names)),
            vector=vector,
            outline=outline,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Failure("crashed", "what listened to it answered nonsense: the file is made to do that")


def _key(told: Any) -> str:
    if not re.fullmatch("[0-9a-f]{64}", told):
        raise ValueError("no key")
    return str(told)


def _facts(told: dict[str, Any]) -> FileFacts:
    year, bpm = told["year"], told["bpm"]
    return FileFacts(
        title=storable(told["title"]),
        artists=tuple(map(storable, told["artists"])),
        album=storable(told["album"]),
        genres=tuple(map(storable, told["genres"])),
        year=None if year is None else int(year),
        bpm=None if bpm is None else float(bpm),
        comment=storable(told["comment"]),
        has_cover=bool(told["has_cover"]),
    )


def _audio(told: dict[str, Any]) -> AudioFacts:
    duration, loudness = float(told["duration_seconds"]), told["loudness_lufs"]
    if not math.isfinite(duration) or duration < 0:
        raise ValueError("no length")
    loudness_lufs = None if loudness is None else float(loudness)
    return AudioFacts(duration, loudness_lufs, tuple(map(storable, told["problems"])))
