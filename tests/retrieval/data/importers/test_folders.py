"""A folder for each tag."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.folders import Options, load
from retrieval.data.manifest import validate, write_manifest
from retrieval.data.manifest_validation import ManifestError


def test_a_folders_name_is_the_tag_of_all_below_it(tmp_path: Path) -> None:
    for name in (
        "Happy/one.mp3",
        "Happy/more/two.FLAC",
        "calm & slow/one.mp3",
        "sad/notes.txt",
        "sad/three.wv",
        "loose.mp3",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "Happy" / "._one.mp3").touch()
    manifest = load(tmp_path, Options())
    assert manifest.tags == {"calm & slow": "mood", "happy": "mood", "sad": "mood"}
    assert {track.id: track.tags for track in manifest.tracks} == {
        "Happy/more/two.FLAC": ("happy",),
        "Happy/one.mp3": ("happy",),
        "calm & slow/one.mp3": ("calm & slow",),
        "sad/three.wv": ("sad",),
    }
    write_manifest(manifest, tmp_path / "m.jsonl")
    assert validate(tmp_path / "m.jsonl", audio=True) == []
    assert load(tmp_path, Options(category="genre")).tags["happy"] == "genre"


def test_a_folder_without_folders_of_music_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loose.mp3").touch()
    with pytest.raises(ManifestError, match="holds no folders of music"):
        load(tmp_path, Options())
