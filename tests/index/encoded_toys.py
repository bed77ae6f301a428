"""Tracks as a bundle would have heard them, out of a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoded import EncodedTrack
from index.publishing import publish

DIMENSION, TAGS = 8, ("bright", "calm", "día")
BUNDLE = "b" * 64


def units(rows: int, dimension: int = DIMENSION, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors in no order, `[rows, dimension]`."""
    found = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def clustered(rows: int, dimension: int = 32, clusters: int = 50, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors in clusters, as music lies, `[rows, dimension]`; the clusters are those of any seed."""
    chance = np.random.default_rng(seed)
    centres = units(clusters, dimension, seed=99)
    noise = chance.standard_normal((rows, dimension)).astype(np.float32) * np.float32(0.4 / dimension**0.5)
    found = centres[chance.integers(0, clusters, rows)] + noise
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def toy_track(number: int, segments: int = 3) -> EncodedTrack:
    """The same number gives the same track; the first segment of every third is silent."""
    vectors = units(segments + 1, seed=number)
    if segments and number % 3 == 0:
        vectors[0] = 0
    tags = np.random.default_rng(number).random((segments, len(TAGS))).astype(np.float32)
    starts = np.arange(segments, dtype=np.float32) * 4
    return EncodedTrack(f"{number:064x}", starts, 4.0, vectors[:segments], vectors[segments], tags)


def toy_tracks(count: int) -> list[EncodedTrack]:
    return [toy_track(number, segments=number % 4) for number in range(1, count + 1)]


def publish_toys(root: Path, count: int) -> int:
    return publish(root, toy_tracks(count), BUNDLE, {"chunks": "all"}, TAGS, DIMENSION)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file beneath a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
