"""A quickened encoder must say the same as the one it was made from."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from encoders.base import AudioEncoder
from encoders.layers import ConvBlock
from encoders.registry import create_audio
from retrieval.runtime import VARIABLE, Runtime, RuntimeChoiceError, quickened
from retrieval.tagger import Tag, Tagger


def trained(name: str) -> AudioEncoder:
    """A small encoder whose batch norms have seen something, so that folding them changes weights."""
    torch.manual_seed(0)
    encoder = create_audio(name, width=4, dimension=3)
    with torch.no_grad():
        for module in encoder.modules():
            if isinstance(module, nn.BatchNorm2d | nn.BatchNorm1d):
                module.running_mean.uniform_(-0.5, 0.5)
                module.running_var.uniform_(0.5, 2)
                module.weight.uniform_(0.5, 2)
                module.bias.uniform_(-0.5, 0.5)
    return encoder.eval()


@pytest.fixture
def waveform() -> Tensor:
    return 0.1 * torch.randn(3, 59049, generator=torch.Generator().manual_seed(1))


def convolution_norms(encoder: AudioEncoder) -> int:
    return sum(isinstance(module, nn.BatchNorm2d) for module in encoder.modules())


@pytest.mark.parametrize("name", ["short_chunk_cnn", "short_chunk_resnet"])
def test_the_answers_stay_and_the_norms_are_gone(name: str, waveform: Tensor) -> None:
    encoder = trained(name)
    before = convolution_norms(encoder)
    quick = quickened(encoder)
    with torch.inference_mode():
        torch.testing.assert_close(quick(waveform), encoder(waveform), rtol=1e-4, atol=1e-4)
    assert convolution_norms(quick) == 1  # the one on the input, which follows no convolution
    assert convolution_norms(encoder) == before


class Sideways(nn.Module):
    """A block whose norm is defined after its convolution and applied before it."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.conv, self.bn, self.pool = block.conv, nn.BatchNorm2d(block.conv.in_channels), block.pool
        self.bn.running_mean.fill_(0.3)

    def forward(self, x: Tensor) -> Tensor:
        return self.pool(torch.relu(self.conv(self.bn(x))))


def test_a_network_that_norms_elsewhere_is_left_as_it_is(waveform: Tensor) -> None:
    encoder = trained("short_chunk_cnn")
    encoder.layer2 = Sideways(encoder.layer2)
    encoder.eval()
    quick = quickened(encoder)
    with torch.inference_mode():
        torch.testing.assert_close(quick(waveform), encoder(waveform), rtol=1e-4, atol=1e-4)


def tagger_of(name: str) -> Tagger:
    return Tagger(trained(name), tuple(Tag(name, "genre") for name in "abc"))


@pytest.mark.parametrize("name", ["short_chunk_cnn", "short_chunk_resnet"])
@pytest.mark.parametrize(
    ("runtime", "most"),
    [
        ("openvino int8", 0.02),
        ("openvino fp32", 1e-4),
        ("openvino bf16", 0.01),
        ("torch fp32", 1e-4),
        ("torch bf16", 0.01),
    ],
)
def test_every_runtime_says_the_same(name: str, runtime: Runtime, most: float, waveform: Tensor) -> None:
    tagger, chunks = tagger_of(name), waveform.numpy()
    quick = tagger.quickened(runtime)
    assert quick.runtime == runtime and tagger.runtime == "torch fp32"
    vectors, logits = tagger.vectors_and_logits(chunks)
    found, scores = quick.vectors_and_logits(chunks)
    probabilities = tagger.calibration.probabilities
    np.testing.assert_allclose(probabilities(scores), probabilities(logits), atol=most)
    np.testing.assert_allclose(found, vectors, atol=most * np.abs(vectors).max() * 5)
    again = tagger.quickened(runtime).vectors_and_logits(chunks)
    assert again[0].tobytes() == found.tobytes() and again[1].tobytes() == scores.tobytes()


def test_a_chunk_is_heard_alike_in_any_company(waveform: Tensor) -> None:
    quick, chunks = tagger_of("short_chunk_cnn").quickened("openvino fp32"), waveform.numpy()
    together = quick.vectors_and_logits(chunks)[0]
    alone = np.concatenate([quick.vectors_and_logits(chunk[None])[0] for chunk in chunks])
    assert together.tobytes() == alone.tobytes()


def test_the_fastest_is_taken_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = tagger_of("short_chunk_cnn")
    monkeypatch.delenv(VARIABLE, raising=False)
    for able, expected in ((True, "openvino bf16"), (False, "openvino fp32")):
        monkeypatch.setattr("retrieval.runtime.has_fast_bfloat16", lambda able=able: able)
        assert tagger.quickened().runtime == expected
    monkeypatch.setattr("retrieval.compiled.available", lambda: False)
    assert tagger.quickened().runtime == "torch fp32"
    with pytest.raises(RuntimeChoiceError, match="pip install openvino"):
        tagger.quickened("openvino fp32")
    monkeypatch.setenv(VARIABLE, "Torch BF16")
    assert tagger.quickened().runtime == "torch bf16"
    monkeypatch.setenv(VARIABLE, "abacus")
    with pytest.raises(RuntimeChoiceError, match="'abacus': choose from openvino int8"):
        tagger.quickened()


class Changeable(ConvBlock):
    """A block whose forward pass is not the one that its graph was taken from."""

    def forward(self, x: Tensor) -> Tensor:
        return 2 * super().forward(x)


def test_a_graph_that_answers_otherwise_is_not_believed(
    waveform: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    tagger = tagger_of("short_chunk_cnn")
    assert tagger.quickened("openvino fp32").runtime == "openvino fp32"
    tagger.encoder.layer7.__class__ = Changeable  # same weights, and so the same name in the cache
    assert tagger.quickened().runtime.startswith("torch")
    with pytest.raises(RuntimeChoiceError, match="wrongly"):
        tagger.quickened("openvino fp32")
