"""Emotify: genres are tags, felt emotions are shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.emotify import EMOTIONS, Options, load
from retrieval.data.manifest import read_manifest, validate, write_manifest
from retrieval.data.manifest_validation import ManifestError

HEADER = "file,genre,annotators," + ",".join(EMOTIONS)


def test_labels_become_tracks(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(
        f"{HEADER}\naudio/pop_1.opus,pop,20,.9,.1,.2,.3,.4,.5,.6,.7,.8\naudio/rock_1.opus,rock,8{',0' * 9}\n"
    )
    manifest = load(tmp_path, Options())
    assert manifest.tags == {"pop": "genre", "rock": "genre"}
    first = manifest.tracks[0]
    assert (first.id, first.tags, first.split, first.extra["annotators"]) == ("pop_1", ("pop",), "valid", 20)
    assert first.extra["emotions"]["sadness"] == 0.8
    assert "amazement" not in first.extra["emotions"]
    assert load(tmp_path, Options(amazement=True)).tracks[0].extra["emotions"]["amazement"] == 0.9


def test_what_is_wrong_with_a_table_is_said(tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(f"{HEADER}\na.opus,pop,20,.9,.1,.2,.3,.4,.5,.6,.7,much\n")
    with pytest.raises(ManifestError, match="line 2: column 'sadness' is 'much', not a number"):
        load(tmp_path, Options())
    labels.write_text("file,genre\na.opus,pop\n")
    with pytest.raises(ManifestError, match="has no column 'solemnity'"):
        load(tmp_path, Options())
    labels.write_text(f"{HEADER}\na.opus,pop\n")
    with pytest.raises(ManifestError, match="line 2: 2 cells under 12 columns"):
        load(tmp_path, Options())
    labels.write_bytes(b"file,genre\n\xff,pop\n")
    with pytest.raises(ManifestError, match="is no utf-8 table"):
        load(tmp_path, Options())


def test_the_real_recordings(tmp_path: Path) -> None:
    source = Path("../shared/data/real_dev")
    if not source.is_dir():
        pytest.skip("the Emotify recordings are not at ../shared/data/real_dev")
    write_manifest(load(source, Options()), tmp_path / "m.jsonl")
    assert validate(tmp_path / "m.jsonl", audio=True) == []
    manifest = read_manifest(tmp_path / "m.jsonl")
    assert manifest.matrix(["classical", "electronic", "pop", "rock"]).sum(axis=0).tolist() == [50] * 4
