"""Tags that a person teaches by examples, without any training of the networks.

What was learned is kept in the catalogue as numbers, with the examples: where the bundle has changed since,
it is learned again from these. `judge` says what a taught tag is worth before anybody relies on it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from index.catalogue import Catalogue
from index.own_tags import LONGEST_TAG
from index.records import TaughtTag
from retrieval.diversity import SAME
from retrieval.examples import ExampleError, Head, Vectors, learn
from retrieval.known_words import KnownWords
from retrieval.query import Part
from retrieval.shelf import Shelf

ENOUGH = 3
"""Likes from which on something can be said about what was learned."""
FOLDS = 5
HARDLY_BETTER = 0.65
"""Where an example that was left out does not outrank other music more often, there is nothing in common."""


class TeachingError(Exception):
    """A tag that cannot be taught; the message says what to give instead."""


@dataclass(frozen=True)
class Judgement:
    """How often a liked track that was left out outranked the rest of the library, 0 to 1.

    None where the examples are too few. `warning` says what is wrong with them, if anything is.
    """

    figure: float | None
    warning: str = ""


def teach(
    catalogue: Catalogue, shelf: Shelf, name: str, likes: Sequence[str], unlikes: Sequence[str]
) -> tuple[TaughtTag, Judgement]:
    """Learn a tag from tracks by their keys, add them to those it has been taught by before, and keep it.

    A track changes sides when it is given for the other one.
    """
    name = typeable(name)
    if both := set(likes) & set(unlikes):
        raise TeachingError(f"track {min(both)[:8]} is given as liked and as unliked: give it once")
    with catalogue.writing():  # who teaches the same tag meanwhile waits, and then adds to what this leaves
        return _taught(catalogue, shelf, name, likes, unlikes)


def _taught(
    catalogue: Catalogue, shelf: Shelf, name: str, likes: Sequence[str], unlikes: Sequence[str]
) -> tuple[TaughtTag, Judgement]:
    before = next((tag for tag in catalogue.taught_tags() if tag.name == name), None)
    if before is not None:
        likes = [*(key for key in before.likes if key not in unlikes), *likes]
        unlikes = [*(key for key in before.unlikes if key not in likes), *unlikes]
    return _learned(catalogue, shelf, name, list(dict.fromkeys(likes)), list(dict.fromkeys(unlikes)))


def take_back(
    catalogue: Catalogue, shelf: Shelf, name: str, keys: Collection[str]
) -> tuple[TaughtTag, Judgement] | None:
    """Teach a tag by its examples without these; None where no liked one is left: the tag is forgotten."""
    with catalogue.writing():
        before = next((tag for tag in catalogue.taught_tags() if tag.name == name), None)
        likes, unlikes = (
            [key for key in sides if key not in keys]
            for sides in ((before.likes, before.unlikes) if before else ((), ()))
        )
        if likes:
            return _learned(catalogue, shelf, name, likes, unlikes)
        catalogue.forget_taught(name)
        return None


def _learned(
    catalogue: Catalogue, shelf: Shelf, name: str, likes: Sequence[str], unlikes: Sequence[str]
) -> tuple[TaughtTag, Judgement]:
    liked, unliked = shelf.vectors(likes), shelf.vectors(unlikes)
    if not liked.any():
        raise TeachingError(
            "none of the liked tracks is in the index with sound in it: give some with --like, after "
            "python -m scripts.index build"
        )
    judgement = judge(liked, unliked, shelf.background)
    head = learn(liked, unliked, shelf.background).to_bytes()
    tag = TaughtTag(name, tuple(likes), tuple(unlikes), head, shelf.generation.bundle, judgement.figure)
    catalogue.save_taught(tag)
    return tag, judgement


def word_before(shelf: Shelf, name: str) -> str | None:
    """The word of the bundle that a search for `name` meant before it was taught; None for a new one.

    A taught tag goes before it wherever a part of a search is its name alone; in a longer phrase, the bundle
    reads the word as ever.
    """
    place = KnownWords(shelf.generation.tag_names).place(name)
    return None if place is None else shelf.generation.tag_names[place]


def typeable(name: str) -> str:
    """The name as it is kept; raises `TeachingError` for one that could not be typed into a search."""
    name = " ".join(name.split())
    try:
        part = Part(name)
    except ValueError:
        part = None
    if part is None or str(part) != name:
        raise TeachingError(
            f"'{name}' would not be read as one name in a search: choose words without signs, such as my tag"
        )
    if len(name) > LONGEST_TAG:
        raise TeachingError(f"'{name[:20]}…' is too long for a tag: {LONGEST_TAG} letters at most")
    return name


def judge(likes: Vectors, unlikes: Vectors, background: Vectors) -> Judgement:
    """Cross-validated worth of what examples teach. **Shape**: `[K, D]`, `[U, D]`, `[M, D]`."""
    likes, unlikes = likes[likes.any(axis=1)], unlikes[unlikes.any(axis=1)]
    if len(unlikes) and float((likes @ unlikes.T).max(initial=0)) >= SAME:
        return Judgement(
            None, "the examples contradict each other: a liked and an unliked track sound the same"
        )
    if len(likes) < ENOUGH:
        return Judgement(
            None,
            f"too few examples to tell how well this is understood: {len(likes)} liked, and {ENOUGH} are the "
            "least, better ten",
        )
    others = background[(background @ likes.T).max(axis=1) < SAME]
    if not len(others):
        return Judgement(None, "there is no other music in the index to tell the examples from")
    above_others, above_unlikes = [], []
    for fold in range(min(FOLDS, len(likes))):
        out = np.arange(len(likes)) % FOLDS == fold
        unlikes_out = np.arange(len(unlikes)) % FOLDS == fold
        head = learn(likes[~out], unlikes[~unlikes_out], others)
        scores = head.logits(likes[out])[:, None]
        above_others += list((scores > head.logits(others)).mean(axis=1))
        above_unlikes += list((scores > head.logits(unlikes[unlikes_out])).ravel())
    figure = float(np.mean(above_others))
    if above_unlikes and np.mean(above_unlikes) < 0.5:
        return Judgement(
            figure,
            "the examples contradict each other: unliked tracks are more like the liked ones than these are "
            "like each other",
        )
    if figure < HARDLY_BETTER:
        return Judgement(figure, "the liked tracks have hardly anything in common that is heard here")
    return Judgement(figure)


def taught_heads(catalogue: Catalogue, shelf: Shelf) -> dict[str, Head]:
    """What each taught tag asks for in the space of the index; tags without examples in it are left out."""
    found = {}
    for tag in catalogue.taught_tags():
        if tag.head is not None and tag.bundle == shelf.generation.bundle:
            with suppress(ValueError):  # kept by another version of Leitmotif: the examples teach it again
                found[tag.name] = Head.from_bytes(tag.head)
                continue
        try:
            found[tag.name] = learn(shelf.vectors(tag.likes), shelf.vectors(tag.unlikes), shelf.background)
        except ExampleError:
            continue
    return found
