"""`python -m scripts.words`: neighbours side by side, training, mistakes in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from encoders.base import CONFIG_FILE
from encoders.text.word2vec import Config, Word2Vec
from scripts import words

WORDS = ["jazz", "swing", "bebop", "metal", "deep_house"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    angles = np.deg2rad([0, 10, 20, 90, 70])
    table = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    Word2Vec(Config(), WORDS, table).save(tmp_path / "model")
    return tmp_path / "model"


def test_neighbours_stand_side_by_side(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words.main(["nearest", "jazz", "deep house", "--model", str(model), "--top", "2"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[1:] == [
        ["jazz", "deep", "house"],
        ["swing", "0.98", "metal", "0.94"],
        ["bebop", "0.94", "bebop", "0.64"],
    ]


def test_words_to_choose_from_can_be_given(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tags.txt").write_text("metal\tgenre\n\njazz\nzither\n")
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(
        '{"leitmotif_manifest": 1, "kind": "tracks", "tags": {"bebop": "genre", "deep house": "genre"}}\n'
        '{"id": "a", "tags": ["bebop", "deep house"]}\n'
    )
    for given, expected in (("--among", "metal"), ("--manifest", "bebop")):
        file = tmp_path / "tags.txt" if given == "--among" else manifest
        words.main(["nearest", "swing", "jazz", "--model", str(model), given, str(file), "--top", "1"])
        assert f"{expected} 0." in " ".join(capsys.readouterr().out.split())


def test_words_that_nothing_is_near_to_are_remarked_on(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tags.txt").write_text("metal\n")
    words.main(
        ["nearest", "jazz", "deep house", "--model", str(model), "--among", str(tmp_path / "tags.txt")]
    )
    told = capsys.readouterr().out
    assert "note: none of them is near 'jazz'" in told and "near 'deep house'" not in told


def test_unknown_words_are_told_with_those_written_alike(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words.main(["nearest", "jazz", "bebob", "metal polka", "--model", str(model)])
    told = capsys.readouterr().out
    assert "unknown: bebob (nearest in spelling: bebop)" in told
    assert "unknown: polka in 'metal polka' (nothing like it)" in told
    with pytest.raises(SystemExit) as stopped:
        words.main(["nearest", "bebob", "--model", str(model)])
    assert stopped.value.code == 1


def test_vectors_of_a_file_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "v.txt").write_text("jazz 1 0\nswing 1 0.1\nmetal 0 1\n")
    words.main(["nearest", "jazz", "--vectors", str(tmp_path / "v.txt"), "--top", "1"])
    assert "swing 1.00" in " ".join(capsys.readouterr().out.split())


def test_the_packaged_encoder_chooses_among_the_shipped_tags(capsys: pytest.CaptureFixture[str]) -> None:
    words.main(["nearest", "pianos", "--top", "1"])
    assert "piano 0." in " ".join(capsys.readouterr().out.split())


def test_a_model_is_trained_and_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("slow jazz, fast metal.\n" * 30)
    out = tmp_path / "out"
    small = ["--dimension", "8", "--epochs", "1", "--min-count", "2"]
    words.main(["train", str(tmp_path / "texts"), "--out", str(out), *small])
    told = capsys.readouterr()
    assert told.out == f"{out}\n" and "120 words in 1 file" in told.err
    assert (out / CONFIG_FILE).is_file()
    words.main(["nearest", "jazz", "--model", str(out)])


def test_mistakes_are_told_in_one_sentence(model: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n")
    for arguments, said in (
        (["nearest", "jazz", "--model", str(tmp_path)], "is no saved text encoder"),
        (["nearest", "jazz", "--vectors", str(tmp_path / "x")], "there is no file"),
        (["nearest", "jazz", "--encoder", "bert"], "no text encoder 'bert': choose from distilbert"),
        (["nearest", "jazz", "--model", str(model), "--among", str(tmp_path / "x")], "cannot read words"),
        (
            ["nearest", "jazz", "--model", str(model), "--among", str(tmp_path / "empty.txt")],
            "holds no words",
        ),
        (["nearest", "jazz", "--model", str(model), "--manifest", str(tmp_path / "x")], "x"),
        (["train", str(tmp_path / "x"), "--out", str(tmp_path / "y")], "there is no folder"),
        (["train", str(model), "--out", str(tmp_path / "y")], "holds no texts"),
    ):
        with pytest.raises(SystemExit, match=said):
            words.main(arguments)
