"""Vectors of items from who listens to them: weighted matrix factorisation by alternating least squares.

Hu, Koren, Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008, by `implicit` with
the conjugate gradients of Takács, Pilászy, Tikk 2011. Only the vectors of items are kept; those of listeners
are dropped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from torch import Tensor

from encoders.base import CulturalEncoder, EncoderError

ITEMS_FILE = "items.json"
WEIGHTINGS = ("log", "bm25")
SCALINGS = ("saturating", "unit", "none")


@dataclass(frozen=True)
class MatrixFactorizationConfig:
    """How to factorise, and, once that is done, how many items there are and what their names hash to.

    `alpha` is how much a single play counts, against 1 for none at all; `weighting` how that grows with the
    plays. `kind` says what the names of items are: a "track" (its id) or an "artist" (the name).
    """

    dimension: int = 200
    weighting: str = "log"
    alpha: float = 1.0
    regularization: float = 10.0
    iterations: int = 15
    scaling: str = "saturating"
    seed: int = 0
    kind: str = "track"
    items: int = 0
    items_sha256: str = hashlib.sha256(b"[]").hexdigest()


class MatrixFactorization(CulturalEncoder):
    """A table of item vectors, `[items, dimension]`, found by name."""

    Config: ClassVar[type] = MatrixFactorizationConfig
    config: MatrixFactorizationConfig
    vectors: Tensor

    def __init__(self, config: MatrixFactorizationConfig) -> None:
        super().__init__(config)
        if config.dimension < 1 or config.iterations < 1:
            raise EncoderError(
                f"{self.name} needs a dimension and iterations of at least 1, "
                f"not dimension {config.dimension} and iterations {config.iterations}"
            )
        for what, chosen, choices in (
            ("weighting", config.weighting, WEIGHTINGS),
            ("scaling", config.scaling, SCALINGS),
        ):
            if chosen not in choices:
                raise EncoderError(f"no {what} '{chosen}': choose from {', '.join(choices)}")
        self.register_buffer("vectors", torch.zeros(config.items, config.dimension))
        self._rows: dict[str, int] = {}

    @property
    def dimension(self) -> int:
        return self.config.dimension

    @property
    def items(self) -> tuple[str, ...]:
        """Names of the warm items, in the order of `vectors`."""
        return tuple(self._rows)

    def encode(self, items: Sequence[str]) -> NDArray[np.float32]:
        rows = self._find(items)
        found = np.zeros((len(rows), self.dimension), np.float32)
        known = rows >= 0
        found[known] = self.vectors.detach().float().cpu().numpy()[rows[known]]
        return found

    def warm(self, items: Sequence[str]) -> NDArray[np.bool_]:
        return self._find(items) >= 0

    def _find(self, items: Sequence[str]) -> NDArray[np.int64]:
        return np.array([self._rows.get(item, -1) for item in items], dtype=np.int64)

    @classmethod
    def fit(
        cls,
        listens: Iterable[tuple[str, str, float]],
        config: MatrixFactorizationConfig | None = None,
        threads: int = 1,
        on_iteration: Callable[[int], None] | None = None,
    ) -> Self:
        """Learn from (user, item, count); `on_iteration` is called with the number of iterations done.

        The same listens, in any order, give the same bytes, whatever the number of threads.
        """
        config = config or cls.Config()
        names, user_items = count_matrix(listens)
        if not names:
            raise EncoderError("nobody listened to anything: give listens with counts above 0")
        listed = _listed(names)
        encoder = cls(
            replace(config, items=len(names), items_sha256=hashlib.sha256(listed.encode()).hexdigest())
        )
        vectors = scaled(
            factorise(confidences(user_items, config), config, threads, on_iteration), config.scaling
        )
        encoder.vectors.copy_(torch.from_numpy(vectors))
        encoder._rows = {name: row for row, name in enumerate(names)}
        return encoder.eval()

    def save(self, folder: Path, half_precision: bool = False) -> None:
        super().save(folder, half_precision)
        (folder / ITEMS_FILE).write_text(_listed(self.items), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        encoder = super().load(folder)
        file = folder / ITEMS_FILE
        try:
            listed = file.read_text(encoding="utf-8")
        except OSError as error:
            raise EncoderError(f"the names of the items cannot be read: {file}: {error.strerror}") from error
        if hashlib.sha256(listed.encode()).hexdigest() != encoder.config.items_sha256:
            raise EncoderError(f"{file} is damaged: its SHA-256 is not the recorded one")
        encoder._rows = {name: row for row, name in enumerate(json.loads(listed))}
        return encoder


def confidences(user_items: csr_matrix, config: MatrixFactorizationConfig) -> csr_matrix:
    """Counts `[users, items]` to how sure one may be that the user likes the item, against 1 for no play.

    "log" is `alpha * log2(1 + count)`, so a single play counts `alpha`; "bm25" lets counts saturate, and a
    play of someone who plays everything says less.
    """
    if config.weighting == "bm25":
        from implicit.nearest_neighbours import bm25_weight

        return (config.alpha * bm25_weight(user_items.T, K1=100, B=0.8).T).tocsr().astype(np.float32)
    weighted = user_items.astype(np.float32)
    weighted.data = (config.alpha * np.log2(1 + user_items.data)).astype(np.float32)
    return weighted


def factorise(
    confidence: csr_matrix,
    config: MatrixFactorizationConfig,
    threads: int = 1,
    on_iteration: Callable[[int], None] | None = None,
) -> NDArray[np.float32]:
    """Item vectors `[items, dimension]` that explain `[users, items]` of confidences."""
    # limits hold for what is loaded already: the solver, and the BLAS that it brings, comes first
    from implicit.cpu.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    # the solver has threads of its own: those of a BLAS beside them would only wait for one another
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=config.dimension,
            regularization=config.regularization,
            iterations=config.iterations,
            num_threads=threads,
            random_state=np.random.default_rng(config.seed),
        )
        told = (lambda done, _seconds, _loss: on_iteration(done + 1)) if on_iteration else None
        model.fit(confidence, show_progress=False, callback=told)
    return np.asarray(model.item_factors, np.float32)


def scaled(vectors: NDArray[np.float32], scaling: str) -> NDArray[np.float32]:
    """Vectors `[items, dimension]` with lengths that a network can live with.

    Lengths grow with the number of listeners, over a factor of ten, and hide the directions, which say what
    an item is like. "unit" forgets them, and then one listener's word weighs as much as that of a thousand.
    "saturating" divides by the length plus the median of all lengths: the well-known come near 1, and what
    few were heard listening to stays short.
    """
    if scaling == "none":
        return vectors
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    softening = float(np.median(lengths)) if scaling == "saturating" else 0.0
    return np.asarray(vectors / np.maximum(lengths + softening, 1e-12), np.float32)


def count_matrix(listens: Iterable[tuple[str, str, float]]) -> tuple[list[str], csr_matrix]:
    """Names of items, and counts `[users, items]`, both in the order of the names, whatever came first."""
    heard = [listen for listen in listens if listen[2] > 0]
    names, columns = _numbered([item for _, item, _ in heard])
    listeners, rows = _numbered([user for user, _, _ in heard])
    counts = np.array([count for _, _, count in heard], dtype=np.float64)
    matrix = csr_matrix((counts, (rows, columns)), shape=(len(listeners), len(names)))
    matrix.sum_duplicates()
    return names, matrix


def _numbered(words: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    names = sorted(set(words))
    place = {name: number for number, name in enumerate(names)}
    return names, np.array([place[word] for word in words], dtype=np.int64)


def _listed(names: Iterable[str]) -> str:
    return json.dumps(list(names), ensure_ascii=False)
