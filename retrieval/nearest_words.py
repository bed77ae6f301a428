"""Which words a text encoder holds to be near a query, as in Table 5.4 of the thesis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from encoders.base import TextEncoder
from encoders.text._words import close_spellings


@dataclass(frozen=True)
class Neighbours:
    """A query, the words nearest to it with their cosines, nearest first; or, of an unknown query, nothing
    but the words that are written most like it."""

    query: str
    known: bool
    words: tuple[tuple[str, float], ...]
    written_alike: tuple[str, ...] = ()


def nearest_words(
    encoder: TextEncoder, queries: Sequence[str], candidates: Sequence[str], count: int
) -> list[Neighbours]:
    """For each query the `count` nearest of the candidates, which do not count as their own neighbours."""
    candidates = list(dict.fromkeys(candidates))
    known = encoder.known(candidates)
    readable = [word for word, is_known in zip(candidates, known, strict=True) if is_known]
    table = _unit(encoder.encode(readable))
    asked = _unit(encoder.encode(queries))
    found = []
    for query, is_known, vector in zip(queries, encoder.known(queries), asked, strict=True):
        if not is_known:
            alike = close_spellings(query, readable, count)
            found.append(Neighbours(query, False, (), tuple(alike)))
            continue
        cosines = table @ vector
        order = np.argsort(-cosines, kind="stable")
        others = [place for place in order if _plain(readable[place]) != _plain(query)][:count]
        words = tuple((readable[place], float(cosines[place])) for place in others)
        found.append(Neighbours(query, True, words))
    return found


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


def _plain(word: str) -> str:
    return word.replace("_", " ").strip().lower()
