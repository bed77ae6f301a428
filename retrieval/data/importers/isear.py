"""ISEAR: `isear.csv`, where students of 37 countries tell when they last felt one of seven emotions.

Two layouts are known: the table of the databank (columns by name between `|` or commas; `SIT` is the text,
`Field1` or `EMOT` the emotion, as a word or as the code that a statistics program exports) and a plain one of
emotion and text without a first line of names; `import text_table` reads others. The split is 70/15/15, every
emotion in the same shares, as in the 2021 thesis.
Scherer and Wallbott, "Evidence for universality and cultural variation of differential emotion response
patterning", 1994.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.data.importers import _tables
from retrieval.data.importers._affect import dealt
from retrieval.data.importers._tables import encoding_of, tidy
from retrieval.data.manifest import Passage, Texts
from retrieval.data.manifest_validation import ManifestError

EMOTIONS = ("joy", "fear", "anger", "sadness", "disgust", "shame", "guilt")
"""In the order of the databank's codes, which count from 1."""
SHARES = (0.7, 0.15, 0.15)
# the databank's line feeds came out of its export as this letter before each line feed
_LINE_FEED = re.compile(r"\s*á\s*\n\s*")
_NO_ANSWER = re.compile(
    r"\W*(no (response|answer|description|emotion)|not? applicable|none|nothing|blank)\b.{0,40}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Options:
    answered: bool = field(default=False, metadata={"help": "leave out answers like '[ No response.]'"})
    seed: int = field(default=0, metadata={"help": "another seed, another split"})


def load(source: Path, options: Options) -> Texts:
    """Read one table."""
    passages: list[Passage] = []
    for line, emotion, text, student in _answers(source):
        known = _emotion(emotion, source, line)
        said = tidy(_LINE_FEED.sub(" ", text))
        if not said or (options.answered and _NO_ANSWER.fullmatch(said)):
            continue
        passages.append(Passage(id=f"{len(passages):05d}", text=said, author=student, emotions=(known,)))
    if not passages:
        raise ManifestError(f"{source} holds no answers")
    return Texts(
        dealt(passages, SHARES, options.seed),
        dict.fromkeys(EMOTIONS, "emotion"),
        name="ISEAR",
        split_by="passage",
    )


def _answers(source: Path) -> Iterator[tuple[int, str, str, str]]:
    """Line number, emotion, text and who told it (empty where that is not known) of every answer."""
    encoding = encoding_of(source)
    with source.open(encoding=encoding, newline="") as stream:
        first = stream.readline()
    lines = _tables.rows(source, "|" if "|" in first else None, encoding=encoding)
    number, cells = next(lines, (0, []))
    columns = [tidy(cell) for cell in cells]
    if columns and columns[0].lower() in EMOTIONS and len(columns) > 1:
        yield number, columns[0], cells[1], ""
        yield from ((line, row[0], row[1], "") for line, row in lines if len(row) > 1)
        return
    columns = [column.lower() for column in columns]
    naming = next((name for name in ("field1", "emot") if name in columns), "")
    if "sit" not in columns or not naming:
        raise ManifestError(
            f"{source} is no ISEAR table: its first line neither names SIT and Field1 nor is an answer; if "
            "it is some other table of texts and emotions, use `import text_table`"
        )
    emotion, text = columns.index(naming), columns.index("sit")
    who = columns.index("id") if "id" in columns else None
    for line, row in lines:
        if len(row) <= max(emotion, text):
            raise ManifestError(f"{source}, line {line}: {len(row)} cells under {len(columns)} columns")
        yield line, row[emotion], row[text], tidy(row[who]) if who is not None else ""


def _emotion(cell: str, source: Path, line: int) -> str:
    word = tidy(cell).lower().removesuffix(".0").removesuffix(".00")
    if word.isdecimal() and 1 <= int(word) <= len(EMOTIONS):
        return EMOTIONS[int(word) - 1]
    if word not in EMOTIONS:
        raise ManifestError(f"{source}, line {line}: no emotion '{cell}': choose from {', '.join(EMOTIONS)}")
    return word
