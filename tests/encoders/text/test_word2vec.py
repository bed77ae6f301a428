"""Word vectors: files of every layout, phrases before words, and a clear "unknown"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.encoders.text_contract import TextEncoderContract

WORDS = ["deep", "house", "deep_house", "jazz", "slow", "piano", "rainy", "evening", "drums", "Lo-Fi"]
VECTORS = np.random.default_rng(0).standard_normal((len(WORDS), 6)).astype(np.float32)


def lines(words: list[str] = WORDS) -> list[str]:
    return [" ".join([word, *map(repr, row.tolist())]) for word, row in zip(words, VECTORS, strict=True)]


@pytest.fixture
def glove(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("glove") / "vectors.txt"
    path.write_text("\n".join(lines()) + "\n")
    return path


class TestWord2Vec(TextEncoderContract):
    name = "word2vec"
    learns = False

    @pytest.fixture
    def options(self, glove: Path) -> dict[str, Any]:
        return {"vectors": str(glove)}
