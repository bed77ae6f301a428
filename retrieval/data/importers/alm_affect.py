"""Alm's affect sentences from fairy tales: folders Grimms, HCAndersen and Potter, as the archives unpack.

SOURCE is the folder that the three archives were unpacked into, or any of them. Sentences on which all
annotations agreed come in (1 207 of them), each with one of five emotions: from `agree-sent/*.agree`, whose
lines are `SentID@Code@Sentence` with the codes 2 angry (and disgusted), 3 fearful, 4 happy, 6 sad and 7
surprised, or where that folder is not there, from `emmood/*.emmood`, whose lines give four labels between
tabs. The split is by author, as in the 2021 thesis: the Grimms and Andersen for training, Potter for
validation and test, each story whole.
Alm, "Affect in text and speech", 2008.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.data.importers._affect import dealt
from retrieval.data.importers._tables import encoding_of, tidy
from retrieval.data.manifest import Passage, Texts
from retrieval.data.manifest_validation import ManifestError

AUTHORS = {"Grimms": "Brothers Grimm", "HCAndersen": "H. C. Andersen", "Potter": "B. Potter"}
HELD_OUT = "Potter"
EMOTIONS = {"2": "angry", "3": "fearful", "4": "happy", "6": "sad", "7": "surprised"}
MERGED = {
    **{"A": "angry", "D": "angry", "F": "fearful", "H": "happy", "Sa": "sad", "S": "sad"},
    **dict.fromkeys(("Su+", "Su-", "+", "-"), "surprised"),
}
"""What the two annotators' labels, of a sentence's emotion and of its mood, count as; N counts as none."""


@dataclass(frozen=True)
class Options:
    seed: int = field(default=0, metadata={"help": "deals Potter's stories to valid and test"})


def load(source: Path, options: Options) -> Texts:
    """Read the folders of the authors that are there."""
    passages: list[Passage] = []
    for folder, author in AUTHORS.items():
        own = _author(source / folder, author)
        if folder == HELD_OUT:
            passages += dealt(own, (0.0, 0.5, 0.5), options.seed, by_title=True)
        else:
            passages += [replace(passage, split="train") for passage in own]
    if not passages:
        raise ManifestError(
            f"no *.agree or *.emmood in {source}: name the folder that holds {', '.join(AUTHORS)}, each with "
            "agree-sent or emmood"
        )
    return Texts(
        tuple(passages),
        dict.fromkeys(EMOTIONS.values(), "emotion"),
        name="Alm affect sentences",
        split_by="passage",
        extra={"split": "by author: Grimm and Andersen train, Potter's stories valid or test"},
    )


def _author(folder: Path, author: str) -> list[Passage]:
    agreed = sorted((folder / "agree-sent").glob("*.agree"))
    files = agreed or sorted((folder / "emmood").glob("*.emmood"))
    read = _agreed if agreed else _annotated
    return [
        Passage(
            id=f"{folder.name}/{file.stem}/{sentence}",
            text=text,
            author=author,
            title=file.stem,
            emotions=(emotion,),
        )
        for file in files
        for sentence, emotion, text in read(file)
    ]


def _agreed(file: Path) -> Iterator[tuple[str, str, str]]:
    """Number, emotion and text of the sentences of one story that all agreed on."""
    for number, line in _lines(file):
        sentence, _, rest = line.partition("@")
        code, _, text = rest.partition("@")
        if code.strip() not in EMOTIONS or not tidy(text):
            raise ManifestError(
                f"{file}, line {number}: not SentID@Code@Sentence with a code of {', '.join(EMOTIONS)}"
            )
        yield sentence.strip(), EMOTIONS[code.strip()], tidy(text)


def _annotated(file: Path) -> Iterator[tuple[str, str, str]]:
    """The same out of all sentences of the story: those whose four labels mean one emotion."""
    for number, line in _lines(file):
        cells = line.split("\t", 3)
        if len(cells) != 4 or not tidy(cells[3]):
            raise ManifestError(
                f"{file}, line {number}: not SentID:SentID, two emotions, two moods and a sentence, with tabs"
            )
        labels = [label.strip() for cell in cells[1:3] for label in cell.split(":")]
        felt = {MERGED.get(label, "") for label in labels}
        if len(labels) == 4 and len(felt) == 1 and "" not in felt:
            yield cells[0].partition(":")[0].strip(), felt.pop(), tidy(cells[3])


def _lines(file: Path) -> list[tuple[int, str]]:
    lines = file.read_text(encoding=encoding_of(file)).splitlines()
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
