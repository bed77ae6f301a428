"""Emotify: genres are tags, felt emotions are shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.emotify import EMOTIONS, Options, load
from retrieval.data.manifest import read_manifest, validate, write_manifest
from retrieval.data.manifest_validation import ManifestError
from retrieval.evaluation.mood_songs import mood_songs, moods_in

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


def test_felt_moods_become_tags_on_request(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(f"{HEADER}\na.opus,pop,20,.9,.1,.35,.3,.8,.0,.15,.16,.0\n")
    manifest = load(tmp_path, Options(moods=True))
    assert manifest.tracks[0].tags == ("pop", "tender", "calm")
    assert manifest.tracks[0].extra["unknown_tags"] == ["nostalgic", "tense"]
    assert manifest.tags["pop"] == "genre" and manifest.tags["joyful"] == "mood"
    write_manifest(manifest, tmp_path / "m.jsonl")
    plain = load(tmp_path, Options())
    names = moods_in(manifest)
    assert names == moods_in(plain)
    one, other = mood_songs(manifest, names), mood_songs(plain, names)
    assert (one.truth == other.truth).all() and (one.known == other.known).all()


def test_answers_become_shares(tmp_path: Path) -> None:
    told = ["track id, genre," + ", ".join(EMOTIONS) + ", mood, liked, mother tongue"]
    told += [
        "1,classical, 1,0,0,0,1,0,0,0,0,3,1,Dutch",
        "1,classical, 0,1,0,0,1,0,0,0,0,3,1,English",
        f"102,rock{',0' * 8},1,3,0,Dutch",
        f"303,pop{',0' * 9},3,0,Dutch",
    ]
    (tmp_path / "data.csv").write_text("\n".join(told))
    for name in ("classical/1.mp3", "rock/2.mp3", "pop/303.mp3", "rock/1.mp3"):
        (tmp_path / "music" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "music" / name).touch()
    tracks = load(tmp_path, Options()).tracks
    assert [track.path for track in tracks] == [
        "music/classical/1.mp3",
        "music/rock/2.mp3",
        "music/pop/303.mp3",
    ]
    assert (tracks[0].id, tracks[0].tags, tracks[0].extra["annotators"]) == (
        "classical_001",
        ("classical",),
        2,
    )
    assert tracks[0].extra["emotions"]["calmness"] == 1 and tracks[0].extra["emotions"]["solemnity"] == 0.5
    assert tracks[1].extra["emotions"]["sadness"] == 1


def test_what_is_wrong_with_a_table_is_said(tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(f"{HEADER}\na.opus,pop,20,.9,.1,.2,.3,.4,.5,.6,.7,much\n")
    with pytest.raises(ManifestError, match="line 2: column 'sadness' is 'much', not a number"):
        load(tmp_path, Options())
    labels.write_text(f"{HEADER.removeprefix('file,')}\npop,20{',0' * 9}\n")
    with pytest.raises(ManifestError, match="line 2: neither a 'file' nor a 'track id'"):
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
