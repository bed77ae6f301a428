"""What the frozen encoders know of each song: a few vectors of its sound, one of its listeners.

A joint space learns from these and ranks them; nothing after this file reads audio. Vectors of sound are
kept under `cache/songs` of the home, named by the encoder's fingerprint and the audio files' names, sizes and
times.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from encoders.base import CulturalEncoder
from encoders.waveform import AudioFileError
from index import home
from retrieval.atomic import staged
from retrieval.data.features import FeatureError, file_facts
from retrieval.data.manifest import Manifest
from retrieval.parallel import Failure, map_in_order
from retrieval.progress import say, steps
from retrieval.tag_files import sensible_workers
from retrieval.tagger import Tagger

_FORMAT = 1
Listener = Callable[[Path], NDArray[np.float32] | Failure | None]


class SongVectorError(Exception):
    """Songs that cannot be heard."""


@dataclass(frozen=True)
class SongVectors:
    """Vectors of N songs; rows of a modality that a song lacks are zero, and `has_...` says so."""

    ids: tuple[str, ...]
    acoustic: NDArray[np.float32]
    """S segments of each song, evenly spread, `[N, S, A]`."""
    cultural: NDArray[np.float32]
    """`[N, C]`; C is 0 where nobody's listens are known."""
    has_acoustic: NDArray[np.bool_]
    has_cultural: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.acoustic.ndim != 3 or self.cultural.ndim != 2:
            raise ValueError(
                f"acoustic is [N, S, A] and cultural [N, C], not {list(self.acoustic.shape)} and "
                f"{list(self.cultural.shape)}"
            )
        parts = (self.acoustic, self.cultural, self.has_acoustic, self.has_cultural)
        if any(len(part) != len(self.ids) for part in parts):
            raise ValueError(f"{len(self.ids)} songs have {[len(part) for part in parts]} rows")

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Sequence[int] | NDArray[np.integer] | NDArray[np.bool_]) -> SongVectors:
        """These songs, in this order."""
        places = np.asarray(rows)
        places = np.flatnonzero(places) if places.dtype == bool else places.astype(np.int64)
        return SongVectors(
            tuple(self.ids[place] for place in places),
            self.acoustic[places],
            self.cultural[places],
            self.has_acoustic[places],
            self.has_cultural[places],
        )


def song_vectors(
    tagger: Tagger,
    manifest: Manifest,
    cultural: CulturalEncoder | None = None,
    segments: int = 6,
    workers: int | None = None,
) -> SongVectors:
    """Vectors of all tracks of a manifest, in its order: heard once, and read from the cache ever after.

    A track without audio, or with audio in which nothing can be heard, has no acoustic vectors. Among the
    segments of a song that is silent in parts, audible ones stand in for the silent ones.
    """
    acoustic, has_acoustic = _acoustic(tagger, manifest, segments, workers)
    listeners = np.zeros((len(manifest.tracks), 0), np.float32)
    warm = np.zeros(len(manifest.tracks), dtype=bool)
    if cultural is not None:
        by_artist = getattr(cultural.config, "kind", "track") == "artist"
        items = [track.artist if by_artist else track.id for track in manifest.tracks]
        listeners, warm = cultural.encode(items), cultural.warm(items)
    ids = tuple(track.id for track in manifest.tracks)
    return SongVectors(ids, acoustic, listeners, has_acoustic, warm)


def spread_over_silence(vectors: NDArray[np.float32], audible: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Vectors `[S, A]` with those of silent segments replaced by the audible ones in turn.

    >>> spread_over_silence(np.array([[1.0], [0.0], [2.0], [0.0]]), np.array([True, False, True, False]))
    array([[1.],
           [1.],
           [2.],
           [2.]])
    """
    if audible.all() or not audible.any():
        return vectors
    spread = vectors.copy()
    spread[~audible] = vectors[np.resize(np.flatnonzero(audible), (~audible).sum())]
    return spread


def _acoustic(
    tagger: Tagger, manifest: Manifest, segments: int, workers: int | None
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    place = home.room("cache") / "songs" / f"{_key(tagger, manifest, segments)}.npz"
    if not place.exists():
        vectors, heard = _listen(tagger, manifest, segments, workers)
        with staged(place) as path, path.open("wb") as stream:
            np.savez(stream, vectors=vectors, heard=heard)
    with np.load(place, allow_pickle=False) as stored:
        return stored["vectors"], stored["heard"]


def _key(tagger: Tagger, manifest: Manifest, segments: int) -> str:
    facts: list[object] = [_FORMAT, tagger.fingerprint(), segments]
    try:
        facts += [file_facts(manifest, track) if track.path else [track.id] for track in manifest.tracks]
    except FeatureError as error:
        raise SongVectorError(str(error)) from None
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:20]


def _listen(
    tagger: Tagger, manifest: Manifest, segments: int, workers: int | None
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    rows = [row for row, track in enumerate(manifest.tracks) if track.path]
    paths = [manifest.audio_path(manifest.tracks[row]) for row in rows]
    vectors = np.zeros((len(manifest.tracks), segments, tagger.encoder.penultimate_dimension), np.float32)
    heard = np.zeros(len(manifest.tracks), dtype=bool)
    failed = []
    threads = torch.get_num_threads()
    with tempfile.TemporaryDirectory(prefix="leitmotif-") as folder:
        workers = workers or sensible_workers(len(paths))
        prepare: Callable[[], Listener] = partial(_listener, tagger, segments)
        if workers > 1:
            tagger.save(Path(folder), {}, {})
            prepare = partial(_prepare, Path(folder), segments)
        found = map_in_order(prepare, paths, workers)
        for row, answer in zip(rows, steps(found, len(paths), "listening"), strict=True):
            if isinstance(answer, Failure):
                failed.append(answer.message)
            elif answer is not None:
                vectors[row], heard[row] = answer, True
    torch.set_num_threads(threads)
    if failed:
        say(f"{len(failed)} of {len(paths)} files could not be heard, the first: {failed[0]}")
    if paths and not heard.any():
        raise SongVectorError(
            failed[0] if failed else f"nothing can be heard in any of {len(paths)} files: all are silent"
        )
    return vectors, heard


def _prepare(bundle: Path, segments: int) -> Listener:
    return _listener(Tagger.load(bundle), segments)


def _listener(tagger: Tagger, segments: int) -> Listener:
    torch.set_num_threads(1)  # one thread always adds in the same order
    quick = tagger.quickened()

    def listen(path: Path) -> NDArray[np.float32] | Failure | None:
        try:
            tagged, vectors = quick.hear(path, segments)
        except AudioFileError as error:
            return Failure(error.reason, str(error))
        return None if tagged.silent else spread_over_silence(vectors, tagged.audible)

    return listen
