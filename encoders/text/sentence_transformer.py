"""Sentences by a network of the sentence-transformers family; by default all-MiniLM-L6-v2 from PyPI.

Reimers and Gurevych, "Sentence-BERT: Sentence embeddings using Siamese BERT-networks", EMNLP 2019.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import torch
from safetensors.torch import load_file
from torch import Tensor

from encoders.base import CONFIG_FILE, EncoderError
from encoders.packaged import PACKAGE, SHA256, packaged_model
from encoders.packaged import WEIGHTS_FILE as _WEIGHTS
from encoders.text._transformer import TransformerEncoder, located, reading

_WHAT = "a model that sentence-transformers wrote"


@dataclass(frozen=True)
class Config:
    """`source` is the installed package, a folder that sentence-transformers wrote, or a name on a hub."""

    source: str = PACKAGE


class SentenceTransformer(TransformerEncoder):
    """A published sentence encoder, up to and without its last normalisation, which cosines do not need.

    `save` does not copy weights that are those of the package: `encoder.json` has their name and SHA-256.
    """

    Config: ClassVar[type] = Config

    def __init__(self, config: Any, files: Path | None = None) -> None:
        super().__init__(config, files)
        if files is not None:
            folder = str(files)
        elif config.source == PACKAGE:
            folder = str(packaged_model())
        else:
            folder = located(config.source, _WHAT)
        with reading(folder, _WHAT):
            from sentence_transformers import SentenceTransformer as Network

            self.network = Network(
                folder,
                device="cpu",
                trust_remote_code=False,
                local_files_only=Path(folder).is_dir(),
                model_kwargs={"use_safetensors": True, "dtype": "float32"},
            )
        self.eval()

    @property
    def dimension(self) -> int:
        dimension: int | None = self.network.get_embedding_dimension()
        assert dimension is not None
        return dimension

    @property
    def max_tokens(self) -> int | None:
        limit: int | None = self.network.max_seq_length
        return limit

    @property
    def tokenizer(self) -> Any:
        return self.network.tokenizer

    @property
    def transformer(self) -> Any:
        return self.network.transformers_model

    def tokens(self, texts: Sequence[str]) -> dict[str, Tensor]:
        features = self.network.preprocess(list(texts))
        return {name: value for name, value in features.items() if isinstance(value, Tensor)}

    def forward(self, tokens: dict[str, Tensor]) -> Tensor:
        features: dict[str, Any] = dict(tokens)
        for module in self.network:
            if type(module).__name__ != "Normalize":
                features = module(features)
        vectors: Tensor = features["sentence_embedding"]
        return vectors

    def write_files(self, folder: Path) -> None:
        self.network.save(str(folder), create_model_card=False)

    def save(self, folder: Path, half_precision: bool = False) -> None:
        if self.config.source == PACKAGE and self._is_as_packaged():
            folder.mkdir(parents=True, exist_ok=True)
            self._describe(folder, {"sha256": SHA256[_WEIGHTS]})
        else:
            super().save(folder, half_precision)

    @classmethod
    def load(cls, folder: Path) -> Self:
        described = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        if described.get("sha256", SHA256[_WEIGHTS]) != SHA256[_WEIGHTS]:
            raise EncoderError(f"{folder} was made with other weights than those of the package {PACKAGE}")
        return super().load(folder)

    def _is_as_packaged(self) -> bool:
        """Whether no weight was changed by training since they came out of the package."""
        network = self.transformer
        published = load_file(packaged_model() / _WEIGHTS)
        return all(torch.equal(value.cpu(), published[name]) for name, value in network.named_parameters())
