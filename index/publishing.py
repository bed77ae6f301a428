"""What was heard becomes a generation: written beside those that serve, and named when all is on the disk.

A crash at any moment leaves what was served before, and the same tracks give the same bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import growing, mapped, write_array
from index.batches import EncodedTrack
from index.checksums import SUMS_FILE, damages, sums
from index.durable import on_disk, sync_folder
from index.generations import (
    DESCRIPTION_FILE,
    FORMAT,
    GENERATIONS,
    PARTIAL,
    SEGMENTS,
    TRACKS,
    folder_of,
    generations,
    partial_generations,
    remove,
    switch,
)
from index.locks import BuildLock
from index.vectors import VECTORS_FILE, VectorIndex

STAGING = ".building"


class PublishError(ValueError):
    """The tracks cannot be one index; the message says why."""


def publish(
    root: Path,
    tracks: Iterable[EncodedTrack],
    bundle: str,
    recipe: Mapping[str, Any],
    tag_names: Sequence[str],
    dimension: int,
    queries: NDArray[np.float32] | None = None,
    partial: bool = False,
) -> int:
    """Make a generation of `tracks`, which come by ascending key, and serve it; gives its number.

    `bundle` is the fingerprint of what heard them, and `recipe` anything as JSON that tells how. `queries`
    `[Q, dimension]` are vectors of what people ask, to measure the recall of an approximate index with. Where
    there is a generation of the same bytes already, that one is served. A `partial` one, of
    a build that goes on, makes room for the next. Peak memory does not grow with the library, but for the
    approximate index of a large one.
    """
    with BuildLock(root):
        staging = root / GENERATIONS / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        try:
            for folder in (staging, staging / TRACKS, staging / SEGMENTS):
                folder.mkdir(parents=True, exist_ok=True)
            counts = _write_tracks(staging, tracks, len(tag_names), dimension)
            for name in (TRACKS, SEGMENTS):
                vectors = mapped(staging / name / VECTORS_FILE)
                built = VectorIndex.build(vectors, queries=queries, scratch=staging)
                built.save_beside_vectors(staging / name)
            described = {
                "format": FORMAT,
                "bundle": bundle,
                "recipe": dict(recipe),
                "tag_names": list(tag_names),
                "dimension": dimension,
                **counts,
            }
            if partial:
                described[PARTIAL] = True
            _write_text(staging / DESCRIPTION_FILE, json.dumps(described, indent=1, sort_keys=True) + "\n")
            _write_text(staging / SUMS_FILE, sums(staging))
            number = _same(root, staging) or _named(root, staging)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        switch(root, number)
        remove(root, [each for each in partial_generations(root) if each != number])
        return number


def _write_tracks(
    folder: Path, tracks: Iterable[EncodedTrack], tags: int, dimension: int
) -> dict[str, int | float]:
    """The arrays of a generation, in one pass over its tracks."""
    offsets, keys, chunk_seconds = [0], [""], 0.0
    with ExitStack() as files:
        segment_vectors = files.enter_context(growing(folder / SEGMENTS / VECTORS_FILE, "<f4", dimension))
        track_vectors = files.enter_context(growing(folder / TRACKS / VECTORS_FILE, "<f4", dimension))
        segment_track = files.enter_context(growing(folder / "segment_track.npy", "<i4"))
        starts = files.enter_context(growing(folder / "starts_seconds.npy", "<f4"))
        segment_tags = files.enter_context(growing(folder / "tags.npy", "<f2", tags))
        track_tags = files.enter_context(growing(folder / "track_tags.npy", "<f2", tags))
        for row, track in enumerate(tracks):
            if track.key <= keys[-1]:
                raise PublishError(
                    f"track {track.key} comes after {keys[-1]}: give each once, by ascending key"
                )
            if chunk_seconds not in (0.0, track.chunk_seconds):
                raise PublishError(
                    f"track {track.key} was heard in chunks of {track.chunk_seconds} s, others of "
                    f"{chunk_seconds} s: publish what one recipe heard"
                )
            chunk_seconds = track.chunk_seconds
            keys.append(track.key)
            offsets.append(offsets[-1] + len(track.segments))
            segment_vectors.append(track.segments)
            track_vectors.append(track.vector[None])
            segment_track.append(np.full(len(track.segments), row, np.int32))
            starts.append(track.starts_seconds)
            segment_tags.append(track.tags)
            track_tags.append(_mean_of_audible(track)[None])
    write_array(folder / "keys.npy", np.array(keys[1:], dtype="S64"))
    write_array(folder / "track_segments.npy", np.array(offsets, dtype="<i8"))
    return {"tracks": len(keys) - 1, "segments": offsets[-1], "chunk_seconds": chunk_seconds}


def _mean_of_audible(track: EncodedTrack) -> NDArray[np.float32]:
    audible = track.tags[track.segments.any(axis=1)]
    return audible.mean(axis=0) if len(audible) else np.zeros(track.tags.shape[1], np.float32)


def _write_text(path: Path, text: str) -> None:
    with on_disk(path) as stream:
        stream.write(text.encode("utf-8"))


def _same(root: Path, staging: Path) -> int | None:
    """The generation that holds the same bytes, if there is one, whole."""
    said = (staging / SUMS_FILE).read_bytes()
    for number in reversed(generations(root)):
        folder = folder_of(root, number)
        try:
            same = (folder / SUMS_FILE).read_bytes() == said
        except OSError:
            continue
        if same and not damages(folder):
            return number
    return None


def _named(root: Path, staging: Path) -> int:
    """Give what is staged its number."""
    number = max(generations(root), default=0) + 1
    for folder in (staging / TRACKS, staging / SEGMENTS, staging):
        sync_folder(folder)
    staging.rename(folder_of(root, number))
    sync_folder(root / GENERATIONS)
    return number
