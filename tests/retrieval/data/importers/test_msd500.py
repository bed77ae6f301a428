"""MSD500: annotations with scores, artists and splits from files beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.data.importers.msd500 import Options, load
from retrieval.data.manifest import validate, write_manifest
from retrieval.data.manifest_validation import ManifestError

ROWS = (
    ("TRA", "Hip-Hop", "hip hop", "genre", "100"),
    ("TRA", "hiphop", "hip hop", "genre", "20"),
    ("TRA", 'the "80s', "80s", "decade", "0"),
    ("TRB", "80s", "80s", "decade", "60"),
    ("TRB", "Hip-Hop", "hip hop", "genre", "30"),
    ("TRC", "sunny", "sunny", "mood", "40"),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "track_tags.tsv").write_text("".join("\t".join(row) + "\n" for row in ROWS))
    return tmp_path


def test_annotations_become_tracks(source: Path) -> None:
    manifest = load(source, Options())
    assert manifest.tags == {"hip hop": "genre", "80s": "decade", "sunny": "mood"}
    assert [(track.id, track.tags) for track in manifest.tracks] == [
        ("TRA", ("hip hop",)),
        ("TRB", ("80s", "hip hop")),
        ("TRC", ("sunny",)),
    ]
    assert manifest.tracks[0].extra == {"tag_scores": {"hip hop": 100}}
    write_manifest(manifest, source / "m.jsonl")
    assert validate(source / "m.jsonl") == []


def test_a_header_line_and_commas_are_read_too(source: Path) -> None:
    rows = [("song_id", "original_tag", "cleaned_tag", "tag_category", "score"), *ROWS]
    (source / "t.csv").write_text("".join(",".join(row) + "\n" for row in rows))
    assert load(source / "t.csv", Options()).tracks == load(source, Options()).tracks


def test_scores_top_and_original_tags(source: Path) -> None:
    assert [track.id for track in load(source, Options(min_score=50)).tracks] == ["TRA", "TRB"]
    assert [track.tags for track in load(source, Options(top=1)).tracks] == [("hip hop",), ("hip hop",)]
    assert load(source, Options(original=True)).tracks[0].tags == ("Hip-Hop", "hiphop")


def test_artists_audio_and_splits(source: Path) -> None:
    (source / "unique_tracks.txt").write_text("TRA<SEP>SOA<SEP>Ada<SEP>One\nTRB<SEP>SOB<SEP>Bo<SEP>Two\n")
    (source / "audio/A/B").mkdir(parents=True)
    (source / "audio/A/B/TRB.mp3").touch()
    np.save(source / "train_ids.npy", np.array(["0//TRA", "2//TRC"]))
    np.save(source / "test_ids.npy", np.array(["1//TRB"]))
    artists, audio = str(source / "unique_tracks.txt"), str(source / "audio")
    first, second, third = load(source, Options(artists=artists, audio=audio)).tracks
    assert (first.artist, first.title, first.split, first.path) == ("Ada", "One", "train", "")
    assert (second.artist, second.split, second.path) == ("Bo", "test", "A/B/TRB.mp3")
    assert (third.artist, third.split) == ("", "train")


def test_pickled_arrays_are_refused(source: Path) -> None:
    np.save(source / "test_ids.npy", np.array(["TRA", 3], dtype=object), allow_pickle=True)
    with pytest.raises(ManifestError, match=r"test_ids\.npy is no plain array of text"):
        load(source, Options())


def test_a_line_of_other_columns_is_told(source: Path) -> None:
    (source / "track_tags.tsv").write_text("TRA\trock\n")
    with pytest.raises(ManifestError, match="line 1: 2 cells; song_id, original_tag"):
        load(source, Options())
