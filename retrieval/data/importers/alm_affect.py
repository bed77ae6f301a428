"""Alm's affect sentences from fairy tales: folders Grimms, HCAndersen and Potter with `agree-sent/*.agree`.

SOURCE is the folder that the three archives were unpacked into. A line is `SentID@Code@Sentence`; only
sentences on which all annotations agreed are there (1 207 of them), each with one of five emotions: 2 angry
(and disgusted), 3 fearful, 4 happy, 6 sad, 7 surprised. The split is by author, as in the 2021 thesis: the
Grimms and Andersen for training, Potter for validation and test, each story whole.
Alm, "Affect in text and speech", 2008.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.data.importers._affect import dealt, encoding_of
from retrieval.data.importers._tables import tidy
from retrieval.data.manifest import Passage, Texts
from retrieval.data.manifest_validation import ManifestError

AUTHORS = {"Grimms": "Brothers Grimm", "HCAndersen": "H. C. Andersen", "Potter": "B. Potter"}
HELD_OUT = "Potter"
EMOTIONS = {"2": "angry", "3": "fearful", "4": "happy", "6": "sad", "7": "surprised"}


@dataclass(frozen=True)
class Options:
    seed: int = field(default=0, metadata={"help": "deals Potter's stories to valid and test"})


def load(source: Path, options: Options) -> Texts:
    """Read the three authors' folders."""
    passages: list[Passage] = []
    for folder, author in AUTHORS.items():
        own = _author(source / folder / "agree-sent", folder, author)
        if folder == HELD_OUT:
            passages += dealt(own, (0.0, 0.5, 0.5), options.seed, by_title=True)
        else:
            passages += [replace(passage, split="train") for passage in own]
    return Texts(
        tuple(passages),
        dict.fromkeys(EMOTIONS.values(), "emotion"),
        name="Alm affect sentences",
        split_by="passage",
        extra={"split": "by author: Grimm and Andersen train, Potter's stories valid or test"},
    )


def _author(folder: Path, key: str, author: str) -> list[Passage]:
    files = sorted(folder.glob("*.agree"))
    if not files:
        raise ManifestError(
            f"no *.agree in {folder}: name the folder that holds {', '.join(AUTHORS)}, each with agree-sent"
        )
    return [passage for file in files for passage in _story(file, key, author)]


def _story(file: Path, key: str, author: str) -> list[Passage]:
    passages = []
    lines = file.read_text(encoding=encoding_of(file)).splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        sentence, _, rest = line.partition("@")
        code, _, text = rest.partition("@")
        if code.strip() not in EMOTIONS or not tidy(text):
            raise ManifestError(
                f"{file}, line {number}: not SentID@Code@Sentence with a code of {', '.join(EMOTIONS)}"
            )
        passages.append(
            Passage(
                id=f"{key}/{file.stem}/{sentence.strip()}",
                text=tidy(text),
                author=author,
                title=file.stem,
                emotions=(EMOTIONS[code.strip()],),
            )
        )
    return passages
