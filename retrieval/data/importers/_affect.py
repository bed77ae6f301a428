"""What the importers of feelings share: scales of ratings, shares of a split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.data.importers._tables import number_in
from retrieval.data.manifest import Passage
from retrieval.data.manifest_validation import ManifestError
from retrieval.data.splits import deal


def centred(path: Path, line: int, column: str, cell: str, lowest: float, highest: float) -> float:
    """A rating from a scale `lowest` to `highest`, on the manifest's scale of -1 to 1."""
    value = number_in(path, line, column, cell)
    if not lowest <= value <= highest:
        raise ManifestError(
            f"{path}, line {line}: column '{column}' is {cell}; this layout's scale runs from {lowest:g} to "
            f"{highest:g}"
        )
    return round((2 * value - lowest - highest) / (highest - lowest), 6)


def dealt(
    passages: Sequence[Passage], shares: Sequence[float], seed: int, by_title: bool = False
) -> tuple[Passage, ...]:
    """The passages with splits in these shares, every emotion in about the same ones; titles whole or not."""
    groups = [("title", own.title) if by_title else ("passage", own.id) for own in passages]
    names = deal(groups, [own.emotions for own in passages], shares, seed)
    return tuple(replace(own, split=name) for own, name in zip(passages, names, strict=True))
