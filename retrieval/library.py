"""Folders of music -> the catalogue. A scan looks at every file and reads those that are new or changed.

A file with the size and time of the last look costs one `stat`. A file that turns up under a new name is
known by its sound (`encoders.waveform.identity`), so that what was heard of it, and the playlists it stands
in, stay with it. Files that are gone leave the search before anything new is read; a folder that is not there
at all is taken for unplugged, and nothing in it for deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from encoders.waveform import AudioFileError
from encoders.waveform.identity import audio_key
from encoders.waveform.sources import open_source
from index.catalogue import Catalogue
from index.files import absolute as absolute
from index.records import AudioFacts, FileFacts, Stamp
from retrieval.audio_files import walk_audio
from retrieval.file_facts import read_file_facts
from retrieval.parallel import Failure, map_in_order, usable_cores
from retrieval.progress import steps

FILES_WORTH_A_PROCESS = 100
"""Starting a process takes about as long as reading the headers and packets of this many files."""
BATCH_FILES = 200
"""Files read between two transactions: as many are read again after an interruption."""
VANISHED = "not_found"


class LibraryError(Exception):
    """A folder that cannot be scanned; the message says what to do."""


@dataclass(frozen=True)
class ReadFile:
    """What one file holds: the key of its sound, its tags, its length."""

    key: str
    facts: FileFacts
    audio: AudioFacts


@dataclass
class Scan:
    """What a scan found, in numbers of files.

    `unplugged` are folders that are not there, or empty now and were not; `out_of_reach` is what could not be
    looked into. Nothing in them was taken for deleted.
    """

    seen: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    returned: int = 0
    gone: int = 0
    failed: int = 0
    unplugged: list[Path] = field(default_factory=list)
    out_of_reach: list[Path] = field(default_factory=list)

    @property
    def news(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.new + self.changed + self.moved + self.returned + self.gone)


def add_folder(catalogue: Catalogue, folder: Path) -> None:
    """Remember a folder for this and all later scans. Folders in it that were known become a part of it."""
    folder = absolute(folder)
    try:
        if not folder.is_dir():
            raise LibraryError(f"{folder} is not a folder: give one that holds music")
    except OSError as error:
        raise LibraryError(f"{folder} cannot be looked into ({error.strerror}): give another one") from None
    for known in catalogue.folders():
        if folder != known and folder.is_relative_to(known):
            raise LibraryError(f"{folder} is scanned already, as a part of {known}")
    with catalogue.writing():
        catalogue.add_folder(folder)
        for known in catalogue.folders():
            if known != folder and known.is_relative_to(folder):
                catalogue.remove_folder(known)


def scan(catalogue: Catalogue, folders: Sequence[Path], workers: int | None = None) -> Scan:
    """Bring the catalogue up to date with these folders. What was done counts, whatever interrupts it."""
    tally = Scan()
    known: dict[str, Stamp] = {}
    found: dict[str, Stamp] = {}
    closed: list[Path] = []
    for folder in folders:
        here = _look(folder, closed)
        known_here = catalogue.stamps(folder)
        if here is None or (known_here and not here):
            tally.unplugged.append(folder)
        else:
            known |= known_here
            found |= here
    tally.seen = len(found)
    not_seen = {path: _place_of(path, closed) for path in map(Path, known.keys() - found.keys())}
    gone = [path for path, place in not_seen.items() if place is None]
    shielding = set(not_seen.values())
    tally.out_of_reach = [place for place in closed if place in shielding or _stands(place)]
    away = catalogue.missing_stamps()
    back = [Path(path) for path, stamp in found.items() if path not in known and away.get(path) == stamp]
    with catalogue.writing():
        catalogue.missing(gone)
        back = _in_folders(catalogue, back)
        catalogue.returned(back)
    tally.gone, tally.returned = len(gone), len(back)
    known |= {str(path): found[str(path)] for path in back}
    left = {path: stamp for path, stamp in sorted(found.items()) if known.get(path) != stamp}
    _Reading(catalogue, left, known.keys(), tally).run(workers)
    return tally


def read_file(path: Path) -> ReadFile | Failure:
    """Everything that the catalogue keeps of a file, without decoding it."""
    try:
        with closing(open_source(path)) as source:
            key, seconds = audio_key(path, source), source.facts.duration_seconds
        return ReadFile(key, read_file_facts(path), AudioFacts(seconds or 0.0))
    except AudioFileError as error:
        return Failure(error.reason, str(error))


def _look(folder: Path, out_of_reach: list[Path]) -> dict[str, Stamp] | None:
    """The stamps of a folder's audio files; None where the folder itself is not to be had."""
    unreadable: list[Path] = []
    found = {str(path): Stamp.of(facts) for path, facts in walk_audio(folder, unreadable)}
    if folder in unreadable:
        return None
    out_of_reach += unreadable
    return found


def _stands(place: Path) -> bool:
    """Whether there is something at a place that cannot be looked into, be it what it may."""
    try:
        return place.exists()
    except OSError:
        return True


def _in_folders(catalogue: Catalogue, paths: Sequence[Path]) -> list[Path]:
    """Those still in a folder of the library: somebody may take one out while a scan reads it."""
    folders = catalogue.folders()
    return [path for path in paths if any(map(path.is_relative_to, folders))]


def _place_of(path: Path, places: Collection[Path]) -> Path | None:
    """Which of these places a file is in, or would be."""
    return next((place for place in (path, *path.parents) if place in places), None) if places else None


def _prepare() -> Callable[[Path], ReadFile | Failure]:
    return read_file


class _Reading:
    """Reads the files that are new or changed, and keeps what they hold, batch by batch."""

    def __init__(
        self, catalogue: Catalogue, stamps: Mapping[str, Stamp], known: Collection[str], tally: Scan
    ) -> None:
        self.catalogue, self.stamps, self.known, self.tally = catalogue, stamps, known, tally
        self.missing: dict[Stamp, list[Path]] = defaultdict(list)
        for path, stamp in catalogue.missing_stamps().items() if stamps else ():
            self.missing[stamp].append(Path(path))

    def run(self, workers: int | None) -> None:
        paths = [Path(path) for path in self.stamps]
        sensible = min(usable_cores(), len(paths) // FILES_WORTH_A_PROCESS)
        batch: list[tuple[Path, ReadFile | Failure]] = []
        with closing(map_in_order(_prepare, paths, workers or sensible)) as answers:
            try:
                for item in zip(paths, steps(answers, len(paths), "reading"), strict=True):
                    batch.append(item)
                    if len(batch) == BATCH_FILES:
                        full, batch = batch, []
                        self._keep(full)
            finally:  # what was read counts, even if somebody has had enough
                self._keep(batch)

    def _keep(self, batch: list[tuple[Path, ReadFile | Failure]]) -> None:
        keys = [read.key for _, read in batch if isinstance(read, ReadFile)]
        with self.catalogue.writing():
            wanted = set(_in_folders(self.catalogue, [path for path, _ in batch]))
            heard = {
                key: AudioFacts(row.duration_seconds, row.loudness_lufs, row.problems)
                for key, row in self.catalogue.tracks(keys).items()
            }
            for path, read in batch:
                if path not in wanted:
                    continue
                stamp = self.stamps[str(path)]
                if isinstance(read, Failure):
                    if read.reason != VANISHED:
                        self.catalogue.record_failure(path, stamp, read.reason, read.message)
                        self.tally.failed += 1
                elif (old := self._moved_from(path, stamp, read.key)) is not None:
                    self.catalogue.moved(old, path, stamp)
                    self.tally.moved += 1
                else:
                    audio = heard.get(read.key, read.audio)  # listening tells more than a header does
                    self.catalogue.record(path, stamp, read.key, read.facts, audio)
                    self.tally.new += str(path) not in self.known
                    self.tally.changed += str(path) in self.known

    def _moved_from(self, path: Path, stamp: Stamp, key: str) -> Path | None:
        """The missing file that this one was: the same bytes, as far as size, time and sound tell."""
        for old in self.missing.get(stamp, ()) if str(path) not in self.known else ():
            if self.catalogue.key_at(old) == key:
                self.missing[stamp].remove(old)
                return old
        return None
