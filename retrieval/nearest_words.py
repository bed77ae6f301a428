"""Which words a text encoder holds to be near a query, as in Table 5.4 of the thesis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from encoders.base import TextEncoder
from encoders.text._words import close_spellings
from encoders.text.word2vec import Word2Vec

ALIKE = 5
"""How many known words are told for an unknown one."""
FAR = 0.45
"""Cosines below this say little: to all-MiniLM-L6-v2, keys hit at random reach .42 with some tag or other."""


@dataclass(frozen=True)
class Neighbours:
    """A query, and the words nearest to it with their cosines, nearest first; none for an unknown query.

    `unread` are the words of the query, or all of it, that the encoder does not know, each with the known
    words that are written most like it.
    """

    query: str
    words: tuple[tuple[str, float], ...]
    unread: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def far(self) -> bool:
        """Whether not even the nearest word is near enough to say anything."""
        return bool(self.words) and self.words[0][1] < FAR


def nearest_words(
    encoder: TextEncoder, queries: Sequence[str], candidates: Sequence[str], count: int
) -> list[Neighbours]:
    """For each query the `count` nearest of the candidates, which do not count as their own neighbours."""
    if isinstance(encoder, Word2Vec) and candidates is encoder.words:
        # millions of words need not be looked up one by one where they all are
        readable, table = list(candidates), _unit(encoder.vectors.numpy())
    else:
        candidates = list(dict.fromkeys(candidates))
        known = encoder.known(candidates)
        readable = [word for word, is_known in zip(candidates, known, strict=True) if is_known]
        table = _unit(encoder.encode(readable))
    asked = _unit(encoder.encode(queries))
    found = []
    for query, is_known, vector in zip(queries, encoder.known(queries), asked, strict=True):
        words: tuple[tuple[str, float], ...] = ()
        if is_known:
            cosines = table @ vector
            order = np.argsort(-cosines, kind="stable")
            others = [place for place in order if _plain(readable[place]) != _plain(query)][:count]
            words = tuple((readable[place], float(cosines[place])) for place in others)
        missed = [] if is_known else [query]
        if is_known and isinstance(encoder, Word2Vec):
            missed = encoder.unknown_words(query)
        unread = tuple((word, tuple(close_spellings(word, readable, ALIKE))) for word in missed)
        found.append(Neighbours(query, words, unread))
    return found


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


def _plain(word: str) -> str:
    return word.replace("_", " ").strip().lower()
