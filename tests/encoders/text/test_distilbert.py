"""DistilBERT: a fresh small one, and the folders that transformers writes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.encoders.text_contract import TextEncoderContract

SMALL = {"width": 16, "hidden": 32, "heads": 2, "layers": 2, "max_tokens": 128}


class TestDistilBert(TextEncoderContract):
    name = "distilbert"

    @pytest.fixture
    def options(self) -> dict[str, Any]:
        return SMALL
