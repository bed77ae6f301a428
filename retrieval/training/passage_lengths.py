"""Passages made shorter and plain texts made longer, so that length and layout do not tell what has a mood.

What has a mood in the story corpus has several sentences, and what has none elsewhere is one. A branch that
sees how a text is built would learn that, and find no mood in a sentence that stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retrieval.sentences import sentences_of
from retrieval.training.passages import Lot

JOINED = 1000
"""Texts that are put together out of plain ones."""
_LEAST_WORDS = 5
_TWO = 0.4  # how often a part is two sentences
_FROM, _TO = 2, 5  # how many texts are put together: from, to before


def in_parts(lot: Lot, share: float, rng: np.random.Generator) -> Lot:
    """One sentence of each text, or two that follow each other, which feel as the whole does."""
    return replace(lot, texts=tuple(_part(text, rng) for text in lot.texts), share=share)


def put_together(lots: Sequence[Lot], share: float, rng: np.random.Generator) -> Lot:
    """Texts of one lot in a row, all of which feel like nothing; each lot is as likely as another."""
    drawn = [lots[place] for place in rng.integers(len(lots), size=JOINED)]
    texts = [
        " ".join(lot.texts[row] for row in rng.choice(len(lot.texts), rng.integers(_FROM, _TO)))
        for lot in drawn
    ]
    return Lot(tuple(texts), lots[0].feels[:1].repeat(JOINED, axis=0), np.full(JOINED, 1 / JOINED), share)


def _part(text: str, rng: np.random.Generator) -> str:
    told = [
        own
        for own in sentences_of(text)
        if not (own.heading or own.label) and len(text[own.start : own.end].split()) >= _LEAST_WORDS
    ]
    if not told:
        return text
    first = int(rng.integers(len(told)))
    last = min(first + int(rng.random() < _TWO), len(told) - 1)
    return text[told[first].start : told[last].end]
