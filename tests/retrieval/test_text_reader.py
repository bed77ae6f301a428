"""The reading side by itself must read exactly as the whole bundle does, and do without torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from encoders.registry import create_text
from retrieval import text_reader as module
from retrieval.bundle import SHIPPED, BundleError
from retrieval.config import SpaceConfig
from retrieval.joint_bundle import JointBundle
from retrieval.joint_space import JointSpace
from retrieval.semantic_projection import SemanticProjection
from retrieval.sentence_reader import SentenceReader
from retrieval.text_reader import TextReader
from retrieval.text_space import TextSpace
from tests.retrieval.test_joint_bundle import bundle, tagger  # noqa: F401 (a fixture)
from tests.retrieval.texts import ToyTexts

STARTER = SHIPPED / "starter"
TEXTS = (
    "dreamy piano",
    "a slow melancholic piece for a rainy evening, with strings and a soft piano",
    "\n Ünïcode \t naïve Café",
    "",
    "  ",
    "🎹",
    "piano [SEP] drums",
    "word " * 700,
)


def trained_space(song: Any, projected: bool) -> JointSpace:
    torch.manual_seed(0)
    space = JointSpace(SpaceConfig(song=song, hidden=12, dimension=6), 9, 5, 4).eval()
    with torch.no_grad():
        for part in space.modules():
            if isinstance(part, nn.BatchNorm1d):
                part.running_mean.uniform_(-1, 1)
                part.running_var.uniform_(0.5, 2)
        if song == "fused":
            space.gate.weight.uniform_(-1, 1)
    if projected:
        landmarks = nn.functional.normalize(torch.randn(20, 9), dim=1)
        arrays = {"landmarks": landmarks, "centre": torch.rand(20), "values": torch.randn(20, 7)}
        rest = {"width": torch.tensor(0.3), "weight": torch.randn(7, 5), "bias": torch.zeros(7)}
        space.project(SemanticProjection.of(**arrays, **rest, radius=torch.tensor(2.0)), 0.7)
    return space


@pytest.mark.parametrize(
    ("song", "projected"),
    [("acoustic", False), ("acoustic", True), ("cultural", False), ("concatenated", False), ("fused", False)],
)
def test_texts_enter_every_kind_of_space_as_in_torch(song: str, projected: bool, tmp_path: Path) -> None:
    space = trained_space(song, projected)
    save_file(space.state_dict(), tmp_path / "space.safetensors")
    read = torch.randn(5, 9)
    weights = {name: value.numpy() for name, value in load_file(tmp_path / "space.safetensors").items()}
    found = TextSpace(weights, song)(read.numpy())  # type: ignore[arg-type]
    with torch.inference_mode():
        np.testing.assert_allclose(found, space.embed_text(read).numpy(), atol=1e-5)
    assert found.dtype == np.float32


@pytest.mark.slow
def test_sentences_are_read_as_by_sentence_transformers() -> None:
    reader, torchs = SentenceReader(layers=(4, 5)), create_text("sentence_transformer")
    found = reader.encode(TEXTS)
    np.testing.assert_allclose(found, torchs.encode(TEXTS), atol=1e-4)
    np.testing.assert_array_equal(reader.known(TEXTS), torchs.known(TEXTS))
    for row, text in enumerate(TEXTS):
        np.testing.assert_allclose(reader.encode([text])[0], found[row], atol=1e-4)
    np.testing.assert_allclose(reader.states(TEXTS, (5, 4)), torchs.states(TEXTS, (5, 4)), atol=1e-4)


@pytest.mark.slow
def test_the_shipped_bundle_is_asked_alike() -> None:
    whole, reader = JointBundle.load(STARTER), TextReader.load(STARTER)
    expected, found = whole.ask(TEXTS), reader.ask(TEXTS)
    assert found.texts == expected.texts and reader.fingerprint() == whole.fingerprint()
    np.testing.assert_allclose(found.vectors, expected.vectors, atol=1e-4)
    np.testing.assert_allclose(found.read, expected.read, atol=1e-4)
    assert reader.matcher is not None and whole.matcher is not None
    songs = whole.matcher.background[:50]
    probabilities = reader.matcher.probabilities(found, songs)
    np.testing.assert_allclose(probabilities, whole.matcher.probabilities(expected, songs), atol=1e-3)
    assert reader.ask([]).vectors.shape == (0, whole.dimension)


def test_no_torch_is_needed() -> None:
    code = (
        "import sys; from pathlib import Path; from retrieval.text_reader import TextReader; "
        f"TextReader.load(Path({str(STARTER)!r})).ask(['jazz']); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "transformers", "sklearn"} & set(done.stdout.split())


@pytest.mark.parametrize("templates", [("{}",), ("{}", "{} music")])
def test_any_text_encoder_serves(
    tagger: Any,  # noqa: F811
    templates: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "load_text", ToyTexts.load)
    whole = bundle(tagger, templates=templates)
    whole.save(tmp_path, {}, {})
    found, expected = TextReader.load(tmp_path).ask(["jazz", ""]), whole.ask(["jazz", ""])
    np.testing.assert_allclose(found.vectors, expected.vectors, atol=1e-5)
    np.testing.assert_allclose(found.read, expected.read, atol=1e-5)


def test_a_tagger_is_no_joint_bundle() -> None:
    with pytest.raises(BundleError, match="is a tagger bundle, and a joint bundle is needed"):
        TextReader.load(SHIPPED / "starter_tagger")


def test_words_are_read_once_and_alike_in_any_company(
    tagger: Any,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "load_text", ToyTexts.load)
    bundle(tagger, templates=("{}", "{} music")).save(tmp_path, {}, {})
    reader, read = TextReader.load(tmp_path), []
    plain = ToyTexts.encode
    monkeypatch.setattr(ToyTexts, "encode", lambda self, texts: (read.extend(texts), plain(self, texts))[1])
    alone = reader.ask(["jazz"])
    together = reader.ask(["rock", "jazz"])
    assert sorted(set(read)) == ["jazz", "jazz music", "rock", "rock music"] and len(read) == 4
    np.testing.assert_array_equal(together.vectors[1:], alone.vectors)
    np.testing.assert_array_equal(together.read[1:], alone.read)
    assert together.texts == ("rock", "jazz")
    many = reader.ask([f"word {number}" for number in range(module.FEW)] + ["jazz"])
    np.testing.assert_allclose(many.vectors[-1:], alone.vectors, atol=1e-6)
