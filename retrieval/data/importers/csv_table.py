"""A plain CSV or TSV file: one line a track, tags in one column or one column a tag.

Columns that are known by name: `file` (needed), `id`, `artist`, `title`, `split`, `duration_seconds` and
`tags`. Where there is a `tags` column it holds them all, separated, and other columns are left alone; where
there is none, every other column is a tag with 1, true, yes or x for true, 0, false, no or nothing for false,
and ? for unknown. A tag may carry its category in front: `mood:calm`; --category is that of the others.

  filename,mood              --file-column filename --tags-column mood --category mood
  file,happy,sad,scary       --category mood
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from retrieval.data.importers import _tables
from retrieval.data.importers._tables import category_first, encoding_of, parted, split_of, tidy, truth_of
from retrieval.data.manifest import Manifest, Track
from retrieval.data.manifest_validation import ManifestError

_KNOWN = frozenset({"id", "artist", "title", "split", "duration_seconds"})


@dataclass(frozen=True)
class Options:
    audio: str = field(
        default="", metadata={"help": "folder the files are named from (default: the table's)"}
    )
    file_column: str = field(default="file", metadata={"help": "the column that names the audio file"})
    tags_column: str = field(default="tags", metadata={"help": "the column that holds all tags"})
    separator: str = field(default=",", metadata={"help": "what stands between tags in that column"})
    category_separator: str = field(default=":", metadata={"help": "what stands between category and tag"})
    category: str = field(default="tag", metadata={"help": "category of tags that carry none, such as mood"})
    delimiter: str = field(default="", metadata={"help": "what stands between columns (default: guessed)"})


def load(source: Path, options: Options) -> Manifest:
    """Read one table."""
    tracks = []
    categories: dict[str, str] = {}
    for line, row in _tables.records(
        source,
        (options.file_column,),
        options.delimiter or None,
        encoding=encoding_of(source),
        hint="say with --file-column which one names the audio",
    ):
        told = (
            _separated(row, options) if options.tags_column in row else _by_column(row, options, source, line)
        )
        for tag, _ in told:
            name, category = category_first(tag, options.category_separator, options.category)
            if categories.setdefault(name, category) != category:
                raise ManifestError(
                    f"{source}, line {line}: tag '{name}' is of category '{category}' here and of "
                    f"'{categories[name]}' before"
                )
        named = {category_first(tag, options.category_separator)[0]: truth for tag, truth in told}
        unknown = [tag for tag, truth in named.items() if truth is None]
        tracks.append(
            Track(
                id=tidy(row.get("id", "")) or Path(row[options.file_column]).with_suffix("").as_posix(),
                path=row[options.file_column].strip(),
                artist=tidy(row.get("artist", "")),
                title=tidy(row.get("title", "")),
                split=split_of(row.get("split", ""), source, line),
                duration_seconds=_seconds(row.get("duration_seconds", ""), source, line),
                tags=tuple(tag for tag, truth in named.items() if truth),
                extra={"unknown_tags": unknown} if unknown else {},
            )
        )
    audio = Path(options.audio) if options.audio else source.parent
    order = sorted(categories, key=lambda tag: (categories[tag], tag))
    vocabulary = {tag: categories[tag] for tag in order}
    return Manifest(tuple(tracks), vocabulary, audio, source.stem, split_by=_tables.split_by(tracks))


def _separated(row: dict[str, str], options: Options) -> list[tuple[str, bool | None]]:
    return [(tag, True) for tag in parted(row[options.tags_column], options.separator) if tag.strip()]


def _by_column(
    row: dict[str, str], options: Options, source: Path, line: int
) -> list[tuple[str, bool | None]]:
    told: list[tuple[str, bool | None]] = []
    for column, cell in row.items():
        if not column or column in _KNOWN or column == options.file_column:
            continue
        truth, unknown = truth_of(cell), cell.strip() == "?"
        if truth is None and not unknown:
            raise ManifestError(
                f"{source}, line {line}: column '{column}' is '{cell}'; write 1, 0 or ?, or name the column "
                f"that holds the tags with --tags-column"
            )
        told.append((column, truth))
    return told


def _seconds(cell: str, source: Path, line: int) -> float | None:
    return _tables.number_in(source, line, "duration_seconds", cell) if cell.strip() else None
