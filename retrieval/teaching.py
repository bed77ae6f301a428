"""Tags that a person teaches by examples, without any training of the networks.

What was learned is kept in the catalogue as numbers, with the examples: where the bundle has changed since,
it is learned again from these. `judge` says what a taught tag is worth before anybody relies on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.catalogue import Catalogue
from retrieval.examples import ExampleError, Head, Vectors, learn
from retrieval.shelf import Shelf

ENOUGH = 3
"""Likes from which on something can be said about what was learned."""
FOLDS = 5
HARDLY_BETTER = 0.65
"""Where a left-out example does not outrank other music more often than this, there is nothing in common."""
SAME = 0.999


@dataclass(frozen=True)
class Judgement:
    """How often an example that was left out outranked the unlikes and the rest of the library, 0 to 1.

    None where the examples are too few. `warning` says what is wrong with them, if anything is.
    """

    figure: float | None
    warning: str = ""


def judge(likes: Vectors, unlikes: Vectors, background: Vectors) -> Judgement:
    """Cross-validated worth of what examples teach. **Shape**: `[K, D]`, `[U, D]`, `[M, D]`."""
    if len(unlikes) and float((likes @ unlikes.T).max()) >= SAME:
        return Judgement(None, "the examples contradict each other: a track is liked and unliked at once")
    if len(likes) < ENOUGH:
        return Judgement(
            None,
            f"{len(likes)} liked tracks are too few to tell how well this is understood: give {ENOUGH} or "
            "more, better ten",
        )
    folds = min(FOLDS, len(likes))
    above_library, above_unlikes = [], []
    others = background[(background @ likes.T).max(axis=1) < SAME]
    for fold in range(folds):
        out, out_unlikes = np.arange(len(likes)) % folds == fold, np.arange(len(unlikes)) % folds == fold
        head = learn(likes[~out], unlikes[~out_unlikes], others)
        scores = likes[out] @ head.weights
        above_library += list((scores[:, None] > others @ head.weights).mean(axis=1))
        if out_unlikes.any():
            above_unlikes += list((scores[:, None] > unlikes[out_unlikes] @ head.weights).mean(axis=1))
    figure = float(np.mean(above_library))
    if figure < HARDLY_BETTER:
        return Judgement(figure, "the liked tracks have hardly anything in common that can be heard")
    if above_unlikes and np.mean(above_unlikes) < 0.5:
        return Judgement(figure, "the examples contradict each other: the unliked tracks are more like the "
                         "liked ones than these are like themselves")  # fmt: skip
    return Judgement(figure)


def taught_heads(catalogue: Catalogue, shelf: Shelf) -> dict[str, Head]:
    """What each taught tag asks for in the space of the index; those that cannot be had are left out."""
    found = {}
    for tag in catalogue.taught_tags():
        if tag.head is not None and tag.bundle == shelf.generation.bundle:
            found[tag.name] = Head.from_bytes(tag.head)
            continue
        try:
            found[tag.name] = learn(shelf.vectors(tag.likes), shelf.vectors(tag.unlikes), shelf.background)
        except ExampleError:
            continue
    return found
