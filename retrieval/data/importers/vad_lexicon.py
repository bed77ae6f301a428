"""A lexicon of valence, arousal and dominance, word by word: NRC-VAD or Warriner's ratings.

NRC-VAD is tab-separated: word, valence, arousal, dominance, with or without a line of names; version 1 runs
from 0 to 1, version 2 from -1 to 1, and which it is shows in the numbers. Warriner's table has columns
`Word`, `V.Mean.Sum`, `A.Mean.Sum` and `D.Mean.Sum` from 1 to 9. Every word becomes a text of its own, on a
scale of -1 to 1, with `extra["dominance"]`.
Mohammad 2018 and 2025 (not for commercial use); Warriner, Kuperman, Brysbaert 2013.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.data.importers import _tables
from retrieval.data.importers._affect import centred
from retrieval.data.importers._tables import encoding_of, tidy
from retrieval.data.manifest import Passage, Texts
from retrieval.data.manifest_validation import ManifestError

NAMES = ("valence", "arousal", "dominance")
_WARRINER = ("Word", "V.Mean.Sum", "A.Mean.Sum", "D.Mean.Sum")
_WARRINER_SCALE = (1.0, 9.0)


@dataclass(frozen=True)
class Options:
    pass


def load(source: Path, options: Options) -> Texts:
    """Read one lexicon."""
    entries = list(_entries(source))
    if not entries:
        raise ManifestError(f"{source} holds no words")
    passages = tuple(
        Passage(id=word, text=word, valence=valence, arousal=arousal, extra={"dominance": dominance})
        for word, (valence, arousal, dominance) in entries
    )
    return Texts(passages, {}, name=source.stem, split_by="passage")


def _entries(source: Path) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Every word with valence, arousal and dominance from -1 to 1."""
    encoding = encoding_of(source)
    _, first = next(_tables.rows(source, encoding=encoding), (0, []))
    names = [tidy(cell) for cell in first]
    if set(_WARRINER) <= set(names):
        columns = [names.index(name) for name in _WARRINER]
        scale = _WARRINER_SCALE
        lines = list(_tables.rows(source, encoding=encoding))[1:]
    else:
        lines = list(_tables.rows(source, "\t", encoding, quoted=False))
        named = [name.lower() for name in names[1:4]] == list(NAMES)
        columns, lines = [0, 1, 2, 3], lines[1:] if named else lines
        scale = (-1.0, 1.0) if any(_below_zero(cells) for _, cells in lines) else (0.0, 1.0)
    for line, cells in lines:
        if len(cells) <= max(columns):
            raise ManifestError(
                f"{source}, line {line}: not a word, its valence, arousal and dominance between tabs, and no "
                f"table with the columns {', '.join(_WARRINER)}"
            )
        word, *told = (cells[column] for column in columns)
        if tidy(word):
            ratings = zip(NAMES, told, strict=True)
            yield tidy(word), tuple(centred(source, line, name, cell, *scale) for name, cell in ratings)


def _below_zero(cells: list[str]) -> bool:
    return any(cell.lstrip().startswith("-") for cell in cells[1:4])
