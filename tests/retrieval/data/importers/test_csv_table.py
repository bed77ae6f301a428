"""A plain table: tags in one column, or a column a tag."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.data.importers.csv_table import Options, load
from retrieval.data.manifest import validate, write_manifest
from retrieval.data.manifest_validation import ManifestError


def table(folder: Path, text: str) -> Path:
    (folder / "music.csv").write_text(text, encoding="utf-8")
    return folder / "music.csv"


def test_tags_in_one_column(tmp_path: Path) -> None:
    source = table(
        tmp_path,
        "file,artist,title,split,duration_seconds,tags,comment\n"
        'a/x.mp3,Ada,"One, two",validation,30.5,"mood:calm, piano",loud\n'
        "y.mp3,,,,,,\n",
    )
    manifest = load(source, Options())
    assert manifest.tags == {"calm": "mood", "piano": "tag"}
    first, second = manifest.tracks
    assert (first.id, first.artist, first.title, first.split) == ("a/x", "Ada", "One, two", "valid")
    assert (first.duration_seconds, first.tags) == (30.5, ("calm", "piano"))
    assert (second.tags, second.duration_seconds) == ((), None)
    write_manifest(manifest, tmp_path / "m.jsonl")
    assert validate(tmp_path / "m.jsonl") == []


def test_a_column_a_tag(tmp_path: Path) -> None:
    source = table(tmp_path, "\ufefffile;id;genre:rock;calm\nx.mp3;one;1;?\ny.mp3;two;No;TRUE\n")
    manifest = load(source, Options())
    assert manifest.matrix(["rock", "calm"]).tolist() == [[True, False], [False, True]]
    assert manifest.known(["rock", "calm"]).tolist() == [[True, False], [True, True]]
    assert [track.id for track in manifest.tracks] == ["one", "two"]


def test_other_names_and_separators(tmp_path: Path) -> None:
    source = table(tmp_path, "filename\twords\nx.mp3\tmood---calm|genre---rock\n")
    options = Options(file_column="filename", tags_column="words", separator="|", category_separator="---")
    assert load(source, options).tags == {"rock": "genre", "calm": "mood"}
    whole = replace(options, separator="", category_separator="", delimiter="\\t")
    assert load(source, whole).tags == {"mood---calm|genre---rock": "tag"}
    with pytest.raises(ManifestError, match="parted by one sign, and '::' has 2"):
        load(source, replace(options, delimiter="::"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "path,tags\nx.mp3,rock\n",
            "has no column 'file': its first line names path, tags; say with --file-col",
        ),
        ("file,year\nx.mp3,1999\n", "line 2: column 'year' is '1999'; write 1, 0 or"),
        ("file,tags,split\nx.mp3,rock,held\n", "line 2: no split 'held': choose from train, valid, test"),
        ("file,tags\nx.mp3,a:rock\ny.mp3,b:rock\n", "line 3: tag 'rock' is of category 'b' here and of 'a'"),
        ("", "its first line names none"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ManifestError, match=message):
        load(table(tmp_path, text), Options())


def test_tags_without_a_category_get_one(tmp_path: Path) -> None:
    source = table(tmp_path, ",file,happy,genre:pop\n17,x.mp3,1,1\n")
    assert load(source, Options(category="mood")).tags == {"happy": "mood", "pop": "genre"}


def test_tables_of_older_spreadsheets_are_read(tmp_path: Path) -> None:
    (tmp_path / "music.csv").write_bytes("file;artist;tags\nx.mp3;Bj\u00f6rk;calm\n".encode("cp1252"))
    assert load(tmp_path / "music.csv", Options()).tracks[0].artist == "Bj\u00f6rk"
