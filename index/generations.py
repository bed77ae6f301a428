"""A published index: files that never change again, and which of them is served.

Beneath a root lie `generations/00000001/` and so on, and `current`: the number being served, and the SHA-256
of that generation's `SHA256SUMS`, on one line. A reader opens what `current` says; all it needs is mapped
then, so that a generation may be removed under it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import mapped
from index.checksums import SUMS_FILE, digest
from index.durable import replace_file
from index.locks import BuildLock
from index.vectors import Rows, VectorIndex

GENERATIONS, CURRENT_FILE, DESCRIPTION_FILE = "generations", "current", "generation.json"
TRACKS, SEGMENTS = "tracks", "segments"
FORMAT = 1
PARTIAL = "partial"
_CURRENT = re.compile(r"([0-9]{8}) ([0-9a-f]{64})\n")


class GenerationError(Exception):
    """A generation cannot be opened or chosen; the message says what to do."""


class NoGeneration(GenerationError):
    """Nothing was published yet."""


class BundleMismatch(GenerationError):
    """The index was made with another bundle than the one to search it with."""


@dataclass(frozen=True)
class Current:
    """What the file `current` says."""

    number: int
    sums: str


@dataclass(frozen=True)
class Generation:
    """One published index of N tracks and M segments, with T tags; arrays are memory-mapped."""

    number: int
    bundle: str
    """Fingerprint of the bundle that heard it."""
    partial: bool
    """Whether a build published it before it was done."""
    recipe: Mapping[str, Any]
    tag_names: tuple[str, ...]
    chunk_seconds: float
    """0 where there are no segments."""
    tracks: VectorIndex
    segments: VectorIndex
    segment_track: NDArray[np.int32]
    """`[M]`: the track's row."""
    track_segments: NDArray[np.int64]
    """`[N + 1]`: track i has the segments from `track_segments[i]` to before `track_segments[i + 1]`."""
    starts_seconds: NDArray[np.float32]
    """`[M]`."""
    tags: NDArray[np.float16]
    """`[M, T]`."""
    track_tags: NDArray[np.float16]
    """`[N, T]`: the mean over a track's segments that are not silent."""
    track_keys: NDArray[np.bytes_]
    """`[N]`, ascending."""

    @classmethod
    def open(cls, root: Path, number: int | None = None, bundle: str | None = None) -> Generation:
        """The generation being served, or another by its number.

        With `bundle` (a fingerprint) only one that this bundle heard: BundleMismatch for any other.
        """
        chosen = current(root) if number is None else None
        number = chosen.number if chosen else number
        assert number is not None
        folder = folder_of(root, number)
        try:
            generation = _opened(folder, number, chosen.sums if chosen else None)
        except FileNotFoundError:
            if folder.is_dir():
                raise GenerationError(f"{folder} is damaged: {_REPAIR}") from None
            there = ", ".join(map(str, generations(root))) or "none"
            raise GenerationError(f"there is no generation {number} (there: {there}): {_SWITCH}") from None
        except (OSError, ValueError, LookupError, TypeError, AssertionError):
            raise GenerationError(f"{folder} is damaged: {_REPAIR}") from None
        if bundle not in (None, generation.bundle):
            raise BundleMismatch(
                f"the index (generation {number}) was made with bundle {generation.bundle[:12]}, not "
                f"with {str(bundle)[:12]}: choose that, or python -m scripts.index rebuild --bundle BUNDLE"
            )
        return generation

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Keys of the tracks, by row."""
        return tuple(key.decode("ascii") for key in self.track_keys.tolist())

    def rows(self, keys: Collection[str]) -> Rows:
        """Rows of tracks by their keys, `[len(keys)]`; -1 for those that are not in this generation."""
        asked = np.array([key.encode("ascii", "replace") for key in keys], dtype="S64")
        if not len(self.track_keys):
            return np.full(len(asked), -1)
        at = np.minimum(np.searchsorted(self.track_keys, asked), len(self.track_keys) - 1)
        return np.where(self.track_keys[at] == asked, at, -1)


_REPAIR = "python -m scripts.index build makes it again"
_CHOOSE = "python -m scripts.index build writes it again, or switch N to serve generation N"
_SWITCH = "python -m scripts.index status shows what there is, python -m scripts.index switch N chooses"


def folder_of(root: Path, number: int) -> Path:
    return root / GENERATIONS / f"{number:08d}"


def generations(root: Path) -> list[int]:
    """Numbers of what was published and is still there, ascending."""
    folder = root / GENERATIONS
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(int(name) for name in names if re.fullmatch(r"[0-9]{8}", name))


def current(root: Path) -> Current:
    """Which generation is served."""
    try:
        said = (root / CURRENT_FILE).read_bytes().decode("ascii", errors="replace")
    except FileNotFoundError:
        if generations(root):
            raise GenerationError(f"{root / CURRENT_FILE} is missing: {_CHOOSE}") from None
        raise NoGeneration("there is no index yet: python -m scripts.index build makes it") from None
    parts = _CURRENT.fullmatch(said)
    if parts is None:
        raise GenerationError(f"{root / CURRENT_FILE} is damaged: {_CHOOSE}")
    return Current(int(parts[1]), parts[2])


def switch(root: Path, number: int) -> None:
    """Serve another generation, from now on and after a crash."""
    with BuildLock(root):
        Generation.open(root, number)
        said = sums_digest(folder_of(root, number))
        replace_file(root / CURRENT_FILE, f"{number:08d} {said}\n".encode("ascii"))


def partial_generations(root: Path) -> list[int]:
    """Numbers of what builds published before they were done, ascending."""
    return [number for number in generations(root) if _says_partial(folder_of(root, number))]


def remove(root: Path, numbers: Collection[int]) -> None:
    """Remove generations; readers that have one open may go on with it."""
    for number in numbers:
        # a name that is no generation's first, so that none is ever there in part
        folder_of(root, number).rename(root / GENERATIONS / f".removing-{number:08d}")
    for doomed in (root / GENERATIONS).glob(".removing-*"):
        shutil.rmtree(doomed)


def sums_digest(folder: Path) -> str:
    """What `current` says of a generation beside its number."""
    return digest((folder / SUMS_FILE).read_text(encoding="ascii"))


def _says_partial(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / DESCRIPTION_FILE).read_text(encoding="utf-8")).get(PARTIAL, False))
    except (OSError, ValueError, AttributeError):
        return False


def _opened(folder: Path, number: int, sums: str | None) -> Generation:
    if sums not in (None, sums_digest(folder)):
        raise ValueError("another generation stands in its place")
    text = (folder / DESCRIPTION_FILE).read_text(encoding="utf-8")
    if f"{digest(text)}  {DESCRIPTION_FILE}\n" not in (folder / SUMS_FILE).read_text(encoding="ascii"):
        raise ValueError("its description was changed")
    described = json.loads(text)
    if described["format"] != FORMAT:
        raise GenerationError(f"{folder} was made by another version of Leitmotif: {_REPAIR}")
    generation = Generation(
        number=number,
        bundle=described["bundle"],
        partial=described.get(PARTIAL, False),
        recipe=described["recipe"],
        tag_names=tuple(described["tag_names"]),
        chunk_seconds=described["chunk_seconds"],
        tracks=VectorIndex.open(folder / TRACKS),
        segments=VectorIndex.open(folder / SEGMENTS),
        segment_track=mapped(folder / "segment_track.npy"),
        track_segments=mapped(folder / "track_segments.npy"),
        starts_seconds=mapped(folder / "starts_seconds.npy"),
        tags=mapped(folder / "tags.npy"),
        track_tags=mapped(folder / "track_tags.npy"),
        track_keys=mapped(folder / "keys.npy"),
    )
    tracks, segments, tags = len(generation.tracks), len(generation.segments), len(generation.tag_names)
    assert (tracks, segments) == (described["tracks"], described["segments"])
    assert generation.segment_track.shape == generation.starts_seconds.shape == (segments,)
    assert generation.track_segments.shape == (tracks + 1,) and generation.track_keys.shape == (tracks,)
    assert not len(generation.track_keys) or generation.track_keys.view(np.uint8).max() < 128
    assert generation.tags.shape == (segments, tags) and generation.track_tags.shape == (tracks, tags)
    return generation
