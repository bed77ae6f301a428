"""DEAM: ratings of whole songs become moods of four quarters, and nothing near the middle."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.deam import Options, load
from retrieval.data.manifest import read_manifest, validate, write_manifest
from retrieval.data.manifest_validation import ManifestError

FIRST = "song_id, valence_mean, valence_std, arousal_mean, arousal_std\n"
SECOND = "song_id, valence_mean, valence_std, valence_ max_mean, arousal_mean, arousal_std\n"


def songs(root: Path) -> Path:
    folder = root / "annotations" / "annotations averaged per song" / "song_level"
    folder.mkdir(parents=True)
    (folder / "static_annotations_averaged_songs_1_2000.csv").write_text(
        f"{FIRST}2,7.0,0.94,8.0,0.63\n3,2.6,1.7,7,1.6\n4,3,1,2,1\n5,5.1,1,9,1\n"
    )
    (folder / "static_annotations_averaged_songs_2000_2058.csv").write_text(f"{SECOND}2001,8,1,9,2,1\n")
    (root / "MEMD_audio").mkdir()
    for name in ("2", "2001"):
        (root / "MEMD_audio" / f"{name}.mp3").touch()
    return root


def test_each_quarter_is_a_mood(tmp_path: Path) -> None:
    write_manifest(load(songs(tmp_path), Options()), tmp_path / "m.jsonl")
    assert len(validate(tmp_path / "m.jsonl", audio=True)) == 3, "songs whose audio is not there"
    tracks = {track.id: track for track in read_manifest(tmp_path / "m.jsonl").tracks}
    tags = {key: track.tags for key, track in tracks.items()}
    assert tags == {"2": ("happy",), "3": ("tense",), "4": ("sad",), "5": (), "2001": ("calm",)}
    assert tracks["2"].path == "MEMD_audio/2.mp3" and tracks["2"].extra == {"valence": 0.5, "arousal": 0.75}
    assert tracks["5"].extra["unknown_tags"] == ["happy", "tense", "sad", "calm"]


def test_other_names_for_the_quarters(tmp_path: Path) -> None:
    moods = "exciting,angry,sad,tender"
    manifest = load(songs(tmp_path), Options(moods=moods, clear=0))
    assert list(manifest.tags) == moods.split(",")
    assert manifest.tracks[3].tags == ("exciting",)
    with pytest.raises(ManifestError, match="--moods happy,sad: give four different moods"):
        load(tmp_path, Options(moods="happy,sad"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ManifestError, match="name the folder that DEAM_Annotations"):
        load(tmp_path / "empty", Options())
