"""What the importers share: reading delimited text, finding audio, tidying names."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from retrieval.audio_files import SUFFIXES
from retrieval.data.manifest import SPLITS, Passage, Track
from retrieval.data.manifest_validation import ManifestError

_TRUE = frozenset({"1", "1.0", "true", "yes", "x"})
_FALSE = frozenset({"0", "0.0", "false", "no", ""})
_SPLITS = {"training": "train", "dev": "valid", "val": "valid", "validation": "valid", "testing": "test"}


def encoding_of(path: Path) -> str:
    """UTF-8 where the file is that, else the Western European one that older data sets are written in."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            path.read_text(encoding=encoding)
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise ManifestError(f"cannot read {path}: {error.strerror}") from error
        return encoding
    raise ManifestError(f"{path} is neither UTF-8 nor Windows-1252: save it as UTF-8")


def rows(
    path: Path, delimiter: str | None = None, encoding: str = "utf-8-sig", quoted: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """The line number and cells of every line that is not empty.

    The delimiter is guessed from the first line unless it is given; `quoted=False` takes quotes as text.
    """
    if delimiter == "\\t":  # as shells pass on what people type for a tab
        delimiter = "\t"
    if delimiter and len(delimiter) > 1:
        raise ManifestError(f"columns are parted by one sign, and '{delimiter}' has {len(delimiter)}")
    try:
        with path.open(encoding=encoding, newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            chosen = delimiter or max("\t;,|", key=first.count)
            reader = csv.reader(
                stream, delimiter=chosen, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
            )
            for cells in reader:
                if any(cells):
                    yield reader.line_num, cells
    except OSError as error:
        raise ManifestError(f"cannot read {path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"{path} is no {encoding.removesuffix('-sig')} table: {error}") from error


def records(
    path: Path,
    needed: Iterable[str] = (),
    delimiter: str | None = None,
    quoted: bool = True,
    encoding: str = "utf-8-sig",
    columns: Sequence[str] = (),
    hint: str = "",
) -> Iterator[tuple[int, dict[str, str]]]:
    """The line number and cells by column name; the first line names the columns, `needed` among them.

    Where no line names them, `columns` do. `hint` says what to do where a needed one is missing.
    """
    lines = rows(path, delimiter, encoding, quoted)
    if not columns:
        _, named = next(lines, (0, []))
        columns = [tidy(column).removeprefix("//") for column in named]
    missing = [column for column in needed if column not in columns]
    if missing:
        raise ManifestError(
            f"{path} has no column '{missing[0]}': its first line names {', '.join(columns[:12]) or 'none'}"
            + (f"; {hint}" if hint else "")
        )
    for number, cells in lines:
        if len(cells) != len(columns):
            raise ManifestError(
                f"{path}, line {number}: {len(cells)} cells under {len(columns)} columns; is a quote open?"
            )
        yield number, dict(zip(columns, cells, strict=True))


def number_in(path: Path, line: int, column: str, text: str) -> float:
    """A cell as a number, or a sentence that says where the wrong one is."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ManifestError(f"{path}, line {line}: column '{column}' is '{text}', not a number")
    return number


def tidy(text: str) -> str:
    """Text on one line: every run of space or control characters becomes one space, none at the ends.

    >>> tidy("  hip\\t hop ")
    'hip hop'
    """
    return " ".join("".join(sign if sign >= " " and sign != "\x7f" else " " for sign in text).split())


def parted(cell: str, separator: str) -> list[str]:
    """What stands between separators in a cell; the whole cell where there is no separator.

    >>> parted("a;b", ";"), parted("a b", "")
    (['a', 'b'], ['a b'])
    """
    return cell.split(separator) if separator else [cell]


def category_first(tag: str, separator: str, otherwise: str = "tag") -> tuple[str, str]:
    """A tag and its category, from text that may carry both; a tag alone is of category `otherwise`.

    >>> category_first("genre---rock", "---"), category_first("rock", "---")
    (('rock', 'genre'), ('rock', 'tag'))
    """
    category, found, name = tag.partition(separator) if separator else ("", "", "")
    return (tidy(name), tidy(category)) if found and tidy(name) and tidy(category) else (tidy(tag), otherwise)


def audio_by_stem(folder: Path) -> dict[str, str]:
    """Every audio file below a folder: its name without suffix, to its path relative to the folder."""
    if not folder.is_dir():
        raise ManifestError(f"no folder {folder}: name the one that holds the audio")
    return {path.stem: path.relative_to(folder).as_posix() for path in audio_below(folder)}


def audio_below(folder: Path) -> list[Path]:
    """Every audio file below a folder, at any depth, sorted."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def most_common(counts: Mapping[str, int], top: int) -> list[str]:
    """The `top` most common tags (0: all), most common first, equals in alphabetical order.

    >>> most_common({"b": 1, "a": 1, "c": 2}, 2)
    ['c', 'a']
    """
    return sorted(counts, key=lambda tag: (-counts[tag], tag))[: top or None]


def truth_of(cell: str) -> bool | None:
    """Whether a cell says yes; None where it says neither.

    >>> truth_of("x"), truth_of(" No "), truth_of("perhaps")
    (True, False, None)
    """
    word = cell.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def split_of(cell: str, path: Path, line: int) -> str:
    """The split that a cell names, empty for none."""
    told = cell.strip().lower()
    name = _SPLITS.get(told, told)
    if name and name not in SPLITS:
        raise ManifestError(f"{path}, line {line}: no split '{cell}': choose from {', '.join(SPLITS)}")
    return name


def split_by(tracks: Iterable[Track]) -> str:
    """What a published split can honestly be called: "artist", or "track" when an artist is in two splits."""
    return "artist" if _kept_whole((track.artist, track.split) for track in tracks) else "track"


def split_texts_by(passages: Iterable[Passage]) -> str:
    """The same of texts: "author", or "passage" when an author is in two splits."""
    return "author" if _kept_whole((own.author, own.split) for own in passages) else "passage"


def _kept_whole(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether nobody, of pairs of a name and a split, is in two splits."""
    home: dict[str, str] = {}
    return all(home.setdefault(name, split) == split for name, split in pairs if name and split)
