"""A projection must read each tag as itself, know texts it was taught, and see no secret word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from encoders.registry import create_audio
from retrieval.config import ProjectionConfig
from retrieval.tagger import Tag, Tagger
from retrieval.training.projecting import learned_projection, lessons
from retrieval.training.trainer import TrainingError
from tests.retrieval.texts import ToyTexts

CONFIG = ProjectionConfig(share=0.5, ridge=0.01, landmarks=400)
TAGS = ("piano", "calm", "drums")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITMOTIF_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=4, chunk_samples=33_000)
    return Tagger(encoder, tuple(Tag(name, "x") for name in ("other", *TAGS)))


def test_tags_are_read_as_themselves_and_heard_as_by_the_tagger(tagger: Tagger) -> None:
    text, said = ToyTexts(), lessons(TAGS, (), CONFIG)
    songs = torch.rand(20, 3, tagger.encoder.penultimate_dimension)
    made = learned_projection(text, tagger, said, TAGS, songs, CONFIG, 0)
    mixture = made.mixture(torch.from_numpy(text.encode(TAGS)))
    assert mixture.argmax(dim=1).tolist() == [0, 1, 2]
    heard = made.embed_song(songs.flatten(0, 1))[:, :-1]
    with torch.inference_mode():
        logits = tagger.encoder.output(songs.flatten(0, 1))[:, 1:]
    for column in range(3):
        assert np.corrcoef(heard[:, column], logits[:, column])[0, 1] == pytest.approx(1, abs=1e-4)
    assert made.embed_song(songs.flatten(0, 1)).norm(dim=1).max() == pytest.approx(1, abs=1e-5)


def test_texts_count_as_configured_and_some_are_left_out() -> None:
    said = lessons(TAGS, (), CONFIG)
    assert said.texts[:3] == TAGS and said.always == 12
    assert said.weights[:12].sum() == pytest.approx(3 * CONFIG.of_views)
    sure = lessons(TAGS, (), replace(CONFIG, of_wishes=0.0))
    assert sure.weights[12:].sum() == pytest.approx(3 * CONFIG.of_phrasings)
    few = lessons(TAGS, (), replace(CONFIG, of_wishes=0.0), sure.texts[12:15])
    assert few.texts == (*sure.texts[:12], *sure.texts[15:])
    assert few.weights[12:].sum() == pytest.approx(3 * CONFIG.of_phrasings)
    np.testing.assert_allclose(np.linalg.norm(said.targets, axis=1), 1)


def test_no_text_names_a_secret_word(tmp_path: Path) -> None:
    table = tmp_path / "captions.csv"
    table.write_text(
        "aspect_list,caption\n\"['calm']\",A violin sings.\n\"['calm', 'piano']\",Rest.\n", encoding="utf-8"
    )
    config = replace(CONFIG, captions=str(table))
    said = lessons(("calm", "drums"), ("violin", "mind"), config)
    assert "Rest." in said.texts
    assert not [text for text in said.texts if "violin" in text.lower() or " mind" in text.lower()]


def test_what_cannot_be_learned_is_refused(tagger: Tagger, tmp_path: Path) -> None:
    songs = torch.rand(5, 2, tagger.encoder.penultimate_dimension)
    with pytest.raises(TrainingError, match="no tag 'jazz'"):
        said = lessons(("jazz",), (), CONFIG)
        learned_projection(ToyTexts(), tagger, said, ("jazz",), songs, CONFIG, 0)
    with pytest.raises(TrainingError, match="cannot read the captions"):
        lessons(TAGS, (), replace(CONFIG, captions=str(tmp_path / "none.csv")))
