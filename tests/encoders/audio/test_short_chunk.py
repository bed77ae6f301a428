"""Options of the short-chunk taggers, and their published parameter names."""

from __future__ import annotations

import pytest
import torch

from encoders.base import EncoderError
from encoders.registry import create_audio

SHARED = {"spec_bn", "dense1", "bn", "dense2"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("short_chunk_cnn", {"conv", "bn"}),
        ("short_chunk_resnet", {"conv_1", "bn_1", "conv_2", "bn_2", "conv_3", "bn_3"}),
    ],
)
def test_parameters_have_their_published_names(name: str, parts: set[str]) -> None:
    modules = {key.rpartition(".")[0] for key in create_audio(name, width=2).state_dict()}
    assert modules == SHARED | {f"layer{index}.{part}" for index in range(1, 8) for part in parts}


@pytest.mark.parametrize("name", ["short_chunk_cnn", "short_chunk_resnet"])
def test_width_scales_every_layer(name: str) -> None:
    narrow, wide = create_audio(name, width=8), create_audio(name, width=16)
    assert wide.penultimate_dimension == 2 * narrow.penultimate_dimension == 64
    assert 3.5 < wide.parameter_count() / narrow.parameter_count() < 4.0


@pytest.mark.parametrize(("name", "shortest"), [("short_chunk_cnn", 32_512), ("short_chunk_resnet", 257)])
def test_a_chunk_may_have_any_length_that_leaves_a_frame(name: str, shortest: int) -> None:
    for samples in (shortest, 80_000):
        encoder = create_audio(name, width=2, chunk_samples=samples).eval()
        assert encoder(torch.zeros(1, samples)).shape == (1, 50)
    with pytest.raises(EncoderError, match=f"at least {shortest} samples"):
        create_audio(name, width=2, chunk_samples=shortest - 1)


def test_the_cnn_refuses_a_front_end_with_too_few_mels() -> None:
    with pytest.raises(EncoderError, match="'fcn' has 96 mels, too few for short_chunk_cnn"):
        create_audio("short_chunk_cnn", width=2, frontend="fcn")
    assert create_audio("short_chunk_resnet", width=2, frontend="fcn").frontend.config.mels == 96


def test_a_width_of_zero_is_refused() -> None:
    with pytest.raises(EncoderError, match="width 0"):
        create_audio("short_chunk_cnn", width=0)
