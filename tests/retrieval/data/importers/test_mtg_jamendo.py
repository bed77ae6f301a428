"""MTG-Jamendo: tags carry their category; official splits are files."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.mtg_jamendo import Options, load
from retrieval.data.manifest import validate, write_manifest
from retrieval.data.manifest_validation import ManifestError

HEADER = "TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS\n"


def line(number: int, artist: int, *tags: str) -> str:
    cells = (f"track_{number:07}", f"artist_{artist:06}", "album_1", f"14/{number}.mp3", "124.6", *tags)
    return "\t".join(cells) + "\n"


def test_one_table(tmp_path: Path) -> None:
    table = tmp_path / "autotagging.tsv"
    table.write_text(
        HEADER + line(214, 14, "mood/theme---calm", "genre---punkrock") + line(3, 2, "genre---pop")
    )
    manifest = load(table, Options())
    assert manifest.tags == {"pop": "genre", "punkrock": "genre", "calm": "mood/theme"}
    first = manifest.tracks[0]
    assert (first.id, first.artist, first.duration_seconds) == ("track_0000214", "artist_000014", 124.6)
    assert (first.path, first.tags, first.split) == ("14/214.mp3", ("calm", "punkrock"), "")
    assert manifest.audio_path(first) == tmp_path / "audio/14/214.mp3"
    assert load(table, Options(low=True)).tracks[0].path == "14/214.low.mp3"


def test_official_splits(tmp_path: Path) -> None:
    folder = tmp_path / "splits/split-2"
    folder.mkdir(parents=True)
    for number, name in enumerate(("train", "validation", "test")):
        (folder / f"autotagging_genre-{name}.tsv").write_text(HEADER + line(number, number, "genre---pop"))
    manifest = load(tmp_path, Options(subset="autotagging_genre", split=2))
    assert [track.split for track in manifest.tracks] == ["train", "valid", "test"]
    assert manifest.split_by == "artist"
    write_manifest(manifest, tmp_path / "m.jsonl")
    assert validate(tmp_path / "m.jsonl") == []
    with pytest.raises(ManifestError, match=r"split-4/autotagging-train\.tsv is not there"):
        load(tmp_path, Options(split=4))


def test_what_is_wrong_with_a_table_is_said(tmp_path: Path) -> None:
    table = tmp_path / "t.tsv"
    table.write_text("ID\tPATH\n")
    with pytest.raises(ManifestError, match="does not start with the columns TRACK_ID, ARTIST_ID"):
        load(table, Options())
    table.write_text(HEADER + "track_1\tartist_1\n")
    with pytest.raises(ManifestError, match="line 2: 2 cells"):
        load(table, Options())
