"""GoEmotions: the three split files, or raters whose votes are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.goemotions import EMOTIONS, Options, load
from retrieval.data.manifest import read_texts, write_manifest
from retrieval.data.manifest_validation import ManifestError


def test_split_files(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text('That "quote is open\t27\tec1\nHow lovely, [NAME]\t0,18\tec2\n')
    (tmp_path / "dev.tsv").write_text("Oh no\t14\tec3\n")
    (tmp_path / "test.tsv").write_text("Ha\t1\tec4\n")
    (tmp_path / "emotions.tsv").write_text("not a split")
    write_manifest(load(tmp_path, Options()), tmp_path / "m.jsonl")
    texts = read_texts(tmp_path / "m.jsonl")
    assert {own.id: (own.split, own.emotions) for own in texts.passages} == {
        "ec1": ("train", ("neutral",)),
        "ec2": ("train", ("admiration", "love")),
        "ec3": ("valid", ("fear",)),
        "ec4": ("test", ("amusement",)),
    }
    assert [own.id for own in load(tmp_path / "train.tsv", Options(single=True)).passages] == ["ec1"]
    (tmp_path / "dev.tsv").write_text("Oh no\t28\tec3\n")
    with pytest.raises(
        ManifestError, match=r"dev\.tsv, line 1: '28' are no numbers of emotions from 0 to 27"
    ):
        load(tmp_path, Options())


def test_emotions_are_grouped_as_the_data_set_groups_them(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("Get out\t2,3\tec1\nHm\t27\tec2\nHa, damn\t1,3\tec3\n")
    (tmp_path / "ekman.json").write_text('{"anger": ["anger", "annoyance"], "joy": ["joy", "amusement"]}')
    texts = load(tmp_path, Options(groups=str(tmp_path / "ekman.json")))
    assert [own.emotions for own in texts.passages] == [("anger",), ("neutral",), ("joy", "anger")]
    assert "annoyance" not in texts.tags and list(texts.tags)[:3] == ["admiration", "joy", "anger"]
    for wrong, told in (('{"a": ["glee"]}', "groups 'glee', which is no"), ("[1]", "is no JSON of groups")):
        (tmp_path / "ekman.json").write_text(wrong)
        with pytest.raises(ManifestError, match=told):
            load(tmp_path, Options(groups=str(tmp_path / "ekman.json")))


def test_raters_votes(tmp_path: Path) -> None:
    columns = ["text", "id", "author", "rater_id", *EMOTIONS]
    lines = [",".join(columns)]
    for rater, chosen in enumerate(({"joy", "pride"}, {"joy"}, {"anger"})):
        lines.append(
            ",".join(["We won", "x", "ada", str(rater), *("10"[name not in chosen] for name in EMOTIONS)])
        )
    lines.append(",".join(["Odd", "y", "bo", "0", *("10"[name != "fear"] for name in EMOTIONS)]))
    (tmp_path / "goemotions_1.csv").write_text("\n".join(lines))
    (only,) = load(tmp_path, Options()).passages
    assert (only.id, only.author, only.emotions, only.split) == ("x", "ada", ("joy",), "")


def test_real_comments() -> None:
    source = Path("../shared/data/text/goemotions_train.tsv")
    if not source.is_file():
        pytest.skip("GoEmotions is not at ../shared/data/text")
    texts = load(source, Options())
    assert len(texts.passages) == 43410 and {own.split for own in texts.passages} == {"train"}
