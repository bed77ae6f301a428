"""A quickened encoder must say the same as the one it was made from."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from encoders.base import AudioEncoder
from encoders.registry import create_audio
from retrieval.runtime import quickened
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


def test_bfloat16_hardly_moves_probabilities(waveform: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.tagger.has_fast_bfloat16", lambda: True)
    tagger = Tagger(trained("short_chunk_resnet"), tuple(Tag(name, "genre") for name in "abc"))
    quick = tagger.quickened()
    chunks = waveform.numpy()
    expected = tagger.calibration.probabilities(tagger.logits(chunks))
    found = tagger.calibration.probabilities(quick.logits(chunks))
    assert quick.bfloat16
    np.testing.assert_allclose(found, expected, atol=0.01)
    np.testing.assert_array_equal(quick.logits(chunks), quick.logits(chunks))
