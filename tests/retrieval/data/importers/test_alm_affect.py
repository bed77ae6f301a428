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


def test_without_the_agreed_sentences_they_are_found_among_all(tmp_path: Path) -> None:
    (tmp_path / "HCAndersen" / "emmood").mkdir(parents=True)
    story = tmp_path / "HCAndersen" / "emmood" / "swan.emmood"
    story.write_bytes(
        b"0:0\tN:N\tN:N\tThere was a shop.\r\n1:1\tSa:Sa\tS:S\tShe wept\tall night.\r\n"
        b"2:2\tA:D\tA:A\tOut with you!\r\n3:3\tSu+:Su-\t+:-\tThe egg sp\xf6ke!\r\n"
        b"4:4\tH:H\tN:H\tA fine day.\r\n5:5\tF:H\tF:F\tA wolf.\r\n"
    )
    found = load(tmp_path, Options()).passages
    assert [(own.id, own.emotions[0], own.text) for own in found] == [
        ("HCAndersen/swan/1", "sad", "She wept all night."),
        ("HCAndersen/swan/2", "angry", "Out with you!"),
        ("HCAndersen/swan/3", "surprised", "The egg sp\u00f6ke!"),
    ]
    assert {own.split for own in found} == {"train"}
    story.write_text("0:0 N:N N:N Once.\n")
    with pytest.raises(ManifestError, match="line 1: not SentID:SentID, two emotions"):
        load(tmp_path, Options())
    with pytest.raises(ManifestError, match="name the folder that holds Grimms"):
        load(tmp_path / "HCAndersen", Options())
