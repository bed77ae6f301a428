"""What every audio encoder must do. An encoder's own test inherits this class and names its encoder:

class TestShortChunkCNN(AudioEncoderContract):
    name = "short_chunk_cnn"
    options = {"width": 8}
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
import torch
from torch import Tensor

from encoders.base import CONFIG_FILE, WEIGHTS_FILE, AudioEncoder, EncoderError
from encoders.frontend import preset
from encoders.registry import available, create_audio, load_audio


class AudioEncoderContract:
    """Inherit, and set `name`; `options` keep the network small."""

    name: ClassVar[str]
    options: ClassVar[dict[str, Any]] = {}

    @pytest.fixture
    def encoder(self) -> AudioEncoder:
        torch.manual_seed(0)
        encoder = create_audio(self.name, **self.options)
        return _lived_in(encoder)

    @pytest.fixture
    def waveform(self, encoder: AudioEncoder) -> Tensor:
        generator = torch.Generator().manual_seed(1)
        return 0.1 * torch.randn(3, encoder.chunk_samples, generator=generator)

    def test_is_found_by_its_file_name(self, encoder: AudioEncoder) -> None:
        assert self.name in available("audio")
        assert encoder.name == self.name

    def test_gives_one_vector_a_chunk(self, encoder: AudioEncoder, waveform: Tensor) -> None:
        frames = encoder.frontend(waveform)
        hidden = encoder.penultimate(frames)
        assert hidden.shape == (3, encoder.penultimate_dimension)
        assert encoder(waveform).shape == (3, encoder.dimension)
        assert torch.equal(encoder.output(hidden), encoder(waveform))
        assert torch.equal(encoder.from_frames(frames), encoder(waveform))

    def test_dimension_is_an_option(self) -> None:
        assert create_audio(self.name, **{**self.options, "dimension": 7}).dimension == 7

    def test_front_end_is_an_option(self, encoder: AudioEncoder) -> None:
        assert encoder.frontend.config == preset(encoder.config.frontend)

    def test_batch_equals_single(self, encoder: AudioEncoder, waveform: Tensor) -> None:
        singles = torch.cat([encoder(chunk[None]) for chunk in waveform])
        torch.testing.assert_close(encoder(waveform), singles, atol=1e-4, rtol=1e-4)

    def test_hears_a_difference(self, encoder: AudioEncoder, waveform: Tensor) -> None:
        heard = encoder(waveform)
        assert (heard[0] - heard[1]).abs().max() > 1e-6

    def test_save_equals_load(self, encoder: AudioEncoder, waveform: Tensor, tmp_path: Path) -> None:
        encoder.save(tmp_path)
        again = load_audio(tmp_path)
        assert not again.training
        assert again.config == encoder.config
        assert torch.equal(again(waveform), encoder(waveform))

    def test_saving_twice_gives_the_same_bytes(self, encoder: AudioEncoder, tmp_path: Path) -> None:
        encoder.save(tmp_path / "first")
        load_audio(tmp_path / "first").save(tmp_path / "second")
        for file in (CONFIG_FILE, WEIGHTS_FILE):
            assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()

    def test_a_damaged_file_is_refused(self, encoder: AudioEncoder, tmp_path: Path) -> None:
        encoder.save(tmp_path)
        weights = bytearray((tmp_path / WEIGHTS_FILE).read_bytes())
        weights[-1] ^= 1
        (tmp_path / WEIGHTS_FILE).write_bytes(weights)
        with pytest.raises(EncoderError, match="damaged"):
            load_audio(tmp_path)

    def test_silence_gives_finite_numbers(self, encoder: AudioEncoder) -> None:
        assert encoder(torch.zeros(1, encoder.chunk_samples)).isfinite().all()

    def test_a_wrong_length_is_named(self, encoder: AudioEncoder) -> None:
        with pytest.raises(ValueError, match=str(encoder.chunk_samples)):
            encoder(torch.zeros(1, encoder.chunk_samples + 1))

    def test_every_parameter_learns(self, encoder: AudioEncoder, waveform: Tensor) -> None:
        encoder.train()
        encoder(waveform).square().sum().backward()
        idle = [name for name, parameter in encoder.named_parameters() if parameter.grad is None]
        assert not idle

    def test_training_lowers_the_loss(self, encoder: AudioEncoder, waveform: Tensor) -> None:
        torch.manual_seed(0)
        targets = torch.eye(3, encoder.dimension)
        optimiser = torch.optim.Adam(encoder.parameters(), lr=1e-3)
        encoder.train()
        losses = []
        for _ in range(8):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(encoder(waveform), targets)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        assert sum(losses[-2:]) < sum(losses[:2])


def _lived_in(encoder: AudioEncoder) -> AudioEncoder:
    """Batch-norm statistics and affine weights as after some training, so that forgetting them shows."""
    generator = torch.Generator().manual_seed(2)
    for module in encoder.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.uniform_(-0.5, 0.5, generator=generator)
            module.running_var.uniform_(0.5, 2.0, generator=generator)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5, generator=generator)
            torch.nn.init.uniform_(module.bias, -0.2, 0.2, generator=generator)
    return encoder.eval()
