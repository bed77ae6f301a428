"""The demo must show every track it heard, under the name its file carries, and fit 80 columns."""

from __future__ import annotations

from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
import torch

from encoders.registry import create_audio
from retrieval.calibration import Calibration
from retrieval.tagger import Tag, Tagger
from scripts import demo

TAGS = (Tag("jazz", "genre"), Tag("drum and bass", "genre"), Tag("calm", "mood"), Tag("loud", "energy"))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    calibration = Calibration(np.full(4, 1e-3, np.float32), np.array([-3, 2, 1, 0], np.float32))
    Tagger(create_audio("short_chunk_cnn", width=2, dimension=4), TAGS, calibration).save(
        tmp_path / "bundle", {}, {}
    )
    return tmp_path / "bundle"


def test_the_table(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = tmp_path / "library"
    library.mkdir()
    rng = np.random.default_rng(0)
    for name, gain in (("a.flac", 0.1), ("b.flac", 0.0)):
        soundfile.write(library / name, gain * rng.uniform(-1, 1, 64000), 16000)
    named = mutagen.File(library / "a.flac")
    named["title"], named["artist"] = "Night Bus", "The Lanterns"
    named.save()
    demo.main(["--library", str(library), "--bundle", str(bundle)])
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[0] == ["Track", "Genre", "Mood"]
    assert lines[2:5] == [
        ["Night", "Bus", "drum", "and", "bass", "88", "%", "calm"],
        ["The", "Lanterns", "jazz"],
        ["b", "silent", "silent"],
    ]
    assert lines[5][:5] == ["2", "tracks,", "0:08", "of", "music,"]


def test_no_line_is_wider_than_eighty(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    library.mkdir()
    soundfile.write(library / f"{'long ' * 30}.flac", np.ones(16000) * 0.1, 16000)
    demo.main(["--library", str(library), "--bundle", str(bundle)])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_an_empty_library_is_explained(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no music in"):
        demo.main(["--library", str(tmp_path)])
