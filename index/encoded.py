"""What one bundle heard in each track, kept for good: hours of listening that no crash may take back.

Tracks come in batches, each a file that is there whole or not at all, and that is never changed afterwards:
`drop` writes what is left of a batch beside it first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from index.batches import SUFFIX, Batch, BatchDamaged, packed
from index.batches import EncodedTrack as EncodedTrack
from index.durable import replace_file, temporary

UNIT_WITHIN = 1e-3


class EncodedError(Exception):
    """What was heard cannot be kept or read; the message says what to do. `keys` are the tracks it means."""

    def __init__(self, message: str, keys: Collection[str] = ()) -> None:
        super().__init__(message)
        self.keys = tuple(keys)


class EncodedStore:
    """All tracks that were heard by one recipe, as vectors of `dimension` and probabilities of `tags` tags.

    Opening changes nothing; the first writing clears up what a crash left behind. One process at a time may
    write (`BuildLock`); any may read.
    """

    def __init__(self, folder: Path, dimension: int, tags: int) -> None:
        self.folder, self.dimension, self.tags = folder, dimension, tags
        folder.mkdir(parents=True, exist_ok=True)
        self._batches: dict[Path, Batch] = {}
        self._where: dict[str, Batch] = {}
        self.unreadable: list[Path] = []
        """Batches too damaged to say what they hold: their tracks are not among `keys()`, and will be heard
        again; the files go with the next writing."""
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            self._open(path)

    def keys(self) -> frozenset[str]:
        return frozenset(self._where)

    def append(self, tracks: Sequence[EncodedTrack]) -> None:
        """Keep a batch: when this returns it is on the disk, and before that nothing of it is there.

        A track that is there already is left as it is.
        """
        self._clear_up()
        new = {track.key: track for track in tracks if track.key not in self._where}
        for track in new.values():
            self._check(track)
        if new:
            self._write([new[key] for key in sorted(new)])

    def read(self, keys: Iterable[str]) -> Iterator[EncodedTrack]:
        """Tracks in the order asked for; each is checked against its SHA-256."""
        for key in keys:
            if key not in self._where:
                raise EncodedError(f"track {key} was not heard yet: python -m scripts.index build", [key])
            track = self._where[key].read(key)
            if track is None:
                raise EncodedError(
                    f"what was heard of track {key} is damaged in {self._where[key].path}: "
                    "python -m scripts.index build hears it again",
                    [key],
                )
            yield track

    def verify(self) -> list[str]:
        """Keys of the tracks that are damaged, in order; see also `unreadable`."""
        found: set[str] = set()
        for batch in self._batches.values():
            if not batch.intact():
                # where no track has changed, the damage is to what the file says about them
                found |= {key for key in batch.keys if batch.read(key) is None} or set(batch.keys)
        return sorted(found)

    def drop(self, keys: Collection[str]) -> None:
        """Forget tracks, damaged or no longer wanted."""
        self._clear_up()
        for path, batch in list(self._batches.items()):
            if not set(batch.keys) & set(keys):
                continue
            read = [batch.read(key) for key in batch.keys if key not in keys]
            kept = [track for track in read if track is not None]
            if kept:
                self._write(kept)
            del self._batches[path]
            path.unlink()
        self._where = {key: batch for batch in self._batches.values() for key in batch.keys}

    def _open(self, path: Path) -> None:
        try:
            batch = Batch(path)
        except BatchDamaged:
            self.unreadable.append(path)
            return
        except OSError as error:
            raise EncodedError(
                f"{path} cannot be read ({error.strerror}): see that you may read it, then give the command "
                "again"
            ) from None
        if (batch.dimension, batch.tags) != (self.dimension, self.tags):
            raise EncodedError(
                f"{path} holds {batch.dimension} dimensions and {batch.tags} tags, not {self.dimension} and "
                f"{self.tags}: it was heard by another bundle; remove {self.folder} to hear all again"
            )
        self._batches[path] = batch
        for key in batch.keys:
            self._where.setdefault(key, batch)

    def _write(self, tracks: Sequence[EncodedTrack]) -> None:
        name, content = packed(tracks)
        replace_file(self.folder / name, content)
        self._open(self.folder / name)

    def _check(self, track: EncodedTrack) -> None:
        segments = len(track.starts_seconds)
        shapes = (track.segments.shape, track.vector.shape, track.tags.shape)
        expected = ((segments, self.dimension), (self.dimension,), (segments, self.tags))
        if shapes != expected:
            raise EncodedError(
                f"track {track.key} has arrays of shapes {shapes}, not {expected}", [track.key]
            )
        lengths = np.linalg.norm(np.vstack([track.segments, track.vector[None]]), axis=1)
        # NaN fails both
        if not ((np.abs(lengths - 1) < UNIT_WITHIN) | (lengths == 0)).all() or np.isnan(track.tags).any():
            raise EncodedError(
                f"track {track.key} has vectors that are neither of length 1 nor zero, or tags that are no "
                "numbers: the bundle does not work on this machine",
                [track.key],
            )

    def _clear_up(self) -> None:
        for path in [*self.unreadable, *self.folder.glob(temporary(self.folder / f"*{SUFFIX}").name)]:
            path.unlink(missing_ok=True)
        self.unreadable.clear()
