"""Alm's tales: five emotions, and no author of the training part in the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.alm_affect import Options, load
from retrieval.data.manifest import read_texts, write_manifest
from retrieval.data.manifest_validation import ManifestError


def tales(root: Path) -> Path:
    for folder in ("Grimms", "HCAndersen", "Potter"):
        (root / folder / "agree-sent").mkdir(parents=True)
        for story in ("one", "two", "three", "four"):
            (root / folder / "agree-sent" / f"{story}.agree").write_text(
                f'35@3@"I am afraid, at {story}@night," said the  mouse.\n7@2@He broke it.\n\n', "utf-8"
            )
    return root


def test_sentences_and_the_split_by_author(tmp_path: Path) -> None:
    write_manifest(load(tales(tmp_path), Options()), tmp_path / "m.jsonl")
    texts = read_texts(tmp_path / "m.jsonl")
    assert len(texts.passages) == 24
    first = texts.passages[0]
    assert first.text == '"I am afraid, at four@night," said the mouse.'
    assert (first.author, first.title, first.emotions) == ("Brothers Grimm", "four", ("fearful",))
    assert {own.author for own in texts.split("train").passages} == {"Brothers Grimm", "H. C. Andersen"}
    held = [*texts.split("valid").passages, *texts.split("test").passages]
    assert {own.author for own in held} == {"B. Potter"} and len(held) == 8
    valid, test = ({own.title for own in texts.split(name).passages} for name in ("valid", "test"))
    assert len(valid) == len(test) == 2 and not valid & test


def test_older_signs_are_read_and_a_wrong_line_is_named(tmp_path: Path) -> None:
    tales(tmp_path)
    file = tmp_path / "Potter" / "agree-sent" / "one.agree"
    file.write_bytes("1@4@A caf\u00e9!\n".encode("cp1252"))
    assert any(own.text == "A caf\u00e9!" for own in load(tmp_path, Options()).passages)
    file.write_text("1@5@What is five?\n")
    with pytest.raises(ManifestError, match=r"one\.agree, line 1: not SentID@Code@Sentence"):
        load(tmp_path, Options())
