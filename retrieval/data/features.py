"""Frames of a whole manifest on disk, so that training reads them at memory speed instead of decoding audio.

A store is a folder with `rows.bin`, all tracks end to end, and `index.json`. A row is one frame of log-mel
(`mels` values) or one waveform sample (one value). Its name is a hash of the front end, the storage and the
audio files' names, sizes and times, so a changed collection gets a new store and an old one is never trusted.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from encoders.frontend import Frontend, preset
from encoders.waveform import AudioFileError, read
from index import home
from retrieval.data.manifest import Manifest, Track
from retrieval.parallel import Failure, map_in_order, usable_cores
from retrieval.progress import steps

_FORMAT = 1
_LOWEST_DB, _STEP_DB = -100.0, 150.0 / 255  # uint8: -100 dB, the front end's floor, to +50 dB


class FeatureError(Exception):
    """Features that cannot be made or read."""


@dataclass(frozen=True)
class Recipe:
    """What a row is: `domain` frames or waveform, of one front end, stored as uint8, float16 or int16."""

    frontend: str
    domain: str = "frames"
    storage: str = "uint8"

    @property
    def dtype(self) -> str:
        return "int16" if self.domain == "waveform" else self.storage

    @property
    def columns(self) -> int:
        return 1 if self.domain == "waveform" else preset(self.frontend).mels

    def chunk_rows(self, chunk_samples: int) -> int:
        """Rows that a chunk of so many samples spans."""
        return chunk_samples if self.domain == "waveform" else preset(self.frontend).frames(chunk_samples)

    def pack(self, rows: np.ndarray) -> np.ndarray:
        """float32 rows (dB, or samples in -1 to 1) in the form that is stored."""
        if self.dtype == "int16":
            return np.round(np.clip(rows, -1, 1) * 32767).astype(np.int16)
        if self.dtype == "uint8":
            return np.round(np.clip((rows - _LOWEST_DB) / _STEP_DB, 0, 255)).astype(np.uint8)
        return rows.astype(np.float16)

    def unpack(self, rows: np.ndarray) -> np.ndarray:
        """The inverse of `pack`: float32, uint8 within half a step of 0.6 dB."""
        if self.dtype == "int16":
            return rows.astype(np.float32) / 32767
        if self.dtype == "uint8":
            return rows.astype(np.float32) * np.float32(_STEP_DB) + np.float32(_LOWEST_DB)
        return rows.astype(np.float32)


class FeatureStore:
    """Rows of many tracks, memory-mapped. Track n holds rows `offsets[n]` to `offsets[n + 1]`."""

    def __init__(self, folder: Path) -> None:
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        self.recipe = Recipe(**index["recipe"])
        self.offsets = np.array(index["offsets"], np.int64)
        self.failures: dict[str, str] = index["failures"]
        shape = (int(self.offsets[-1]), self.recipe.columns)
        # an empty file cannot be mapped
        self._rows: np.ndarray = (
            np.memmap(folder / "rows.bin", self.recipe.dtype, "r", shape=shape)
            if shape[0]
            else np.empty(shape, self.recipe.dtype)
        )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> np.ndarray:
        """Rows of each track, `[N]`."""
        return np.diff(self.offsets)

    def track(self, number: int) -> np.ndarray:
        """All rows of one track, float32 `[rows, columns]`."""
        return self.recipe.unpack(self._rows[self.offsets[number] : self.offsets[number + 1]])

    def gather(self, numbers: Sequence[int], starts: Sequence[int], count: int) -> np.ndarray:
        """`count` rows of each named track from each start, float32 `[B, count, columns]`.

        A track that ends earlier is repeated from its beginning; one without rows gives the lowest value.
        """
        packed = np.zeros((len(numbers), count, self.recipe.columns), self.recipe.dtype)
        for place, (number, start) in enumerate(zip(numbers, starts, strict=True)):
            first, last = int(self.offsets[number]), int(self.offsets[number + 1])
            found = self._rows[min(first + int(start), last) : min(first + int(start) + count, last)]
            packed[place, : len(found)] = found
            missing = count - len(found)
            if missing and last > first:
                again = np.resize(np.arange(first, last), missing)
                packed[place, len(found) :] = self._rows[again]
        return self.recipe.unpack(packed)


def features_of(
    manifest: Manifest, recipe: Recipe, workers: int | None = None, folder: Path | None = None
) -> FeatureStore:
    """The store of a manifest's tracks in their order, built when it is not there yet.

    A file that cannot be read becomes a track without rows and is named in `failures`.
    """
    folder = folder or home.room("cache") / "features"
    place = folder / _key(manifest, recipe)
    if not (place / "index.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=".unfinished-", dir=folder, ignore_cleanup_errors=True
        ) as name:
            _build(manifest, recipe, Path(name), workers or usable_cores())
            shutil.rmtree(place, ignore_errors=True)
            Path(name).rename(place)
    return FeatureStore(place)


def _key(manifest: Manifest, recipe: Recipe) -> str:
    facts: list[Any] = [_FORMAT, asdict(recipe), asdict(preset(recipe.frontend))]
    facts += [file_facts(manifest, track) for track in manifest.tracks]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:20]


def file_facts(manifest: Manifest, track: Track) -> list[Any]:
    """What must change when a track's audio does: its id, and its file's place, size and time."""
    path = manifest.audio_path(track)
    try:
        about = path.stat()
    except OSError as error:
        raise FeatureError(f"track '{track.id}': cannot read {path} ({error.strerror})") from None
    return [track.id, str(path.resolve()), about.st_size, about.st_mtime_ns]


def _build(manifest: Manifest, recipe: Recipe, folder: Path, workers: int) -> None:
    paths = [manifest.audio_path(track) for track in manifest.tracks]
    offsets, failures = [0], {}
    found = map_in_order(partial(_listener, recipe), paths, min(workers, max(1, len(paths) // 4)))
    with (folder / "rows.bin").open("wb") as stream:
        for track, rows in zip(manifest.tracks, steps(found, len(paths), "features"), strict=True):
            if isinstance(rows, Failure):
                failures[track.id] = rows.message
                offsets.append(offsets[-1])
            else:
                stream.write(rows.tobytes())
                offsets.append(offsets[-1] + len(rows))
    if paths and len(failures) == len(paths):
        raise FeatureError(f"none of {len(paths)} tracks could be read: {next(iter(failures.values()))}")
    index = {"recipe": asdict(recipe), "offsets": offsets, "failures": failures}
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")


def _listener(recipe: Recipe) -> Callable[[Path], np.ndarray | Failure]:
    torch.set_num_threads(1)
    config = preset(recipe.frontend)
    frontend = Frontend(config)

    def listen(path: Path) -> np.ndarray | Failure:
        try:
            samples = read(path, config.sample_rate).samples
        except AudioFileError as error:
            return Failure(error.reason, str(error))
        if recipe.domain == "waveform":
            return recipe.pack(samples[:, None])
        if len(samples) < config.shortest_samples:
            return Failure("too_short", f"{path} has only {len(samples)} samples")
        with torch.inference_mode():
            frames = frontend(torch.from_numpy(samples)[None])[0, 0].T.numpy()
        return np.ascontiguousarray(recipe.pack(frames))

    return listen
