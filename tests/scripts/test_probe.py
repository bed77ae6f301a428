"""The probe command: a table, the same figures as JSON, and words for mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.data.manifest import Listen, Listens, Manifest, Track, write_manifest
from scripts.probe import main


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    tracks = tuple(
        Track(f"t{n}", split=("train", "train", "test")[n % 3], tags=("even",) if n % 2 == 0 else ("odd",))
        for n in range(60)
    )
    write_manifest(Manifest(tracks, {"even": "tag", "odd": "tag"}, tmp_path, "toy"), tmp_path / "m.jsonl")
    plays = tuple(
        Listen(f"u{user}", f"t{n}", 1.0 + n % 7) for user in range(20) for n in range(user % 2, 60, 2)
    )
    write_manifest(Listens(plays, "track"), tmp_path / "l.jsonl")
    return ["--listens", str(tmp_path / "l.jsonl"), "--manifest", str(tmp_path / "m.jsonl")]


def test_figures_are_printed_and_written(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*command, "--set", "dimension=4", "--json", str(tmp_path / "r.json")])
    assert "matrix_factorization, 4" in capsys.readouterr().out
    (table,) = json.loads((tmp_path / "r.json").read_text())["tables"].values()
    assert table[0]["ROC-AUC"]["value"] == 1.0


def test_mistakes_are_told(command: list[str]) -> None:
    with pytest.raises(SystemExit, match="no setting 'factors': choose from dimension, weighting"):
        main([*command, "--set", "factors=4"])
    with pytest.raises(SystemExit, match="no weighting 'tfidf'"):
        main([*command, "--set", "weighting=tfidf"])
    with pytest.raises(SystemExit, match="this is a manifest of listens, and tracks are needed here"):
        main([*command[:2], "--manifest", command[1]])
