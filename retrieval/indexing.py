"""Catalogue and bundle -> what was heard of each track -> a published index.

Tracks are heard in several processes and kept batch by batch; an interruption of any kind loses one batch at
most. What was heard so far can be searched meanwhile, unless the index that serves was made otherwise: that
answers until the new one is complete. What is published depends on the music
and the recipe alone, so that a build that was interrupted ends with the bytes of one that was not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders.waveform import AudioFileError
from index.catalogue import Catalogue
from index.database import CatalogueError
from index.encoded import EncodedError, EncodedTrack
from index.generations import Generation, GenerationError
from index.locks import BuildLock
from index.people import DONE, FAILED, STOPPED
from index.publishing import publish
from index.records import AudioFacts, Stamp
from index.store import in_parts
from index.upkeep import verify
from index.vectors import APPROXIMATE_FROM
from retrieval.kept import Kept, keep
from retrieval.listening import Ears
from retrieval.parallel import Failure, map_in_order
from retrieval.planning import BUILD_JOB, NO_FOLDERS, NOTHING_HEARD, IndexingError, Plan
from retrieval.progress import say, steps
from retrieval.recipes import EVERY_CHUNK, Recipe
from retrieval.rhythm import Rhythm
from retrieval.runtime import Runtime
from retrieval.tag_files import sensible_workers

BATCH_TRACKS = 16
"""Tracks heard between two writes: as many are heard again after a crash."""
CHANGED = "changed"
_OUTDATED = (CHANGED, "not_found")
"""Why a file was not heard where the catalogue is behind, and the file as good as any."""
_ATTEMPTS = 3

Item = tuple[str, Path, Stamp]
Heard = tuple[EncodedTrack, AudioFacts]


@dataclass
class Built:
    """What a build did: `heard` tracks anew, could not hear `failed` files, left `outdated` ones to a scan.

    `published` tells whether anything changed for those who search.
    """

    number: int = 0
    tracks: int = 0
    heard: int = 0
    published: bool = True
    failed: list[tuple[Path, str]] = field(default_factory=list)
    outdated: list[Path] = field(default_factory=list)


def build(catalogue: Catalogue, root: Path, plan: Plan, workers: int | None = None) -> Built:
    """Hear what the plan's recipe has not heard yet, and publish all of it if that changes anything.

    Raises `BuildRunning` where another build runs; a KeyboardInterrupt says how far it came.
    """
    with BuildLock(root):
        if not catalogue.present_keys():
            if not _opened(root):
                raise IndexingError(
                    "there is no music in the library: python -m scripts.library add FOLDER, then build again"
                )
            if not catalogue.folders():  # an empty index in place of a good one would help nobody
                raise IndexingError(NO_FOLDERS)
        catalogue.stop_jobs(BUILD_JOB, "interrupted")  # nobody else builds: those were killed
        job, state, note = catalogue.start_job(BUILD_JOB), FAILED, ""
        building = None
        try:
            building = _Building(catalogue, root, plan, workers)
            built = building.run()
            state, note = DONE, f"generation {built.number}"
            return built
        except KeyboardInterrupt:
            state, note = STOPPED, building.so_far() if building else NOTHING_HEARD
            raise KeyboardInterrupt(note) from None
        except Exception as error:
            note = str(error)
            raise
        finally:
            with suppress(CatalogueError):  # what stopped the build is to be told, not that
                catalogue.finish_job(job, state, note)


class _Building:
    def __init__(self, catalogue: Catalogue, root: Path, plan: Plan, workers: int | None) -> None:
        self.catalogue, self.root, self.plan, self.workers = catalogue, root, plan, workers
        self.ears = Ears.load(plan.bundle_folder, plan.runtime)
        self.recipe = Recipe(self.ears.fingerprint, plan.chunks, self.ears.runtime)
        self.kept: Kept = keep(
            root, self.recipe, plan.bundle_folder, self.ears.dimension, len(self.ears.tag_names)
        )
        self.store = self.kept.open()
        self.built = Built()
        self.rhythm = Rhythm()

    def run(self) -> Built:
        for attempt in range(1, _ATTEMPTS + 1):
            self._agree_with_catalogue()
            self._hear_all()
            try:
                self.built.published = not self._serves_already()
                if self.built.published:
                    self._publish()
                elif damaged := self.store.verify():
                    raise EncodedError("what was heard of some tracks is damaged", damaged)
                return self.built
            except EncodedError:
                if attempt == _ATTEMPTS:
                    raise
                self._drop_damaged()
        raise AssertionError("every attempt returns or raises")

    def so_far(self) -> str:
        return f"{len(self._keys())} of {len(self.catalogue.present_keys())} tracks are heard and kept"

    def _agree_with_catalogue(self) -> None:
        """A crash between two writes may leave tracks heard and not marked; damage, marked and not heard."""
        marked = self.catalogue.encoded_by(self.recipe.name).keys()
        heard = self.store.keys()
        missing = sorted(heard.intersection(self.catalogue.present_keys()) - marked)
        counts = []
        for key in list(missing):
            try:
                counts.append(len(next(iter(self.store.read([key]))).segments))
            except EncodedError:
                missing.remove(key)
        with self.catalogue.writing():
            self.catalogue.forget_encoded(marked - heard, self.recipe.name)
            self.catalogue.mark_encoded(missing, self.recipe.name, counts)

    def _hear_all(self) -> None:
        """Hear every track by its first file, and by its next where that one failed."""
        tried: set[Path] = set()
        while left := self._left(tried):
            tried |= {path for _, path, _ in left}
            self._hear(left)

    def _left(self, tried: Collection[Path]) -> list[Item]:
        """What is not heard yet, in the order of paths, which disks like."""
        heard = self.store.keys()
        missing = [key for key in self.catalogue.present_keys() if key not in heard]
        if not missing:
            return []
        stamps = {
            path: stamp
            for folder in self.catalogue.folders()
            for path, stamp in self.catalogue.stamps(folder).items()
        }
        items = []
        for keys in in_parts(missing):  # all that is known of so many tracks need not be in memory at once
            for row in self.catalogue.tracks(keys).values():
                path = next((path for path in row.paths if path not in tried), None)
                if path is not None and (stamp := stamps.get(str(path))) is not None:
                    items.append((row.key, path, stamp))
        return sorted(items, key=lambda item: item[1])

    def _hear(self, items: list[Item]) -> None:
        workers = min(self.workers or sensible_workers(len(items)), len(items))
        chunks = None if self.recipe.chunks == EVERY_CHUNK else int(self.recipe.chunks)
        prepare = (
            partial(partial, _hear, self.ears, chunks)
            if workers == 1
            else partial(_prepare, self.plan.bundle_folder, chunks, self.ears.runtime)
        )
        batch: list[Heard] = []
        early = self._may_publish_early()
        with closing(map_in_order(prepare, items, workers)) as answers:
            try:
                for item, answer in zip(items, steps(answers, len(items), "hearing"), strict=True):
                    if isinstance(answer, Failure):
                        self._failed(item, answer)
                        continue
                    batch.append(answer)
                    due = early and self.rhythm.due()
                    if due or len(batch) == BATCH_TRACKS:
                        full, batch = batch, []
                        self._keep(full)
                    if due:
                        self._publish_so_far()
            finally:  # what was heard is kept, even if somebody has had enough
                if batch:
                    self._keep(batch)

    def _keep(self, batch: list[Heard]) -> None:
        self.catalogue.describe({track.key: audio for track, audio in batch})
        self.store.append([track for track, _ in batch])
        keys, counts = [track.key for track, _ in batch], [len(track.segments) for track, _ in batch]
        self.catalogue.mark_encoded(keys, self.recipe.name, counts)
        self.built.heard += len(batch)

    def _failed(self, item: Item, failure: Failure) -> None:
        _, path, stamp = item
        if failure.reason in _OUTDATED:
            self.built.outdated.append(path)
        else:
            self.built.failed.append((path, failure.message))
            self.catalogue.record_failure(path, stamp, failure.reason, failure.message)

    def _keys(self) -> list[str]:
        heard = self.store.keys()
        return [key for key in self.catalogue.present_keys() if key in heard]

    def _serves_already(self) -> bool:
        """Whether what would be published is what is served, byte for byte."""
        served = _opened(self.root)
        if served is None:
            return False
        self.built.number, self.built.tracks = served.number, len(served.tracks)
        return (
            Recipe.of(served) == self.recipe
            and served.tag_names == self.ears.tag_names
            and list(served.keys) == self._keys()
            and not served.partial
            and not verify(self.root)
        )

    def _may_publish_early(self) -> bool:
        """An index that was made otherwise serves until this one is complete."""
        served = _opened(self.root)
        return served is None or Recipe.of(served) == self.recipe

    def _publish_so_far(self) -> None:
        with self.rhythm.publishing(), suppress(EncodedError):  # damage is dealt with at the end
            if not self._would_lose():
                self._publish(partial=True)

    def _would_lose(self) -> bool:
        """Whether a track that can be found now could not be: what was heard of it was lost or damaged."""
        served = _opened(self.root)
        return served is not None and not set(self._keys()).issuperset(
            set(self.catalogue.present_keys()).intersection(served.keys)
        )

    def _publish(self, partial: bool = False) -> None:
        keys = self._keys()
        self.built.number = publish(
            self.root,
            self.store.read(keys),
            self.recipe.bundle,
            self.recipe.table,
            self.ears.tag_names,
            self.ears.dimension,
            self._questions(keys),
            partial,
        )
        self.built.tracks = len(keys)

    def _questions(self, keys: Collection[str]) -> NDArray[np.float32] | None:
        """What people may ask, `[Q, D]`, where the index gets so large that it has to be judged by that."""
        segments = self.catalogue.encoded_by(self.recipe.name)
        if sum(segments.get(key, 0) for key in keys) < APPROXIMATE_FROM:
            return None
        from retrieval.text_reader import TextReader

        return TextReader.load(self.plan.bundle_folder).ask(self.ears.tag_names).vectors

    def _drop_damaged(self) -> None:
        damaged = self.store.verify()
        tracks = "1 track" if len(damaged) == 1 else f"{len(damaged):,} tracks"
        say(f"what was heard of {tracks} is damaged on the disk and is heard again")
        self.store.drop(damaged)


def _opened(root: Path) -> Generation | None:
    """The generation that serves, if it can be opened."""
    try:
        return Generation.open(root)
    except GenerationError:
        return None


def _prepare(bundle: Path, chunks: int | None, runtime: Runtime) -> Callable[[Item], Heard | Failure]:
    return partial(_hear, Ears.load(bundle, runtime), chunks)


def _hear(ears: Ears, chunks: int | None, item: Item) -> Heard | Failure:
    key, path, stamp = item
    changed = Failure(CHANGED, f"{path} has changed since the last scan")
    try:
        if Stamp.of(path.stat()) != stamp:
            return changed
        track, audio = ears.hear(key, path, chunks)
        if Stamp.of(path.stat()) != stamp:
            return changed
    except AudioFileError as error:
        return Failure(error.reason, str(error))
    except FileNotFoundError as error:
        return Failure("not_found", str(error))
    if not (np.isfinite(track.segments).all() and np.isfinite(track.tags).all()):
        return Failure("unexpected", f"what was heard of {path} is no number: tell the authors of the bundle")
    return track, audio
