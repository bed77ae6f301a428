"""MTG-Jamendo: tables of TRACK_ID, ARTIST_ID, ALBUM_ID, PATH, DURATION and TAGS like `genre---rock`.

SOURCE is one such table, or the folder that holds `autotagging.tsv` and `splits/split-N`. The official splits
are files; of a table alone, no split is known, and `scripts.manifest split` draws one by artist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.data.importers import _tables
from retrieval.data.importers._tables import category_first, tidy
from retrieval.data.manifest import Manifest, Track
from retrieval.data.manifest_validation import ManifestError

_COLUMNS = ("TRACK_ID", "ARTIST_ID", "ALBUM_ID", "PATH", "DURATION", "TAGS")
_SPLIT_FILES = {"train": "train", "validation": "valid", "test": "test"}


@dataclass(frozen=True)
class Options:
    subset: str = field(
        default="autotagging",
        metadata={
            "help": "autotagging, autotagging_genre, autotagging_instrument, autotagging_moodtheme ..."
        },
    )
    split: int = field(default=0, metadata={"help": "which of the official splits, 0 to 4"})
    audio: str = field(
        default="", metadata={"help": "folder that holds 00 to 99 (default: SOURCE's audio folder)"}
    )
    low: bool = field(default=False, metadata={"help": "the audio is the low-quality copy, NAME.low.mp3"})


def load(source: Path, options: Options) -> Manifest:
    """Read one table, or a folder with its official split."""
    folder = source if source.is_dir() else source.parent
    audio = Path(options.audio) if options.audio else folder / "audio"
    tables = {"": source} if source.is_file() else _official(source, options)
    tracks = []
    categories: dict[str, str] = {}
    for split, table in tables.items():
        for line, cells in _lines(table):
            pairs = [category_first(tag, "---") for tag in cells[5:] if tag.strip()]
            categories.update(pairs)
            seconds = _tables.number_in(table, line, "DURATION", cells[4])
            path = cells[3].removesuffix(".mp3") + ".low.mp3" if options.low else cells[3]
            tracks.append(
                Track(
                    id=cells[0],
                    path=path,
                    artist=cells[1],
                    split=split,
                    duration_seconds=seconds if seconds > 0 else None,
                    tags=tuple(dict.fromkeys(tag for tag, _ in pairs)),
                    extra={"album": cells[2]},
                )
            )
    return Manifest(
        tuple(tracks),
        dict(sorted(categories.items(), key=lambda pair: (pair[1], pair[0]))),
        audio,
        name=f"MTG-Jamendo {options.subset}" if source.is_dir() else f"MTG-Jamendo {source.stem}",
        split_by=_tables.split_by(tracks),
    )


def _official(source: Path, options: Options) -> dict[str, Path]:
    folder = source / "splits" / f"split-{options.split}"
    tables = {name: folder / f"{options.subset}-{file}.tsv" for file, name in _SPLIT_FILES.items()}
    missing = [table for table in tables.values() if not table.is_file()]
    if missing:
        raise ManifestError(
            f"{missing[0]} is not there: name the data set's data folder, or one table like autotagging.tsv"
        )
    return tables


def _lines(table: Path) -> Iterator[tuple[int, list[str]]]:
    """Every track's line number and cells; the tags are the sixth cell and all that follow it."""
    lines = _tables.rows(table, delimiter="\t", quoted=False)
    _, header = next(lines, (0, []))
    if tuple(tidy(name) for name in header[:6]) != _COLUMNS:
        raise ManifestError(f"{table} does not start with the columns {', '.join(_COLUMNS)}")
    for number, cells in lines:
        if len(cells) < len(_COLUMNS) - 1:
            raise ManifestError(f"{table}, line {number}: {len(cells)} cells, and six or more are needed")
        yield number, [tidy(cell) for cell in cells]
