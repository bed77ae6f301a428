"""Tracks that were heard together, in one safetensors file.

Its name is its own SHA-256, and each track in it has one too, so that a flipped byte costs one track.
"""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

SUFFIX = ".safetensors"
LENGTH_BYTES = 8
_LOST = (errno.EIO, errno.ENOENT)
"""Errors of the system that mean that bytes are gone."""
_DTYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


@dataclass(frozen=True)
class EncodedTrack:
    """S segments of `chunk_seconds` each, in a joint space of D dimensions, with probabilities of T tags."""

    key: str
    starts_seconds: NDArray[np.float32]
    """`[S]`."""
    chunk_seconds: float
    segments: NDArray[np.float32]
    """`[S, D]`, unit vectors, or zeros where there is silence."""
    vector: NDArray[np.float32]
    """`[D]`, of the whole track: a unit vector or zeros."""
    tags: NDArray[np.float32]
    """`[S, T]`, kept as float16."""


class BatchDamaged(Exception):
    """A batch does not even say what it holds."""


@dataclass(frozen=True)
class _Tensor:
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    offset: int
    """Bytes from the start of the file."""

    def rows(self, stream: BinaryIO, first: int, last: int) -> NDArray[Any]:
        row_shape = self.shape[1:]
        row_bytes = int(np.prod(row_shape, dtype=np.int64)) * self.dtype.itemsize
        stream.seek(self.offset + first * row_bytes)
        content = stream.read((last - first) * row_bytes)
        return np.frombuffer(content, self.dtype).reshape(last - first, *row_shape)


class Batch:
    """One such file, opened: what it holds is known, and nothing of it is in memory.

    An error of the system that says nothing of the file's bytes, such as a missing permission, is an OSError
    as ever: who takes it for damage throws away hours of listening.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._tensors, tracks = _layout(path)
            self.keys = tuple(str(key) for key, _, _ in tracks)
            self._sha256 = tuple(str(sha256) for _, _, sha256 in tracks)
            self._firsts = tuple(accumulate((int(segments) for _, segments, _ in tracks), initial=0))
            self.dimension, self.tags = self._tensors["vectors"].shape[1], self._tensors["tags"].shape[1]
            expected = {
                "starts_seconds": (self._firsts[-1],),
                "chunk_seconds": (len(tracks),),
                "segments": (self._firsts[-1], self.dimension),
                "vectors": (len(tracks), self.dimension),
                "tags": (self._firsts[-1], self.tags),
            }
            if {name: tensor.shape for name, tensor in self._tensors.items()} != expected:
                raise BatchDamaged(path)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            raise BatchDamaged(path) from None
        except OSError as error:
            if error.errno in _LOST:
                raise BatchDamaged(path) from None
            raise

    def read(self, key: str) -> EncodedTrack | None:
        """A track; None where it is damaged."""
        row = self.keys.index(key)
        first, last = self._firsts[row], self._firsts[row + 1]
        try:
            with self.path.open("rb") as stream:
                of_track = {name: self._tensors[name].rows(stream, row, row + 1) for name in _PER_TRACK}
                of_segments = {name: self._tensors[name].rows(stream, first, last) for name in _PER_SEGMENT}
        except ValueError:
            return None
        except OSError as error:
            if error.errno in _LOST:
                return None
            raise
        chunk_seconds, vector = float(of_track["chunk_seconds"][0]), of_track["vectors"][0]
        starts, segments, tags = (of_segments[name] for name in _PER_SEGMENT)
        if _sha256(key, chunk_seconds, starts, segments, vector, tags) != self._sha256[row]:
            return None
        return EncodedTrack(key, starts, chunk_seconds, segments, vector, tags.astype(np.float32))

    def intact(self) -> bool:
        """Whether every byte is as it was written."""
        with self.path.open("rb") as stream:
            return f"{hashlib.file_digest(stream, 'sha256').hexdigest()}{SUFFIX}" == self.path.name


_PER_TRACK = ("chunk_seconds", "vectors")
_PER_SEGMENT = ("starts_seconds", "segments", "tags")


def packed(tracks: Sequence[EncodedTrack]) -> tuple[str, bytes]:
    """Name and content of the file that holds `tracks`."""
    parts = [
        (
            np.asarray(track.starts_seconds, "<f4"),
            np.asarray(track.segments, "<f4"),
            np.asarray(track.vector, "<f4"),
            np.asarray(track.tags, "<f2"),
        )
        for track in tracks
    ]
    starts, segments, vectors, tags = (list(column) for column in zip(*parts, strict=True))
    chunk_seconds = np.array([track.chunk_seconds for track in tracks], "<f4")
    said = [
        [track.key, len(track.segments), _sha256(track.key, float(seconds), *own)]
        for track, seconds, own in zip(tracks, chunk_seconds, parts, strict=True)
    ]
    content = save(
        {
            "starts_seconds": np.concatenate(starts),
            "chunk_seconds": chunk_seconds,
            "segments": np.concatenate(segments),
            "vectors": np.stack(vectors),
            "tags": np.concatenate(tags),
        },
        {"tracks": json.dumps(said)},
    )
    return f"{hashlib.sha256(content).hexdigest()}{SUFFIX}", content


def _sha256(key: str, chunk_seconds: float, *arrays: NDArray[Any]) -> str:
    found = hashlib.sha256(key.encode())
    for part in (np.array(chunk_seconds, "<f4"), *arrays):
        found.update(part.tobytes())
    return found.hexdigest()


def _layout(path: Path) -> tuple[dict[str, _Tensor], list[tuple[str, int, str]]]:
    """Where each tensor lies, and what is said of each track: the header of a safetensors file is JSON."""
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(LENGTH_BYTES), "little")
        start = LENGTH_BYTES + length
        if start > path.stat().st_size:
            raise BatchDamaged(path)
        header = json.loads(stream.read(length).decode("utf-8"))
    tracks = json.loads(header.pop("__metadata__")["tracks"])
    tensors = {}
    for name, said in header.items():
        begin, end = said["data_offsets"]
        tensors[name] = _Tensor(_DTYPES[said["dtype"]], tuple(said["shape"]), start + begin)
        size = int(np.prod(said["shape"], dtype=np.int64)) * _DTYPES[said["dtype"]].itemsize
        if end - begin != size or start + end > path.stat().st_size or begin < 0:
            raise BatchDamaged(path)
    return tensors, tracks
