"""Manifests: what a collection holds, as one JSON object a line. `README.md` beside this file is the format.

Three kinds: *tracks* (audio with tags and splits), *texts* (passages with emotions, valence and arousal) and
*listens* (who played what how often). Reading checks everything, so a manifest in memory is a sound one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from retrieval.atomic import staged
from retrieval.data.manifest_validation import VERSION, Fault, ManifestError, Row, scan, validate

__all__ = [
    "SPLITS",
    "Fault",
    "Listen",
    "Listens",
    "Manifest",
    "ManifestError",
    "Passage",
    "Texts",
    "Track",
    "read_any",
    "read_listens",
    "read_manifest",
    "read_texts",
    "validate",
    "write_manifest",
]

SPLITS = ("train", "valid", "test")


@dataclass(frozen=True)
class Track:
    """One piece of music: where it lies and what is true of it.

    `path` is relative to the manifest's folder, with forward slashes, and empty where there is no audio;
    `split` is empty while undecided. `extra` is free, but for two names: `unknown_tags`, a list of tags of
    which nobody knows whether they are true, and `emotions`, the share of listeners who felt each.
    """

    id: str
    path: str = ""
    artist: str = ""
    title: str = ""
    split: str = ""
    duration_seconds: float | None = None
    tags: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """Tracks and the vocabulary of tags that they carry: `tags` maps tag to category, in vocabulary order.

    `split_by` is "artist" when no artist is in two splits, "track" when splits were drawn track by track.
    """

    tracks: tuple[Track, ...]
    tags: dict[str, str]
    root: Path
    name: str = ""
    split_by: str = "artist"
    extra: dict[str, Any] = field(default_factory=dict)

    def split(self, name: str) -> Manifest:
        """The tracks of one split, with the whole vocabulary."""
        return replace(self, tracks=_of_split(self.tracks, name))

    def matrix(self, vocabulary: Sequence[str]) -> np.ndarray:
        """Which track has which tag: bool `[N, T]`, columns in the order of `vocabulary`."""
        return _marks([track.tags for track in self.tracks], vocabulary)

    def known(self, vocabulary: Sequence[str]) -> np.ndarray:
        """Where `matrix` may be believed: bool `[N, T]`, false for a track's unknown tags and for tags that
        this manifest does not speak of at all."""
        spoken_of = np.array([tag in self.tags for tag in vocabulary], dtype=bool)
        unknown = _marks([track.extra.get("unknown_tags", ()) for track in self.tracks], vocabulary)
        return spoken_of & ~unknown

    def audio_path(self, track: Track) -> Path:
        """Where the track's audio lies."""
        if not track.path:
            raise ManifestError(f"track '{track.id}' of {self.name or self.root} has no audio file")
        return self.root / track.path


@dataclass(frozen=True)
class Passage:
    """A piece of text and what it makes one feel; valence and arousal run from -1 to 1."""

    id: str
    text: str
    author: str = ""
    title: str = ""
    split: str = ""
    emotions: tuple[str, ...] = ()
    valence: float | None = None
    arousal: float | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Texts:
    """Passages and their vocabulary of emotions; `tags` maps emotion to category."""

    passages: tuple[Passage, ...]
    tags: dict[str, str]
    name: str = ""
    split_by: str = "author"
    extra: dict[str, Any] = field(default_factory=dict)

    def split(self, name: str) -> Self:
        """The passages of one split, with the whole vocabulary."""
        return replace(self, passages=_of_split(self.passages, name))


@dataclass(frozen=True, slots=True)
class Listen:
    """How often a user played an item."""

    user: str
    item: str
    count: float


@dataclass(frozen=True)
class Listens:
    """Who played what; `items` says whether an item is a "track" (its id) or an "artist" (the name)."""

    listens: tuple[Listen, ...]
    items: str
    name: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def read_manifest(path: Path | str) -> Manifest:
    """The manifest of tracks at `path`; a faulty one is refused with the first fault."""
    manifest = read_any(path, "tracks")
    assert isinstance(manifest, Manifest)
    return manifest


def read_texts(path: Path | str) -> Texts:
    """The manifest of passages at `path`; a faulty one is refused with the first fault."""
    texts = read_any(path, "texts")
    assert isinstance(texts, Texts)
    return texts


def read_listens(path: Path | str) -> Listens:
    """The manifest of listens at `path`; a faulty one is refused with the first fault."""
    listens = read_any(path, "listens")
    assert isinstance(listens, Listens)
    return listens


def read_any(path: Path | str, kind: str | None = None) -> Manifest | Texts | Listens:
    """The manifest at `path`, of the kind that its header says; `kind` refuses the other kinds."""
    path = Path(path)
    found = scan(path, kind)
    if found.faults:
        more = (
            f"; `python -m scripts.manifest validate {path}` lists them all" if len(found.faults) > 1 else ""
        )
        raise ManifestError(f"{path} is no sound manifest: {_told(found.faults)}{more}")
    header, rows = found.header, found.rows
    names = ("name", "extra", "split_by", "items")
    kept = {name: header[name] for name in names if name in header}
    if header["kind"] == "tracks":
        tracks = tuple(Track(**{**row, "tags": tuple(row.get("tags", ()))}) for row in rows)
        return Manifest(tracks, header.get("tags", {}), path.parent, **kept)
    if header["kind"] == "texts":
        passages = tuple(Passage(**{**row, "emotions": tuple(row.get("emotions", ()))}) for row in rows)
        return Texts(passages, header.get("tags", {}), **kept)
    return Listens(tuple(Listen(**row) for row in rows), **kept)


def write_manifest(manifest: Manifest | Texts | Listens, path: Path | str) -> None:
    """Write atomically, after the same checks as reading: either a sound manifest appears at `path`, or none.

    A manifest of tracks may be written to another folder than its `root`: paths are made relative to the new
    one, or absolute (and the header says so) when some audio lies outside it.
    """
    path = Path(path)
    try:
        with staged(path) as place:
            with place.open("w", encoding="utf-8", newline="\n") as stream:
                for row in _as_rows(manifest, path.parent):
                    stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            faults = validate(place)
            if faults:
                raise ManifestError(f"{path} was not written: {_told(faults)}")
    except OSError as error:
        raise ManifestError(f"cannot write {path}: {error.strerror}") from error
    except UnicodeEncodeError as error:
        raise ManifestError(f"{path} was not written: {error.object!r} cannot be written as UTF-8") from error


def _as_rows(manifest: Manifest | Texts | Listens, folder: Path) -> Iterable[Row]:
    """The header and then every record, as JSON objects; fields that say nothing are left out."""
    header: Row
    if isinstance(manifest, Manifest):
        tracks = manifest.tracks
        if manifest.root.resolve() != folder.resolve():
            tracks = _moved(manifest, folder)
        header = {
            "kind": "tracks",
            "name": manifest.name,
            "tags": manifest.tags,
            "split_by": manifest.split_by,
        }
        if any(Path(track.path).is_absolute() for track in tracks):
            header["absolute_paths"] = True
        records: Iterable[Track | Passage | Listen] = tracks
    elif isinstance(manifest, Texts):
        header = {
            "kind": "texts",
            "name": manifest.name,
            "tags": manifest.tags,
            "split_by": manifest.split_by,
        }
        records = manifest.passages
    else:
        header = {"kind": "listens", "name": manifest.name, "items": manifest.items}
        records = manifest.listens
    yield {"leitmotif_manifest": VERSION, **_said({**header, "extra": manifest.extra})}
    for record in records:
        yield _said({name: getattr(record, name) for name in type(record).__dataclass_fields__})


def _moved(manifest: Manifest, folder: Path) -> tuple[Track, ...]:
    """The tracks with paths that hold from `folder`: all of them relative, or all absolute."""
    # only the folders are resolved: a link inside the collection stays the name by which it is known.
    root, target = manifest.root.resolve(), folder.resolve()
    paths = [root / track.path if track.path else None for track in manifest.tracks]
    if all(path is None or path.is_relative_to(target) for path in paths):
        paths = [path and path.relative_to(target) for path in paths]
    return tuple(
        replace(track, path=path.as_posix() if path else "")
        for track, path in zip(manifest.tracks, paths, strict=True)
    )


def _told(faults: list[Fault]) -> str:
    return f"{faults[0]}" + (f" (the first of {len(faults)} faults)" if len(faults) > 1 else "")


def _said(row: Row) -> Row:
    return {name: value for name, value in row.items() if value not in (None, "", (), {})}


def _of_split(records: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    if name not in SPLITS:
        raise ManifestError(f"no split '{name}': choose from {', '.join(SPLITS)}")
    return tuple(record for record in records if record.split == name)


def _marks(rows: list[Sequence[str]], vocabulary: Sequence[str]) -> np.ndarray:
    """bool `[N, T]`: which row names which word of the vocabulary."""
    column = {tag: position for position, tag in enumerate(vocabulary)}
    marks = np.zeros((len(rows), len(vocabulary)), dtype=bool)
    for position, row in enumerate(rows):
        marks[position, [column[tag] for tag in row if tag in column]] = True
    return marks
