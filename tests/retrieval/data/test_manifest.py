"""Manifests come back as they were written, and say what their tracks carry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.data.manifest import (
    Listen,
    Listens,
    Manifest,
    ManifestError,
    Passage,
    Texts,
    Track,
    read_any,
    read_listens,
    read_manifest,
    read_texts,
    write_manifest,
)

VOCABULARY = {"piano": "instrument", "calm": "mood", "rock": "genre"}


def a_manifest(root: Path) -> Manifest:
    tracks = (
        Track("a", "audio/a.opus", "Ada", "Môrning", "train", 30.5, ("piano", "calm"), {"seed": 3}),
        Track("b", "audio/b.opus", "Bo", split="test", tags=("rock",), extra={"unknown_tags": ["calm"]}),
        Track("c"),
    )
    return Manifest(tracks, VOCABULARY, root, name="three", extra={"licence": "CC0"})


def test_what_was_written_is_read(tmp_path: Path) -> None:
    manifest = a_manifest(tmp_path)
    write_manifest(manifest, tmp_path / "m.jsonl")
    assert read_manifest(tmp_path / "m.jsonl") == manifest
    assert list(read_manifest(tmp_path / "m.jsonl").tags) == list(VOCABULARY)

    texts = Texts(
        (
            Passage("p", "It rained.", "Ada", "Rain", "train", ("sad",), -0.5, -0.25, {"page": 3}),
            Passage("q", "x"),
        ),
        {"sad": "emotion"},
        name="two",
    )
    write_manifest(texts, tmp_path / "t.jsonl")
    assert read_texts(tmp_path / "t.jsonl") == texts

    listens = Listens((Listen("u", "Ada", 3), Listen("u", "Bo", 1.5)), "artist", name="u")
    write_manifest(listens, tmp_path / "l.jsonl")
    assert read_listens(tmp_path / "l.jsonl") == listens
    assert [type(read_any(tmp_path / f"{name}.jsonl")) for name in "mtl"] == [Manifest, Texts, Listens]


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_manifest(a_manifest(tmp_path), tmp_path / "one.jsonl")
    write_manifest(read_manifest(tmp_path / "one.jsonl"), tmp_path / "two.jsonl")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_matrix_follows_the_vocabulary_asked_for(tmp_path: Path) -> None:
    manifest = a_manifest(tmp_path)
    matrix = manifest.matrix(["rock", "piano", "zither"])
    assert matrix.dtype == bool
    np.testing.assert_array_equal(matrix, [[0, 1, 0], [1, 0, 0], [0, 0, 0]])


def test_unknown_tags_and_tags_never_spoken_of_are_not_known(tmp_path: Path) -> None:
    known = a_manifest(tmp_path).known(["rock", "calm", "zither"])
    np.testing.assert_array_equal(known, [[1, 1, 0], [1, 0, 0], [1, 1, 0]])


def test_a_split_keeps_the_vocabulary(tmp_path: Path) -> None:
    train = a_manifest(tmp_path).split("train")
    assert [track.id for track in train.tracks] == ["a"]
    assert train.tags == VOCABULARY
    with pytest.raises(ManifestError, match="no split 'validation': choose from train, valid, test"):
        train.split("validation")


def test_audio_is_found_from_the_manifests_folder(tmp_path: Path) -> None:
    manifest = a_manifest(tmp_path)
    assert manifest.audio_path(manifest.tracks[0]) == tmp_path / "audio/a.opus"
    with pytest.raises(ManifestError, match="track 'c' of three has no audio"):
        manifest.audio_path(manifest.tracks[2])


@pytest.mark.parametrize("folder", ["collection", ".", "elsewhere"])
def test_paths_hold_after_writing_to_another_folder(tmp_path: Path, folder: str) -> None:
    root = tmp_path / "collection"
    (root / "audio").mkdir(parents=True)
    (root / "audio/a.opus").write_bytes(b"x")
    manifest = replace(a_manifest(root), tracks=a_manifest(root).tracks[:1])
    write_manifest(manifest, tmp_path / folder / "m.jsonl")
    moved = read_manifest(tmp_path / folder / "m.jsonl")
    assert moved.audio_path(moved.tracks[0]).read_bytes() == b"x"
    assert Path(moved.tracks[0].path).is_absolute() == (folder == "elsewhere")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tags": ("flute",)}, 'line 2: tag "flute"'),
        ({"duration_seconds": float("nan")}, "line 2: NaN is no JSON number"),
        ({"path": "../a.opus"}, "line 2: path"),
        ({"title": "\udcff"}, "cannot be written as UTF-8"),
    ],
)
def test_a_faulty_manifest_is_not_written(tmp_path: Path, change: dict[str, object], message: str) -> None:
    manifest = a_manifest(tmp_path)
    faulty = replace(manifest, tracks=(replace(manifest.tracks[0], **change),))
    with pytest.raises(ManifestError, match=message):
        write_manifest(faulty, tmp_path / "m.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_manifest(tmp_path: Path) -> None:
    manifest = a_manifest(tmp_path)
    write_manifest(manifest, tmp_path / "m.jsonl")
    twice = replace(manifest, tracks=(manifest.tracks[0], manifest.tracks[0]))
    with pytest.raises(ManifestError, match="was on line 2 already"):
        write_manifest(twice, tmp_path / "m.jsonl")
    assert read_manifest(tmp_path / "m.jsonl") == manifest


def test_the_wrong_kind_is_refused_by_name(tmp_path: Path) -> None:
    write_manifest(Listens((), "artist"), tmp_path / "l.jsonl")
    with pytest.raises(ManifestError, match="a manifest of listens, and tracks are needed"):
        read_manifest(tmp_path / "l.jsonl")
    with pytest.raises(ManifestError, match=r"cannot read the manifest .*none\.jsonl: No such file"):
        read_manifest(tmp_path / "none.jsonl")
