"""Pictures must show what was measured, come out the same every time, and refuse with one sentence."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from PIL import Image

from encoders.registry import create_audio
from encoders.waveform import Recording
from retrieval.calibration import Calibration
from retrieval.evaluation.learning_picture import apart, draw_learning, read_curves
from retrieval.evaluation.pictures import PictureError
from retrieval.evaluation.timeline_picture import draw_timeline, hear, log_mel, telling
from retrieval.tagger import Tag, TaggedTrack, Tagger

RATE = 16_000
TAGS = (Tag("jazz", "genre"), Tag("rock", "genre"), Tag("calm", "mood"), Tag("odd", "made up"))


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    """Hears jazz, calm and odd in whatever sounds."""
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=2, dimension=len(TAGS), chunk_samples=33_000)
    return Tagger(
        encoder, TAGS, Calibration(np.full(4, 1e-3, np.float32), np.array([2, -4, 1, 3], np.float32))
    )


def recording(samples: np.ndarray) -> Recording:
    return Recording(samples.astype(np.float32), RATE, 0.0, samples.size / RATE, ())


def size_of(picture: Path) -> tuple[int, int]:
    with Image.open(picture) as image:
        return image.size


def track(chunks: np.ndarray) -> TaggedTrack:
    count = len(chunks)
    return TaggedTrack(
        np.arange(count), 1.0, chunks, np.ones(count, bool), chunks.mean(axis=0), float(count), ()
    )


def test_a_timeline_has_the_size_of_a_readme_and_the_same_bytes_again(
    tagger: Tagger, rng: np.random.Generator, tmp_path: Path
) -> None:
    music = tmp_path / "cash $$$ 愛.wav"
    soundfile.write(music, 0.1 * rng.standard_normal(5 * RATE), RATE)
    drawn = []
    for name in ("a.png", "b.png"):
        draw_timeline(music, tagger, tmp_path / name)
        drawn.append((tmp_path / name).read_bytes())
    assert drawn[0] == drawn[1]
    assert size_of(tmp_path / "a.png") == (1600, 1000)


@pytest.mark.parametrize("samples", [np.zeros(RATE), 0.1 * np.ones(40)])
def test_silence_and_scraps_are_drawn_too(tagger: Tagger, tmp_path: Path, samples: np.ndarray) -> None:
    music = tmp_path / "hush.wav"
    soundfile.write(music, samples, RATE)
    draw_timeline(music, tagger, tmp_path / "hush.png")
    assert (tmp_path / "hush.png").stat().st_size > 1000


def test_a_recording_is_heard_in_overlapping_chunks_from_start_to_end(
    tagger: Tagger, rng: np.random.Generator
) -> None:
    sound = 0.1 * rng.standard_normal(6 * RATE)
    sound[: 4 * RATE] = 0
    heard = hear(recording(sound), tagger)
    step = np.diff(heard.starts_seconds)
    assert heard.starts_seconds[0] == 0 and step.max() <= heard.chunk_seconds / 4 + 1e-4
    assert heard.starts_seconds[-1] + heard.chunk_seconds == pytest.approx(6, abs=1e-3)
    assert not heard.audible[0] and heard.audible[-1]
    assert heard.probabilities[0] == pytest.approx(0.88, abs=0.01)  # silence counts for nothing


def test_telling_tags_are_likely_or_come_and_go_and_keep_to_their_category() -> None:
    chunks = np.tile(np.array([0.5, 0.02, 0.3, 0.9], np.float32), (4, 1))
    chunks[:2, 1] = 0.98  # rock comes and goes
    chunks[:, 2] = 0.2  # calm is never heard
    rows = telling(track(chunks), TAGS)
    assert [row.tag.name for row in rows] == ["rock", "jazz", "odd"]
    np.testing.assert_array_equal(rows[0].heard, chunks[:, 1])


def test_a_spectrogram_shows_a_tone_where_and_when_it_sounds() -> None:
    time = np.arange(4 * RATE) / RATE
    mel = log_mel(recording(0.5 * np.sin(2 * np.pi * 1000 * time) * (time >= 2)), columns=100)
    assert mel.shape == (128, 100)
    band = int(np.argmax(mel[:, 75]))
    assert band == pytest.approx(128 * 1000 / 2840, abs=2)  # 1000 mel of the 2840 below 8 kHz
    assert mel[band, 75] - mel[band, 25] > 60


def test_curves_are_read_as_they_were_written_and_drawn(tmp_path: Path) -> None:
    lines = [{"epoch": 1, "loss": 0.7, "learning_rate": 0.1}, {"epoch": 2, "loss": 0.5, "roc_auc": 0.8}]
    (tmp_path / "metrics.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    epochs, curves = read_curves(tmp_path)
    assert epochs.tolist() == [1, 2] and curves["loss"].tolist() == [0.7, 0.5]
    assert np.isnan(curves["roc_auc"][0])
    draw_learning(tmp_path, tmp_path / "out" / "curves.png")
    assert size_of(tmp_path / "out" / "curves.png") == (1600, 1000)


@pytest.mark.parametrize(
    ("contents", "said"), [(None, "holds no"), ("", "is empty"), ('{"epoch": 1}\n{"ep', "is damaged")]
)
def test_a_run_without_curves_is_refused(tmp_path: Path, contents: str | None, said: str) -> None:
    if contents is not None:
        (tmp_path / "metrics.jsonl").write_text(contents)
    with pytest.raises(PictureError, match=said):
        draw_learning(tmp_path, tmp_path / "curves.png")
    assert not (tmp_path / "curves.png").exists()


def test_names_beside_curves_never_overlap_and_keep_their_order() -> None:
    found = np.array(apart([0.9, 0.1, 0.11, 0.12, 0.105], 0.1))
    assert np.diff(np.sort(found)).min() >= 0.1 - 1e-9
    assert np.argsort(found).tolist() == [1, 4, 2, 3, 0]


def test_without_matplotlib_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "metrics.jsonl").write_text('{"epoch": 1, "loss": 1.0}\n')
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(PictureError, match="make setup"):
        draw_learning(tmp_path, tmp_path / "curves.png")
