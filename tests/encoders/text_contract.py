"""What every text encoder must do. An encoder's own test inherits this class and names its encoder:

class TestWord2Vec(TextEncoderContract):
    name = "word2vec"
    options = {"vectors": "some/file.txt"}
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch

from encoders.base import CONFIG_FILE, EncoderError, TextEncoder
from encoders.registry import available, create_text, load_text

TEXTS = ["deep house", "a slow and dreamy piano piece for a rainy evening, no drums", "jazz", "Deep House!"]


class TextEncoderContract:
    """Inherit, and set `name`; override the fixture `options` where they need a file."""

    name: ClassVar[str]
    learns: ClassVar[bool] = True

    @pytest.fixture
    def options(self) -> dict[str, Any]:
        return {}

    @pytest.fixture
    def encoder(self, options: dict[str, Any]) -> TextEncoder:
        torch.manual_seed(0)
        return create_text(self.name, **options).eval()

    def test_is_found_by_its_file_name(self, encoder: TextEncoder) -> None:
        assert self.name in available("text")
        assert encoder.name == self.name

    def test_gives_one_finite_vector_a_text(self, encoder: TextEncoder) -> None:
        vectors = encoder.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), encoder.dimension) and vectors.dtype == np.float32
        assert np.isfinite(vectors).all() and encoder.known(TEXTS).all()
        tokens = encoder.tokens(TEXTS)
        assert all(len(tensor) == len(TEXTS) for tensor in tokens.values())
        np.testing.assert_allclose(encoder(tokens).detach().numpy(), vectors, atol=1e-5)

    def test_no_texts_give_no_vectors(self, encoder: TextEncoder) -> None:
        assert encoder.encode([]).shape == (0, encoder.dimension)
        assert encoder.known([]).shape == encoder.token_counts([]).shape == (0,)

    def test_a_text_alone_gives_the_same_as_in_a_batch(self, encoder: TextEncoder) -> None:
        alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
        np.testing.assert_allclose(encoder.encode(TEXTS), alone, atol=1e-5)
        np.testing.assert_allclose(encoder.encode(TEXTS, batch_size=2), alone, atol=1e-5)

    def test_encoding_twice_gives_the_same_bytes_in_training_too(self, encoder: TextEncoder) -> None:
        first = encoder.encode(TEXTS)
        encoder.train()
        assert first.tobytes() == encoder.encode(TEXTS).tobytes()
        assert encoder.training

    def test_reads_a_difference(self, encoder: TextEncoder) -> None:
        first, second, third, _ = encoder.encode(TEXTS)
        assert min(np.abs(first - second).max(), np.abs(first - third).max()) > 1e-4

    def test_what_means_nothing_is_unknown_and_zero(self, encoder: TextEncoder) -> None:
        texts = ["", "jazz", " \n\t", "\u4e5e\u4e5f"]
        known = encoder.known(texts)
        assert known[:3].tolist() == [False, True, False]
        assert encoder.encode(texts).any(axis=1).tolist() == known.tolist()

    def test_a_text_that_is_too_long_can_be_told(self, encoder: TextEncoder) -> None:
        short, long = encoder.token_counts(["jazz", "deep house " * 600])
        assert 1 <= short < 10 and long >= 1200
        if encoder.max_tokens is not None:
            assert short <= encoder.max_tokens < long
        assert np.isfinite(encoder.encode(["deep house " * 600])).all()

    def test_save_equals_load(self, encoder: TextEncoder, tmp_path: Path) -> None:
        encoder.save(tmp_path)
        again = load_text(tmp_path)
        assert not again.training
        assert again.config == encoder.config and again.dimension == encoder.dimension
        assert again.max_tokens == encoder.max_tokens
        assert encoder.encode(TEXTS).tobytes() == again.encode(TEXTS).tobytes()

    def test_saving_twice_gives_the_same_bytes(self, encoder: TextEncoder, tmp_path: Path) -> None:
        encoder.save(tmp_path / "first")
        load_text(tmp_path / "first").save(tmp_path / "second")
        assert _bytes(tmp_path / "first") == _bytes(tmp_path / "second")

    def test_half_precision_changes_little(self, encoder: TextEncoder, tmp_path: Path) -> None:
        encoder.save(tmp_path, half_precision=True)
        before, after = encoder.encode(TEXTS), load_text(tmp_path).encode(TEXTS)
        assert np.abs(before - after).max() < 0.01 * np.abs(before).max()

    def test_a_damaged_file_is_refused(self, encoder: TextEncoder, tmp_path: Path) -> None:
        encoder.save(tmp_path)
        files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != CONFIG_FILE]
        for path in files:
            whole = path.read_bytes()
            path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
            with pytest.raises(EncoderError, match="damaged"):
                load_text(tmp_path)
            path.write_bytes(whole)

    def test_another_kind_of_encoder_is_refused(self, encoder: TextEncoder, tmp_path: Path) -> None:
        encoder.save(tmp_path)
        text = (tmp_path / CONFIG_FILE).read_text()
        (tmp_path / CONFIG_FILE).write_text(text.replace(f'"{self.name}"', '"another"', 1))
        with pytest.raises(EncoderError, match="holds a another"):
            type(encoder).load(tmp_path)

    def test_training_lowers_the_loss(self, encoder: TextEncoder) -> None:
        if not self.learns:
            assert not list(encoder.parameters())
            return
        torch.manual_seed(0)
        optimiser = torch.optim.Adam(encoder.parameters(), lr=1e-3)
        tokens, targets = encoder.tokens(TEXTS[:3]), torch.eye(3, encoder.dimension)
        losses = []
        for _ in range(6):
            loss = (encoder(tokens) - targets).square().mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        assert losses[-1] < losses[0]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
