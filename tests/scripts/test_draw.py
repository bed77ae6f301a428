"""`python -m scripts.draw`: pictures where they were asked for, mistakes in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from encoders.registry import create_audio
from retrieval.tagger import Tag, Tagger
from scripts import draw


def test_a_track_is_drawn_and_the_picture_is_named(
    tmp_path: Path, rng: np.random.Generator, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=2, dimension=1)
    Tagger(encoder, (Tag("jazz", "genre"),)).save(tmp_path / "b", {}, {})
    soundfile.write(tmp_path / "a.wav", 0.1 * rng.standard_normal(80_000), 16_000)
    picture = tmp_path / "a.png"
    draw.main(["timeline", str(tmp_path / "a.wav"), "--bundle", str(tmp_path / "b"), "--out", str(picture)])
    assert capsys.readouterr().out == f"{picture}\n"
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_mistakes_are_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "metrics.jsonl").write_text('{"epoch": 1, "loss": 1.0}\n')
    for arguments, said in (
        (["timeline", "a.wav", "--bundle", str(tmp_path)], "is not a bundle|no bundle"),
        (["losses", str(tmp_path / "nowhere")], "holds no metrics.jsonl"),
    ):
        with pytest.raises(SystemExit, match=said):
            draw.main([*arguments, "--out", str(tmp_path / "a.png")])
    with pytest.raises(SystemExit, match="cannot write"):
        draw.main(["losses", str(tmp_path), "--out", str(tmp_path / "metrics.jsonl" / "a.png")])
