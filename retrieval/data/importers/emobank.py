"""EmoBank: `emobank.csv` with id, split, V, A, D and text; ratings from 1 to 5 become -1 to 1.

Dominance goes to `extra["dominance"]`. The published splits are kept; they were drawn sentence by sentence.
Buechel and Hahn, "EmoBank: studying the impact of annotation perspective", 2017; CC BY-SA 4.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from retrieval.data.importers._affect import centred
from retrieval.data.importers._tables import records, tidy
from retrieval.data.manifest import Passage, Texts
from retrieval.data.manifest_validation import ManifestError

LOWEST, HIGHEST = 1.0, 5.0
_SPLITS = {"train": "train", "dev": "valid", "valid": "valid", "test": "test", "": ""}


@dataclass(frozen=True)
class Options:
    pass


def load(source: Path, options: Options) -> Texts:
    """Read `emobank.csv`, or the folder it lies in."""
    table = source / "emobank.csv" if source.is_dir() else source
    passages = []
    for line, row in records(table, ("id", "split", "V", "A", "D", "text"), ","):
        if row["split"] not in _SPLITS:
            raise ManifestError(f"{table}, line {line}: no split '{row['split']}': train, dev or test")
        ratings = {name: centred(table, line, name, row[name], LOWEST, HIGHEST) for name in "VAD"}
        if tidy(row["text"]):
            passages.append(
                Passage(
                    id=tidy(row["id"]),
                    text=tidy(row["text"]),
                    split=_SPLITS[row["split"]],
                    valence=ratings["V"],
                    arousal=ratings["A"],
                    extra={"dominance": ratings["D"]},
                )
            )
    return Texts(tuple(passages), {}, name="EmoBank", split_by="passage")
