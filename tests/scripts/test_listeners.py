"""The listeners command: two files that other commands read, the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.manifest import Manifest, Track, read_listens, read_manifest, write_manifest
from scripts.listeners import main


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    tracks = tuple(
        Track(f"t{number}", f"audio/{number}.flac", f"artist {number // 2}", split="train", tags=("techno",))
        for number in range(30)
    )
    write_manifest(Manifest(tracks, {"techno": "genre"}, tmp_path, "toy"), tmp_path / "manifest.jsonl")
    return tmp_path


def test_scenes_and_listens_are_written(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--manifest", str(corpus / "manifest.jsonl"), "--users", "20", "--seed", "5"]
    main([*command, "--out", str(corpus)])
    told = capsys.readouterr().out
    assert "scenes.jsonl: 30 tracks, 31 tags" in told and "listens.jsonl: 20 listeners" in told
    scenes = read_manifest(corpus / "scenes.jsonl")
    assert [track.path for track in scenes.tracks] == [f"audio/{number}.flac" for number in range(30)]
    listens = read_listens(corpus / "listens.jsonl")
    assert {listen.item for listen in listens.listens} <= {track.id for track in scenes.tracks}
    main([*command, "--out", str(corpus / "again")])
    assert (corpus / "again" / "listens.jsonl").read_bytes() == (corpus / "listens.jsonl").read_bytes()


def test_a_corpus_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="cannot read the manifest"):
        main(["--manifest", str(tmp_path / "none.jsonl"), "--out", str(tmp_path)])
