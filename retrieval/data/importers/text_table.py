"""A plain CSV, TSV or JSON Lines file of texts: one line a passage, its emotions in one column or one each.

Columns that are known by name: `text` (needed), `id`, `author`, `title`, `split`, `valence`, `arousal`,
`dominance` and `emotion`. Where there is an `emotion` column it holds them all, separated; where there is
none, every other column is an emotion with 1, true, yes or x for true and 0, false, no or nothing for false.
Emotions are written in small letters. `scripts.manifest split` draws a split where the table has none.

  sentence;feeling     --text-column sentence --emotion-column feeling
  no line of names     --columns text,emotion
  labels 0, 1, 2       --names sadness,joy,love,anger,fear,surprise
  ratings from 1 to 9  --lowest 1 --highest 9
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.data.importers import _tables
from retrieval.data.importers._affect import centred
from retrieval.data.importers._tables import encoding_of, parted, split_of, split_texts_by, tidy
from retrieval.data.manifest import Passage, Texts
from retrieval.data.manifest_validation import ManifestError

_ABOUT = ("id", "author", "title", "split")
_RATED = ("valence", "arousal", "dominance")
_OBJECTS = (".jsonl", ".ndjson", ".json")


@dataclass(frozen=True)
class Options:
    text_column: str = field(default="text", metadata={"help": "the column that holds the passage"})
    emotion_column: str = field(default="emotion", metadata={"help": "the column that holds its emotions"})
    separator: str = field(default=",", metadata={"help": "what stands between emotions in that column"})
    columns: str = field(
        default="", metadata={"help": "names of the columns, for a file without a first line of names"}
    )
    names: str = field(default="", metadata={"help": "names of the emotions where the column has 0, 1, 2"})
    delimiter: str = field(default="", metadata={"help": "what stands between columns (default: guessed)"})
    bare_quotes: bool = field(
        default=False, metadata={"help": "quotes are part of the text, and none stand around cells"}
    )
    lowest: float = field(default=-1.0, metadata={"help": "lowest valence, arousal and dominance there is"})
    highest: float = field(default=1.0, metadata={"help": "the highest"})


def load(source: Path, options: Options) -> Texts:
    """Read one table."""
    if options.lowest >= options.highest:
        raise ManifestError(f"no scale runs from {options.lowest:g} to {options.highest:g}")
    passages: list[Passage] = []
    objects = source.suffix.lower() in _OBJECTS
    for line, row in (_objects if objects else _records)(source, options):
        cell = row.get(options.text_column, "")
        if not objects and "\t" in cell and "\n" in cell:
            raise ManifestError(
                f"{source}, line {line}: several lines in one text; is a quote open? --bare-quotes "
                "takes quotes as they are"
            )
        said = tidy(cell)
        if not said:
            continue
        ratings = {
            name: centred(source, line, name, row[name], options.lowest, options.highest)
            for name in _RATED
            if row.get(name, "").strip()
        }
        passages.append(
            Passage(
                id=tidy(row.get("id", "")) or f"{len(passages):05d}",
                text=said,
                author=tidy(row.get("author", "")),
                title=tidy(row.get("title", "")),
                split=split_of(row.get("split", ""), source, line),
                emotions=_emotions(row, options, source, line),
                valence=ratings.get("valence"),
                arousal=ratings.get("arousal"),
                extra={"dominance": ratings["dominance"]} if "dominance" in ratings else {},
            )
        )
    if not passages:
        raise ManifestError(f"{source} holds no texts")
    emotions = sorted({emotion for own in passages for emotion in own.emotions})
    vocabulary = dict.fromkeys(emotions, "emotion")
    return Texts(tuple(passages), vocabulary, name=source.stem, split_by=split_texts_by(passages))


def _records(source: Path, options: Options) -> Iterator[tuple[int, dict[str, str]]]:
    return _tables.records(
        source,
        (options.text_column,),
        options.delimiter or None,
        quoted=not options.bare_quotes,
        encoding=encoding_of(source),
        columns=[tidy(name) for name in options.columns.split(",") if tidy(name)],
        hint="say with --text-column which one holds the passages, or name them all with --columns",
    )


def _objects(source: Path, options: Options) -> Iterator[tuple[int, dict[str, str]]]:
    """The records of a file with a JSON object a line; lists of emotions become one cell."""
    text = source.read_text(encoding=encoding_of(source))
    # at ends of lines alone: JSON may hold other signs that `splitlines` takes for some
    for line, told in enumerate(text.split("\n"), start=1):
        try:
            row = json.loads(told) if told.strip() else None
        except ValueError:
            row = told
        if row is None:
            continue
        if not isinstance(row, dict) or options.text_column not in row:
            raise ManifestError(
                f"{source}, line {line}: no JSON object with '{options.text_column}': write one on each line"
            )
        yield line, {name: _cell(value, options.separator) for name, value in row.items()}


def _cell(value: object, separator: str) -> str:
    if isinstance(value, list):
        return separator.join(str(each) for each in value)
    return "" if value is None else str(value)


def _emotions(row: dict[str, str], options: Options, source: Path, line: int) -> tuple[str, ...]:
    if options.emotion_column in row:
        cell = row[options.emotion_column].strip(" []")  # a list, as some export it
        names = [tidy(name) for name in options.names.split(",") if tidy(name)]
        each = [tidy(emotion).strip("'\"") for emotion in parted(cell, options.separator)]
        return tuple(dict.fromkeys(_named(emotion, names, source, line) for emotion in each if emotion))
    others = {*_ABOUT, *_RATED, options.text_column}
    cells = {name: cell for name, cell in row.items() if name and name not in others}
    for name, cell in cells.items():
        if _tables.truth_of(cell) is None:
            raise ManifestError(
                f"{source}, line {line}: column '{name}' is '{tidy(cell)[:40]}'; write 1 or 0, or name the "
                "column that holds the emotions with --emotion-column"
            )
    return tuple(tidy(name).lower() for name, cell in cells.items() if _tables.truth_of(cell))


def _named(told: str, names: list[str], source: Path, line: int) -> str:
    """An emotion by its name, or by its number where names were given."""
    if not names:
        return told.lower()
    if not told.isdecimal() or int(told) >= len(names):
        raise ManifestError(
            f"{source}, line {line}: emotion '{told}' is no number from 0 to {len(names) - 1}, and --names "
            f"gives {len(names)}"
        )
    return names[int(told)].lower()
