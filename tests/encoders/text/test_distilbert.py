"""DistilBERT: a fresh small one, and the folders that transformers writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from encoders.base import EncoderError
from encoders.registry import create_text
from tests.encoders.text_contract import TEXTS, TextEncoderContract

SMALL = {"width": 16, "hidden": 32, "heads": 2, "layers": 2, "max_tokens": 128}


class TestDistilBert(TextEncoderContract):
    name = "distilbert"

    @pytest.fixture
    def options(self) -> dict[str, Any]:
        return SMALL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as transformers writes it: the files of a saved encoder are that."""
    torch.manual_seed(0)
    create_text("distilbert", **SMALL).save(tmp_path)
    return tmp_path / "model"


def test_a_folder_of_transformers_is_read(folder: Path) -> None:
    torch.manual_seed(0)
    fresh, read = create_text("distilbert", **SMALL), create_text("distilbert", source=str(folder))
    assert read.dimension == 16 and read.max_tokens == 128
    assert read.encode(TEXTS).tobytes() == fresh.encode(TEXTS).tobytes()


def test_the_vector_is_the_first_token_s(folder: Path) -> None:
    from transformers import AutoTokenizer, DistilBertModel

    network = DistilBertModel.from_pretrained(folder).eval()
    tokens = AutoTokenizer.from_pretrained(folder)(TEXTS[0], return_tensors="pt")
    expected = network(**tokens).last_hidden_state[0, 0].detach().numpy()
    found = create_text("distilbert", source=str(folder)).encode([TEXTS[0]])[0]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_states_are_those_behind_each_layer(folder: Path) -> None:
    encoder = create_text("distilbert", source=str(folder))
    found = encoder.states([*TEXTS, ""], (2, 0))
    assert found.shape == (len(TEXTS) + 1, 2, 16) and not found[-1].any()
    whole = encoder.network(**encoder.tokens(TEXTS[:1]), output_hidden_states=True).hidden_states
    for place, layer in enumerate((2, 0)):
        np.testing.assert_allclose(found[0, place], whole[layer][0].mean(dim=0).detach(), atol=1e-6)
    with pytest.raises(EncoderError, match="no layer 3: name some of 0 to 2"):
        encoder.states(TEXTS, (1, 3))


def test_another_kind_of_network_is_named(folder: Path) -> None:
    options = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**options, "model_type": "bert"}))
    with pytest.raises(EncoderError, match="type 'bert', not 'distilbert'"):
        create_text("distilbert", source=str(folder))


def test_pickled_weights_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")
    with pytest.raises(EncoderError, match="safetensors"):
        create_text("distilbert", source=str(folder))
