"""Texts longer than a window are read to their end, and a learning encoder hears what a frozen one hears."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from encoders.frontend import PRESETS
from encoders.registry import create_audio, create_text
from retrieval.data.manifest import read_manifest
from retrieval.story.towers import SongLookUp, SongTower, TextTower, read_whole, store_for, tell_cut
from tests.retrieval.texts import ToyTexts
from tests.retrieval.toys import toy_manifest

TINY = {"width": 16, "hidden": 32, "heads": 2, "layers": 1, "max_tokens": 24}


def test_a_long_text_is_the_mean_of_its_passages(capsys: pytest.CaptureFixture[str]) -> None:
    encoder = create_text("distilbert", **TINY)
    short = ["it rained", "the sun came"]
    long = "it rained all day. the sun came late. nobody saw it go."
    found = read_whole(encoder, [short[0], long, short[1]], encoder.encode)
    np.testing.assert_allclose(found[[0, 2]], encoder.encode(short), atol=1e-6)
    changed = read_whole(encoder, [long + " then they left."], encoder.encode)
    assert not np.allclose(found[1], changed[0]), "the end of a text counts"
    assert not np.allclose(found[1], encoder.encode([long])[0], atol=1e-4), "its beginning alone is not all"
    tell_cut(encoder, [*short, long])
    assert "1 of 3 passages are longer than the 24 tokens" in capsys.readouterr().err
    assert read_whole(encoder, [], encoder.encode).shape == (0, 16)
    assert read_whole(ToyTexts(), [long], ToyTexts().encode).shape == (1, 8)


def test_a_learning_text_encoder_gives_what_it_reads_and_a_gradient() -> None:
    encoder = create_text("distilbert", **TINY)
    texts = ("it rained", "the sun came", "wind")
    found = TextTower(encoder).eval()(texts, torch.tensor([2, 0]))
    np.testing.assert_allclose(found.detach().numpy(), encoder.encode([texts[2], texts[0]]), atol=1e-5)
    found.sum().backward()
    assert all(value.grad is not None for value in encoder.parameters())


@pytest.mark.parametrize("standardise", [False, True])
def test_a_learning_audio_encoder_hears_places_of_songs(
    standardise: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames are kept, or waveforms where each chunk is standardised by itself."""
    front = replace(PRESETS["short_chunk"], standardise=standardise)
    monkeypatch.setitem(PRESETS, "toy", front)
    manifest = read_manifest(toy_manifest(tmp_path / "toy", tracks=4, seconds=4.0))
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=3, chunk_samples=33_000, frontend="toy")
    store = store_for(encoder, manifest, workers=1)
    tower = SongTower(encoder).eval()
    rows, places = torch.tensor([1, 1, 3]), torch.tensor([0.0, 1.0, 0.5])
    assert store.recipe.domain == ("waveform" if standardise else "frames")
    found = tower(store, rows, places)
    assert found.shape == (3, encoder.penultimate_dimension)
    samples, _ = soundfile.read(manifest.audio_path(manifest.tracks[1]), dtype="float32")
    with torch.inference_mode():
        chunk = torch.from_numpy(samples[None, : encoder.chunk_samples])
        expected = encoder.penultimate(encoder.frontend(chunk))
    # frames are stored in steps of 0.6 dB, and those of a whole track look beyond the chunk's edge
    torch.testing.assert_close(found[:1], expected, atol=0.1 * float(expected.max()), rtol=0.1)
    assert not torch.allclose(found[0], found[1])


def test_a_place_is_a_segment() -> None:
    vectors = torch.arange(6.0).reshape(2, 3, 1)
    rows, places = torch.tensor([0, 0, 1, 1]), torch.tensor([0.0, 0.34, 0.99, 1.0])
    assert SongLookUp()(vectors, rows, places).flatten().tolist() == [0, 1, 5, 5]
