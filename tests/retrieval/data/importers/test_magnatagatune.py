"""MagnaTagATune: the customary subset and folders, or a split that divides no artist."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.magnatagatune import Options, load
from retrieval.data.manifest import validate, write_manifest
from retrieval.data.manifest_validation import ManifestError

FOLDERS = "0123456789abcdef"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """One clip a folder: guitar on all but the last, harp on the first two; a new artist every third."""
    clips = ['"clip_id"\t"guitar"\t"harp"\t"no piano"\t"mp3_path"']
    about = [
        "clip_id\ttrack_number\ttitle\tartist\talbum\turl\tsegmentStart\tsegmentEnd\toriginal_url\tmp3_path"
    ]
    for number, folder in enumerate(FOLDERS):
        guitar, harp = int(folder != "f"), int(number < 2)
        clips.append(f'"{number}"\t"{guitar}"\t"{harp}"\t"0"\t"{folder}/clip-{number}.mp3"')
        about.append(f'{number}\t1\tThe "Song"\tartist {number // 3}\tAlbum\t\t29\t58\t\t{folder}/clip.mp3')
    (tmp_path / "annotations_final.csv").write_text("\n".join(clips) + "\n")
    (tmp_path / "clip_info_final.csv").write_text("\n".join(about) + "\n")
    return tmp_path


def test_folders_are_splits(source: Path) -> None:
    manifest = load(source, Options(keep_untagged=True))
    splits = {track.path[0]: track.split for track in manifest.tracks}
    assert splits == {f: "valid" if f == "c" else "test" if f in "def" else "train" for f in FOLDERS}
    # artist 4 has clips in c, d and e.
    assert manifest.split_by == "track"
    write_manifest(manifest, source / "m.jsonl")
    assert validate(source / "m.jsonl") == []


def test_clips_tell_what_clip_info_says(source: Path) -> None:
    track = load(source, Options()).tracks[3]
    assert (track.artist, track.title, track.duration_seconds) == ("artist 1", 'The "Song"', 29.0)
    assert track.extra == {"album": "Album", "start_seconds": 29.0}


def test_the_clean_subset_keeps_top_tags_and_tagged_clips(source: Path) -> None:
    manifest = load(source, Options(top=1))
    assert list(manifest.tags) == ["guitar"]
    assert [track.path[0] for track in manifest.tracks] == list(FOLDERS[:-1])
    everything = load(source, Options(top=0, keep_untagged=True))
    assert list(everything.tags) == ["guitar", "harp", "no piano"]
    assert len(everything.tracks) == 16


def test_clips_without_bytes_are_left_out(source: Path) -> None:
    for folder, content in (("0", b""), ("1", b"sound")):
        (source / folder).mkdir()
        (source / folder / f"clip-{folder}.mp3").write_bytes(content)
    assert [track.id for track in load(source, Options()).tracks][:2] == ["1", "2"]


def test_the_artist_split_divides_nobody(source: Path) -> None:
    manifest = load(source, Options(split="artist", keep_untagged=True))
    assert manifest.split_by == "artist"
    assert len({(track.artist, track.split) for track in manifest.tracks}) == 6
    with pytest.raises(ManifestError, match="choose folders or artist"):
        load(source, Options(split="song"))


def test_a_path_outside_the_folders_is_told(source: Path) -> None:
    table = source / "annotations_final.csv"
    table.write_text(table.read_text().replace("3/clip-3", "x/clip-3"))
    with pytest.raises(
        ManifestError, match=r"line 5: 'x/clip-3\.mp3' does not lie in one of the folders 0 to f"
    ):
        load(source, Options())
