"""A text is read once, whoever asks how often; another encoder reads it anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.text_vectors import text_vectors
from tests.retrieval.texts import ToyConfig, ToyTexts

TEXTS = ["a calm piano", "a loud guitar", "a calm piano", "rain"]


def test_vectors_are_the_encoder_s_and_are_read_once() -> None:
    encoder, plain = ToyTexts(), ToyTexts().encode(TEXTS)
    np.testing.assert_array_equal(text_vectors(encoder, TEXTS), plain)
    assert encoder.read == 3
    np.testing.assert_array_equal(text_vectors(encoder, [*TEXTS[::-1], "snow"])[:4], plain[::-1])
    assert encoder.read == 4
    assert text_vectors(encoder, []).shape == (0, encoder.dimension)


def test_another_encoder_reads_for_itself() -> None:
    text_vectors(ToyTexts(), TEXTS)
    other = ToyTexts(ToyConfig(width=5))
    assert text_vectors(other, TEXTS).shape == (4, 5) and other.read == 3


def test_layers_are_kept_beside_vectors_and_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, asked = ToyTexts(), []

    def states(texts: Sequence[str], layers: Sequence[int]) -> np.ndarray:
        asked.extend(texts)
        return np.array([[[layer, len(text)] for layer in layers] for text in texts], np.float32).repeat(4, 2)

    monkeypatch.setattr(encoder, "states", states)
    text_vectors(encoder, TEXTS)
    found = text_vectors(encoder, TEXTS, (4, 5))
    assert found.shape == (4, 2, encoder.dimension) and len(asked) == 3
    np.testing.assert_array_equal(found[:, :, 0], [[4, 5]] * 4)
    np.testing.assert_array_equal(text_vectors(encoder, TEXTS[::-1], (4, 5)), found[::-1])
    assert len(asked) == 3
