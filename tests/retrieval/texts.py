"""A text encoder as small as can be: each word has a vector of its own, a text is their sum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

import torch
from torch import Tensor

from encoders.base import CONFIG_FILE, TextEncoder


@dataclass(frozen=True)
class ToyConfig:
    width: int = 8


class ToyTexts(TextEncoder):
    """Counts how often it was asked, so that a test can see whether a cache was used."""

    Config: ClassVar[type] = ToyConfig

    def __init__(self, config: ToyConfig | None = None) -> None:
        super().__init__(config or ToyConfig())
        self.read = 0

    @property
    def dimension(self) -> int:
        return int(self.config.width)

    def tokens(self, texts: Sequence[str]) -> dict[str, Tensor]:
        self.read += len(texts)
        return {"sums": torch.stack([self._sum(text) for text in texts])}

    def forward(self, tokens: dict[str, Tensor]) -> Tensor:
        return tokens["sums"]

    def _sum(self, text: str) -> Tensor:
        found = torch.zeros(self.dimension)
        for word in text.split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:7])
            found += torch.randn(self.dimension, generator=torch.Generator().manual_seed(seed))
        return found

    def save(self, folder: Path, half_precision: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CONFIG_FILE).write_text(json.dumps({"encoder": self.name, "width": self.dimension}))

    @classmethod
    def load(cls, folder: Path) -> Self:
        return cls(ToyConfig(json.loads((folder / CONFIG_FILE).read_text())["width"]))
