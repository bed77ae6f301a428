"""Checkpoints as others published them: heard exactly as by their own code, or refused with reasons."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from encoders.published import PublishedWeightsError, encoder_from, read_state

WIDTH, TAGS, SAMPLES = 4, 6, 59_049
CHANNELS = [1, WIDTH, WIDTH, 2 * WIDTH, 2 * WIDTH, 2 * WIDTH, 2 * WIDTH, 4 * WIDTH]


def published_state(residual: bool) -> dict[str, Tensor]:
    """A state dict under the published names, with random weights and front-end constants."""
    generator = torch.Generator().manual_seed(0)
    state: dict[str, Tensor] = {}

    def normal(name: str, *shape: int) -> None:
        fan = max(1, torch.Size(shape[1:]).numel())
        state[f"{name}.weight"] = torch.randn(shape, generator=generator) * (2 / fan) ** 0.5
        state[f"{name}.bias"] = torch.randn(shape[0], generator=generator) * 0.1

    def batch_norm(name: str, size: int) -> None:
        state[f"{name}.weight"] = torch.rand(size, generator=generator) + 0.5
        state[f"{name}.bias"] = torch.randn(size, generator=generator) * 0.1
        state[f"{name}.running_mean"] = torch.randn(size, generator=generator)
        state[f"{name}.running_var"] = torch.rand(size, generator=generator) + 0.5

    state["spec.spectrogram.window"] = torch.hann_window(512)
    state["spec.mel_scale.fb"] = htk_triangles()
    batch_norm("spec_bn", 1)
    for index in range(1, 8):
        before, after = CHANNELS[index - 1], CHANNELS[index]
        for suffix, inside in [("_1", before), ("_2", after), ("_3", before)] if residual else [("", before)]:
            normal(f"layer{index}.conv{suffix}", after, inside, 3, 3)
            batch_norm(f"layer{index}.bn{suffix}", after)
    normal("dense1", 4 * WIDTH, 4 * WIDTH)
    batch_norm("bn", 4 * WIDTH)
    normal("dense2", TAGS, 4 * WIDTH)
    return state


def htk_triangles() -> Tensor:
    """`[257, 128]` at 16 kHz, in float32 from end to end as the published library computes it."""
    top = torch.log10(torch.tensor(1 + 8000 / 700)) * 2595
    corners = 700 * (10 ** (torch.linspace(0, float(top), 130) / 2595) - 1)
    slopes = corners[None] - torch.linspace(0, 8000, 257)[:, None]
    widths = corners.diff()
    return torch.minimum(-slopes[:, :-2] / widths[:-1], slopes[:, 2:] / widths[1:]).clamp(min=0)


def published_forward(state: dict[str, Tensor], waveform: Tensor, residual: bool) -> Tensor:
    """The published network, written down once more: waveform to sigmoid probabilities."""

    def norm(x: Tensor, name: str) -> Tensor:
        mean, variance = state[f"{name}.running_mean"], state[f"{name}.running_var"]
        return F.batch_norm(x, mean, variance, state[f"{name}.weight"], state[f"{name}.bias"])

    def conv(x: Tensor, name: str, stride: int) -> Tensor:
        return F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"], stride=stride, padding=1)

    spectrum = torch.stft(
        waveform,
        512,
        256,
        window=torch.hann_window(512),
        center=True,
        pad_mode="reflect",
        return_complex=True,
    )
    mel = torch.einsum("bkt,km->bmt", spectrum.abs() ** 2, htk_triangles())
    x = norm(10 * torch.log10(mel.clamp(min=1e-10))[:, None], "spec_bn")
    for index in range(1, 8):
        layer = f"layer{index}"
        if residual:
            inner = F.relu(norm(conv(x, f"{layer}.conv_1", 2), f"{layer}.bn_1"))
            inner = norm(conv(inner, f"{layer}.conv_2", 1), f"{layer}.bn_2")
            x = F.relu(inner + norm(conv(x, f"{layer}.conv_3", 2), f"{layer}.bn_3"))
        else:
            x = F.max_pool2d(F.relu(norm(conv(x, f"{layer}.conv", 1), f"{layer}.bn")), 2)
    x = x.squeeze(2)
    x = F.max_pool1d(x, x.shape[-1]).squeeze(2)
    x = F.relu(norm(F.linear(x, state["dense1.weight"], state["dense1.bias"]), "bn"))
    return torch.sigmoid(F.linear(x, state["dense2.weight"], state["dense2.bias"]))


def name_of(residual: bool) -> str:
    return "short_chunk_resnet" if residual else "short_chunk_cnn"


@pytest.mark.parametrize("residual", [False, True], ids=["cnn", "resnet"])
@pytest.mark.parametrize("wrapper", ["plain", "state_dict", "data_parallel", "safetensors", "legacy"])
def test_an_imported_encoder_hears_what_the_published_one_heard(
    residual: bool, wrapper: str, tmp_path: Path
) -> None:
    state = published_state(residual)
    path = tmp_path / "model.pth"
    if wrapper == "state_dict":
        torch.save({"state_dict": state, "epoch": 7}, path)
    elif wrapper == "data_parallel":
        torch.save({"model": {f"module.{key}": value for key, value in state.items()}}, path)
    elif wrapper == "safetensors":
        path = path.with_suffix(".safetensors")
        save_file(state, path)
    else:
        torch.save(state, path, _use_new_zipfile_serialization=wrapper != "legacy")
    encoder = encoder_from(read_state(path), name_of(residual))
    assert encoder.config.width == WIDTH and encoder.dimension == TAGS and not encoder.training
    waveform = 0.3 * torch.randn(2, SAMPLES, generator=torch.Generator().manual_seed(1))
    expected = published_forward(state, waveform, residual)
    assert expected.std() > 0.05
    torch.testing.assert_close(torch.sigmoid(encoder(waveform)), expected, atol=1e-4, rtol=0)


def test_a_misfit_lists_every_name() -> None:
    state = published_state(residual=True)
    del state["layer3.conv_2.bias"]
    state["layer9.conv_1.weight"] = torch.zeros(1)
    state["dense1.weight"] = torch.zeros(3, 3)
    state["bn.running_mean"][0] = float("nan")
    with pytest.raises(PublishedWeightsError) as caught:
        encoder_from(state, "short_chunk_resnet")
    message = str(caught.value)
    assert "missing: layer3.conv_2.bias" in message
    assert "unexpected: layer9.conv_1.weight" in message
    assert "wrong shape: dense1.weight [3, 3] instead of [16, 16]" in message
    assert "not finite: bn.running_mean" in message


def test_weights_of_the_other_architecture_are_refused() -> None:
    with pytest.raises(PublishedWeightsError, match="do not fit short_chunk_cnn"):
        encoder_from(published_state(residual=True), "short_chunk_cnn")


def test_another_filterbank_is_refused_and_the_fitting_front_end_named() -> None:
    state = published_state(residual=True)
    state["spec.mel_scale.fb"] = state["spec.mel_scale.fb"].roll(1, 0)
    with pytest.raises(PublishedWeightsError, match=r"not that of our front end.*none of our front ends"):
        encoder_from(state, "short_chunk_resnet")
    good = published_state(residual=True)
    with pytest.raises(PublishedWeightsError, match="give --frontend cnn_self_attention"):
        encoder_from(good, "short_chunk_resnet", frontend="tag_to_music")


def test_an_empty_filterbank_of_old_libraries_is_no_misfit() -> None:
    state = {**published_state(residual=False), "spec.mel_scale.fb": torch.empty(0)}
    assert encoder_from(state, "short_chunk_cnn").dimension == TAGS


class Malice:
    """Pickles as a call that would create the file `pwned`."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.target,)


@pytest.mark.parametrize("form", ["zip", "legacy", "pickle"])
def test_a_program_in_a_checkpoint_is_refused_and_never_run(form: str, tmp_path: Path) -> None:
    path, target = tmp_path / "model.pth", tmp_path / "pwned"
    content = {"dense1.weight": torch.zeros(2), "gift": Malice(target)}
    if form == "pickle":
        path.write_bytes(pickle.dumps(content))
    else:
        torch.save(content, path, _use_new_zipfile_serialization=form == "zip")
    with pytest.raises(PublishedWeightsError, match=r"refused.*run a program"):
        read_state(path)
    assert not target.exists()


@pytest.mark.parametrize("content", [b"", b"hello world", b"PK\x03\x04 broken", bytes(range(256)) * 9])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_what_is_no_checkpoint_is_refused(content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"model{suffix}"
    path.write_bytes(content)
    with pytest.raises(PublishedWeightsError, match="model"):
        read_state(path)


@pytest.mark.parametrize("content", [[torch.zeros(1)], {}, {"weight": torch.zeros(1), "epoch": 3}])
def test_what_is_no_state_dict_is_refused(content: Any, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "model.pth")
    with pytest.raises(PublishedWeightsError, match="state dict"):
        read_state(tmp_path / "model.pth")
