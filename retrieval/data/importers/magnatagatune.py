"""MagnaTagATune: `annotations_final.csv`, and `clip_info_final.csv` for artists, titles and lengths.

The audio lies in sixteen folders, 0 to 9 and a to f. The customary split takes whole folders: 0 to b train, c
valid, d to f test. It divides artists; `split="artist"` draws one that does not. The customary *clean*
subset, about 21 000 clips, has the 50 most common of the 188 tags and drops clips that carry none of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.data.importers import _tables
from retrieval.data.importers._tables import tidy
from retrieval.data.manifest import Manifest, Track
from retrieval.data.manifest_validation import ManifestError
from retrieval.data.splits import split_manifest

_VALID_FOLDERS = frozenset("c")
_TEST_FOLDERS = frozenset("def")


@dataclass(frozen=True)
class Options:
    audio: str = field(default="", metadata={"help": "folder that holds 0 to f (default: SOURCE)"})
    top: int = field(
        default=50, metadata={"help": "how many of the most common tags to keep; 0 keeps all 188"}
    )
    keep_untagged: bool = field(
        default=False, metadata={"help": "keep clips that none of the tags is true of"}
    )
    split: str = field(default="folders", metadata={"help": "folders (the customary one) or artist"})
    seed: int = field(default=0, metadata={"help": "seed of the artist split"})


def load(source: Path, options: Options) -> Manifest:
    """Read the folder that holds both tables."""
    if options.split not in {"folders", "artist"}:
        raise ManifestError(f"no split '{options.split}' of MagnaTagATune: choose folders or artist")
    audio = Path(options.audio) if options.audio else source
    about = _clip_info(source / "clip_info_final.csv")
    table = source / "annotations_final.csv"
    tracks: list[Track] = []
    columns: list[str] = []
    for line, row in _tables.records(table, needed=("clip_id", "mp3_path"), delimiter="\t"):
        columns = columns or [name for name in row if name not in {"clip_id", "mp3_path"}]
        path = row["mp3_path"]
        # the published archive holds three files of no bytes; a clip that cannot be heard is not in it.
        if not path or ((audio / path).is_file() and (audio / path).stat().st_size == 0):
            continue
        known = about.get(row["clip_id"], Track(id=row["clip_id"]))
        tags = tuple(name for name in columns if row[name].strip() == "1")
        tracks.append(replace(known, path=path, split=_folder_split(path, table, line), tags=tags))
    counts = Counter(dict.fromkeys(columns, 0))
    counts.update(tag for track in tracks for tag in track.tags)
    kept = _tables.most_common(counts, options.top)
    chosen = set(kept)
    tracks = [replace(track, tags=tuple(tag for tag in track.tags if tag in chosen)) for track in tracks]
    if not options.keep_untagged:
        tracks = [track for track in tracks if track.tags]
    manifest = Manifest(
        tuple(tracks),
        dict.fromkeys(kept, "tag"),
        audio,
        name="MagnaTagATune",
        split_by=_tables.split_by(tracks),
    )
    return split_manifest(manifest, seed=options.seed) if options.split == "artist" else manifest


def _clip_info(table: Path) -> dict[str, Track]:
    needed = ("clip_id", "title", "artist", "album", "segmentStart", "segmentEnd")
    about = {}
    for line, row in _tables.records(table, needed, delimiter="\t"):
        start, end = (_tables.number_in(table, line, name, row[name] or "0") for name in needed[-2:])
        about[row["clip_id"]] = Track(
            id=row["clip_id"],
            artist=tidy(row["artist"]),
            title=tidy(row["title"]),
            duration_seconds=end - start if end > start else None,
            extra={"album": tidy(row["album"]), "start_seconds": start},
        )
    return about


def _folder_split(path: str, table: Path, line: int) -> str:
    folder = Path(path).parts[0].lower()
    if len(folder) != 1 or folder not in "0123456789abcdef":
        raise ManifestError(f"{table}, line {line}: '{path}' does not lie in one of the folders 0 to f")
    return "valid" if folder in _VALID_FOLDERS else "test" if folder in _TEST_FOLDERS else "train"
