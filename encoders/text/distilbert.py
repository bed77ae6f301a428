"""DistilBERT: the vector of a text's first token, which the story branch of the thesis (5.3) starts from.

Sanh et al., "DistilBERT, a distilled version of BERT: smaller, faster, cheaper and lighter", 2019.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from torch import Tensor

from encoders.base import EncoderError
from encoders.text._transformer import TransformerEncoder, located, reading

_WHAT = "a DistilBERT that transformers wrote"


@dataclass(frozen=True)
class Config:
    """`source` is a folder that transformers wrote, or a name on a hub such as distilbert-base-uncased.

    Without a source the network is a fresh one that reads letter by letter; the other fields are its size.
    """

    source: str = ""
    width: int = 768
    hidden: int = 3072
    heads: int = 12
    layers: int = 6
    max_tokens: int = 512


class DistilBert(TransformerEncoder):
    """**Shape**: vectors `[B, width]`, 768 for the published networks; at most 512 tokens are read."""

    Config: ClassVar[type] = Config

    def __init__(self, config: Any, files: Path | None = None) -> None:
        super().__init__(config, files)
        if files is None and not config.source:
            self.network, self._tokenizer = _fresh(config)
        else:
            folder = located(config.source, _WHAT) if files is None else str(files)
            self.network, self._tokenizer = _read(folder)
        self.eval()

    @property
    def dimension(self) -> int:
        return int(self.network.config.dim)

    @property
    def max_tokens(self) -> int | None:
        return int(self.network.config.max_position_embeddings)

    @property
    def tokenizer(self) -> Any:
        return self._tokenizer

    @property
    def transformer(self) -> Any:
        return self.network

    def tokens(self, texts: Sequence[str]) -> dict[str, Tensor]:
        found = self._tokenizer(
            list(texts), padding=True, truncation=True, max_length=self.max_tokens, return_tensors="pt"
        )
        return {name: found[name] for name in ("input_ids", "attention_mask")}

    def forward(self, tokens: dict[str, Tensor]) -> Tensor:
        states: Tensor = self.network(**tokens).last_hidden_state
        return states[:, 0]

    def write_files(self, folder: Path) -> None:
        self.network.save_pretrained(folder)
        self._tokenizer.save_pretrained(folder)


def _read(folder: str) -> tuple[Any, Any]:
    with reading(folder, _WHAT):
        from transformers import AutoConfig, AutoTokenizer, DistilBertModel

        local = Path(folder).is_dir()
        kind = AutoConfig.from_pretrained(folder, local_files_only=local).model_type
        if kind != "distilbert":
            raise EncoderError(f"{folder} holds a model of type '{kind}', not 'distilbert'")
        network = DistilBertModel.from_pretrained(
            folder, local_files_only=local, use_safetensors=True, dtype="float32"
        )
        return network, AutoTokenizer.from_pretrained(folder, local_files_only=local)


def _fresh(config: Any) -> tuple[Any, Any]:
    """A network with random weights, and a tokenizer whose pieces are single letters and signs."""
    from transformers import DistilBertConfig, DistilBertModel, DistilBertTokenizerFast

    signs = sorted(set(string.printable) - set(string.whitespace) - set(string.ascii_uppercase))
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *signs, *(f"##{sign}" for sign in signs)]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = DistilBertTokenizerFast(vocab=vocabulary, model_max_length=config.max_tokens)
    options = DistilBertConfig(
        vocab_size=len(pieces),
        dim=config.width,
        hidden_dim=config.hidden,
        n_heads=config.heads,
        n_layers=config.layers,
        max_position_embeddings=config.max_tokens,
    )
    return DistilBertModel(options), tokenizer
