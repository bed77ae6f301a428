"""Word vectors: each word has one, learned from the words around it. A text is the mean of what it knows.

Mikolov et al., "Efficient estimation of word representations in vector space", ICLR 2013; the thesis, 5.2.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from encoders.base import CONFIG_FILE, WEIGHTS_FILE, EncoderError, TextEncoder, sha256_of
from encoders.text._vector_files import read_vectors
from encoders.text._words import close_spellings, parts_of, spellings, words_of

VOCABULARY_FILE = "vocabulary.json"
LONGEST_PHRASE = 3


@dataclass(frozen=True)
class Config:
    """`vectors` is a file of word2vec, GloVe or gensim; `limit` takes its first words, 0 all."""

    vectors: str = ""
    limit: int = 0


class Word2Vec(TextEncoder):
    """A frozen table of words and phrases, and their vectors.

    A text is looked up whole first (`deep house` as deep_house), then by the longest known phrases in it, up
    to three words, and its vector is the mean of what is found. A text of which nothing is known is a vector
    of zeros, and `nearest_known` tells what might have been meant.

    **Shape**: `tokens` gives `ids [B, T]`, rows of the table, and `mask [B, T]`, 1 where there is a word.
    """

    Config: ClassVar[type] = Config
    vectors: Tensor

    def __init__(
        self,
        config: Any,
        words: Sequence[str] | None = None,
        vectors: NDArray[np.float32] | None = None,
    ) -> None:
        super().__init__(config)
        if words is None or vectors is None:
            if not config.vectors:
                raise EncoderError(
                    "word2vec needs a file of word vectors (option 'vectors'), or train one: "
                    "python -m scripts.words train FOLDER --out MODEL"
                )
            words, vectors = read_vectors(Path(config.vectors).expanduser(), config.limit)
        self.words = tuple(words)
        self.register_buffer("vectors", torch.from_numpy(np.array(vectors, np.float32)))
        # of two equal words the first, which is the more frequent, counts
        self._rows = {word: row for row, word in reversed(list(enumerate(self.words)))}

    @property
    def dimension(self) -> int:
        return self.vectors.shape[1]

    def rows(self, text: str) -> list[int]:
        """The rows of the table that a text is made of; none where nothing of it is known."""
        return self._read(text)[0]

    def unknown_words(self, text: str) -> list[str]:
        """The words of a text that its vector leaves out."""
        return self._read(text)[1]

    def tokens(self, texts: Sequence[str]) -> dict[str, Tensor]:
        found = [self.rows(text) for text in texts]
        longest = max(map(len, found), default=0)
        ids = torch.zeros(len(texts), max(1, longest), dtype=torch.int64)
        mask = torch.zeros(ids.shape, dtype=torch.float32)
        for place, rows in enumerate(found):
            ids[place, : len(rows)] = torch.tensor(rows, dtype=torch.int64)
            mask[place, : len(rows)] = 1
        return {"ids": ids, "mask": mask}

    def forward(self, tokens: dict[str, Tensor]) -> Tensor:
        mask = tokens["mask"][:, :, None]
        vectors = torch.nn.functional.embedding(tokens["ids"], self.vectors) * mask
        return vectors.sum(dim=1) / mask.sum(dim=1).clamp(min=1)

    def known(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        return np.array([bool(self.rows(text)) for text in texts], dtype=bool)

    def nearest_known(self, text: str, count: int = 5) -> list[str]:
        """The words of the table that are written most like a text, for telling what was perhaps meant."""
        return close_spellings(text, self.words, count)

    def save(self, folder: Path, half_precision: bool = False) -> None:
        super().save(folder, half_precision)
        text = json.dumps(self.words, ensure_ascii=False, indent=0)
        (folder / VOCABULARY_FILE).write_text(text + "\n", encoding="utf-8")
        described = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        described["vocabulary_sha256"] = sha256_of(folder / VOCABULARY_FILE)
        (folder / CONFIG_FILE).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        described = cls._described(folder)
        for name, recorded in (
            (WEIGHTS_FILE, described["sha256"]),
            (VOCABULARY_FILE, described["vocabulary_sha256"]),
        ):
            if not (folder / name).is_file() or sha256_of(folder / name) != recorded:
                raise EncoderError(
                    f"{folder / name} is missing or damaged: its SHA-256 is not the recorded one"
                )
        words = json.loads((folder / VOCABULARY_FILE).read_text(encoding="utf-8"))
        vectors = load_file(folder / WEIGHTS_FILE)["vectors"].float().numpy()
        return cls(cls.Config(**described["config"]), words, vectors).eval()

    def _read(self, text: str) -> tuple[list[int], list[str]]:
        words = words_of(text)
        whole = self._row(words, joined=len(words) <= LONGEST_PHRASE)
        return ([whole], []) if whole is not None else self._parts(words)

    def _row(self, words: Sequence[str], joined: bool) -> int | None:
        found = (self._rows.get(form) for form in spellings(words, joined))
        return next((row for row in found if row is not None), None)

    def _parts(self, words: Sequence[str]) -> tuple[list[int], list[str]]:
        """Rows of the longest known phrases from left to right, and the words of which nothing is known.

        An unknown compound counts as its parts.
        """
        rows: list[int] = []
        unknown: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
                row = self._row(words[at : at + length], joined=length == 1)
                if row is not None:
                    rows.append(row)
                    at += length
                    break
            else:
                parts = parts_of(words[at])
                inner, missed = self._parts(parts) if len(parts) > 1 else ([], [words[at]])
                rows += inner
                unknown += missed
                at += 1
        return rows, unknown
