"""The command `render_corpus`: the held-out tracks alone, on demand."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.manifest import read_manifest
from retrieval.data.starter.fluid import SoundFontError, require
from scripts import render_corpus


@pytest.fixture(autouse=True)
def sound_fonts() -> None:
    try:
        require()
    except SoundFontError as error:
        pytest.skip(str(error))


def test_held_out_tracks_can_be_rendered_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITMOTIF_HOME", str(tmp_path / "home"))
    shared = ["--held-out", "--seconds=5", "--seed=3", "--workers=1", f"--out={tmp_path / 'corpus'}"]
    render_corpus.main([*shared, "--tracks=8"])
    (track,) = read_manifest(tmp_path / "corpus" / "manifest.jsonl").tracks
    assert (track.id, track.split) == ("starter-3-000007", "test")


def test_too_few_tracks_to_hold_any_out_is_a_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        render_corpus.main(["--held-out", "--tracks=7", f"--out={tmp_path / 'corpus'}"])
    assert ended.value.code == 2 and "--tracks 8 or more" in capsys.readouterr().err
