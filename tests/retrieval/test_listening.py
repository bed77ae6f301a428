"""Ears hear every part of a track, of whatever length."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from encoders.waveform import AudioFileError
from retrieval import listening
from retrieval.listening import Ears
from tests.retrieval.library_toys import CHUNK_SAMPLES, RATE, TORCH, toy_bundle

HOURS, SLOW_RATE = 8, 200


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a whole night."""
    path = tmp_path_factory.mktemp("night") / "night.flac"
    hour = 0.3 * np.sin(np.arange(3600 * SLOW_RATE) * 0.3)
    with soundfile.SoundFile(path, "w", SLOW_RATE, 1) as file:
        for _ in range(HOURS):
            file.write(hour)
    return path


def test_of_what_is_too_long_moments_are_heard_from_start_to_end(
    night: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "LONG_SECONDS", 600.0)
    ears = Ears.load(toy_bundle(tmp_path / "bundle"), TORCH)
    track, facts = ears.hear("0" * 64, night, None)
    assert len(track.segments) == int(600 * RATE / CHUNK_SAMPLES) and track.segments.any(axis=1).all()
    gaps = np.diff(track.starts_seconds)
    assert track.starts_seconds[0] == 0 and gaps.max() < 1.01 * gaps.min()
    assert track.starts_seconds[-1] + track.chunk_seconds == pytest.approx(HOURS * 3600, abs=1)
    assert facts.duration_seconds == pytest.approx(HOURS * 3600, abs=1)
    assert f"of {HOURS}.0 hours, {len(track.segments)} moments evenly spread were heard" in facts.problems[-1]
    assert not ears.hear("0" * 64, night, 3)[1].problems
    with pytest.raises(AudioFileError, match="limit"):
        ears.hear("0" * 64, night, 100_000)
