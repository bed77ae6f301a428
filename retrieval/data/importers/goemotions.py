"""GoEmotions: comments with 27 emotions and neutral, as `.tsv` files or raters' tables.

A line of a `.tsv` is text, emotions as numbers between commas, and the comment's id; SOURCE is the folder of
`train.tsv`, `dev.tsv` and `test.tsv`, or one of them (the split is taken from its name). The raters' tables
are `goemotions_1.csv` to `_3.csv` of the full data set, a line a rater: an emotion counts when two raters or
more gave it, as in the paper, and no split is known. The data set's own `ekman_mapping.json` and
`sentiment_mapping.json` group the emotions: --groups FILE.
Demszky et al., "GoEmotions: a dataset of fine-grained emotions", 2020; Apache-2.0.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.data.importers import _tables
from retrieval.data.importers._tables import tidy
from retrieval.data.manifest import Passage, Texts
from retrieval.data.manifest_validation import ManifestError

EMOTIONS = (
    *("admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity"),
    *("desire", "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear"),
    *("gratitude", "grief", "joy", "love", "nervousness", "optimism", "pride", "realization", "relief"),
    *("remorse", "sadness", "surprise", "neutral"),
)
"""In the order of the published numbers, which count from 0."""
_SPLITS = {"train": "train", "dev": "valid", "test": "test"}
_RATERS = 2


@dataclass(frozen=True)
class Options:
    single: bool = field(default=False, metadata={"help": "keep only comments with exactly one emotion"})
    groups: str = field(
        default="", metadata={"help": "a JSON file of groups, ekman_mapping.json: these in place of emotions"}
    )


def load(source: Path, options: Options) -> Texts:
    """Read one `.tsv`, or a folder of them, or the folder of the raters' tables."""
    tables = sorted(source.glob("goemotions_*.csv")) if source.is_dir() else []
    files = [source] if not source.is_dir() else sorted(file for file in source.glob("*.tsv") if _split(file))
    if source.suffix == ".csv":
        tables, files = [source], []
    if not files and not tables:
        raise ManifestError(f"{source} holds neither train.tsv, dev.tsv, test.tsv nor goemotions_1.csv")
    passages = [passage for file in files for passage in _comments(file)] or _rated(tables)
    vocabulary = dict.fromkeys(EMOTIONS, "emotion")
    if options.groups:
        group = _groups(Path(options.groups))
        passages = [
            replace(own, emotions=tuple(dict.fromkeys(group.get(each, each) for each in own.emotions)))
            for own in passages
        ]
        vocabulary = dict.fromkeys((group.get(each, each) for each in EMOTIONS), "emotion")
    if options.single:
        passages = [passage for passage in passages if len(passage.emotions) == 1]
    return Texts(tuple(passages), vocabulary, name="GoEmotions", split_by="passage")


def _groups(file: Path) -> dict[str, str]:
    """The group of each emotion that is in one."""
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))
        group = {emotion: name for name, emotions in told.items() for emotion in emotions}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ManifestError(
            f"{file} is no JSON of groups ({error}): give the data set's ekman_mapping.json"
        ) from None
    strange = sorted(set(group) - set(EMOTIONS))
    if strange:
        raise ManifestError(f"{file} groups '{strange[0]}', which is no emotion of GoEmotions")
    return group


def _split(file: Path) -> str:
    """The split that a file's name ends with, or nothing.

    >>> _split(Path("goemotions_dev.tsv")), _split(Path("all.tsv"))
    ('valid', '')
    """
    return _SPLITS.get(re.split(r"[_\-.]", file.stem)[-1].lower(), "")


def _comments(file: Path) -> list[Passage]:
    passages = []
    for line, cells in _tables.rows(file, "\t", quoted=False):
        if len(cells) != 3:
            raise ManifestError(f"{file}, line {line}: {len(cells)} cells; text, emotions and id are needed")
        text, numbers, comment = cells
        try:
            emotions = tuple(EMOTIONS[int(number)] for number in numbers.split(","))
        except (ValueError, IndexError):
            raise ManifestError(
                f"{file}, line {line}: '{numbers}' are no numbers of emotions from 0 to {len(EMOTIONS) - 1}"
            ) from None
        if tidy(text):
            passages.append(Passage(id=tidy(comment), text=tidy(text), split=_split(file), emotions=emotions))
    return passages


def _rated(tables: list[Path]) -> list[Passage]:
    about: dict[str, tuple[str, str]] = {}
    votes: dict[str, Counter[str]] = {}
    for table in tables:
        for _, row in _tables.records(table, ("text", "id", "author", *EMOTIONS), ","):
            comment = tidy(row["id"])
            about.setdefault(comment, (tidy(row["text"]), tidy(row["author"])))
            votes.setdefault(comment, Counter()).update(name for name in EMOTIONS if row[name] == "1")
    passages = []
    for comment, (text, author) in about.items():
        emotions = tuple(name for name in EMOTIONS if votes[comment][name] >= _RATERS)
        if text and emotions:
            passages.append(Passage(id=comment, text=text, author=author, emotions=emotions))
    return passages
