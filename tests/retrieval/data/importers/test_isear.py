"""ISEAR: both layouts, clean text, and a split that gives every emotion its share."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from retrieval.data.importers.isear import EMOTIONS, Options, load
from retrieval.data.manifest import read_texts, write_manifest
from retrieval.data.manifest_validation import ManifestError


def databank(path: Path, each: int = 20) -> Path:
    lines = ["ID|CITY|EMOT|Field1|Field2|SIT|STATE|"]
    for number in range(each):
        lines += [
            f'{number}|1|{code}|{emotion}|x|"When á\nI felt {emotion}, no {number}."|1|'
            for code, emotion in enumerate(EMOTIONS, start=1)
        ]
    path.write_text("\n".join([*lines, "99|1|1|joy|x|[ No response.]|1|"]), encoding="utf-8")
    return path


def test_the_databanks_table(tmp_path: Path) -> None:
    write_manifest(load(databank(tmp_path / "isear.csv"), Options()), tmp_path / "m.jsonl")
    texts = read_texts(tmp_path / "m.jsonl")
    assert texts.passages[0].text == "When I felt joy, no 0."
    assert (texts.passages[0].emotions, texts.passages[0].author) == (("joy",), "0")
    assert len(texts.passages) == 141
    assert len(load(tmp_path / "isear.csv", Options(answered=True)).passages) == 140
    counts = Counter((own.split, own.emotions[0]) for own in texts.passages)
    assert all(counts["train", emotion] in (14, 15) for emotion in EMOTIONS)
    assert all(counts[split, emotion] == 3 for split in ("valid", "test") for emotion in EMOTIONS)


def test_codes_and_the_plain_layout(tmp_path: Path) -> None:
    coded = tmp_path / "DATA.csv"
    coded.write_text("ID,EMOT,SIT\n1,4,It rained.\n")
    assert load(coded, Options()).passages[0].emotions == ("sadness",)
    coded.write_text("id;emot;sit\n1;4.00;It rained.\n2;Joy;It snowed.\n")
    assert [own.emotions for own in load(coded, Options()).passages] == [("sadness",), ("joy",)]
    plain = tmp_path / "plain.csv"
    plain.write_bytes('joy,"On days, when I am close."\nguilt,I lied at the caf\u00e9.\n'.encode("cp1252"))
    told = load(plain, Options()).passages
    assert [own.emotions for own in told] == [("joy",), ("guilt",)]
    assert told[1].text == "I lied at the caf\u00e9."


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    table = tmp_path / "isear.csv"
    table.write_text("Field1|SIT\nglee|It was fun.\n")
    with pytest.raises(ManifestError, match="line 2: no emotion 'glee': choose from joy, fear"):
        load(table, Options())
    table.write_text("a|b\n1|2\n")
    with pytest.raises(ManifestError, match=r"is no ISEAR table: .*use `import text_table`"):
        load(table, Options())
