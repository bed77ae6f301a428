"""In which words the anchors of triplets come: tags as they stand, phrasings of them, descriptions of songs.

Everything that may be said is written down before training, as rows of one matrix of text vectors, so that
drawing an anchor is drawing a row. A description states tags; whoever lacks one of them is a true negative.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.config import JointData
from retrieval.data.manifest import Track


class Stated(Protocol):
    """A sentence about a song, and the tags that it states."""

    @property
    def text(self) -> str: ...

    @property
    def tags(self) -> tuple[str, ...]: ...


class Wording(Protocol):
    """Finds words. The same generator state gives the same words."""

    def of_tag(self, tag: str, rng: np.random.Generator) -> str:
        """One way to say a tag."""

    def of_song(self, track: Track, rng: np.random.Generator) -> Stated | None:
        """One description of a song, or None where there is nothing to say."""


@dataclass(frozen=True)
class Anchors:
    """All texts that may be anchors, and where each belongs. Texts are rows; T follows the tags.

    `tag_rows` `[T, P]` are the rows of each tag's texts, the plain tag first; `song_rows` `[N, S]` those of
    each song's descriptions, -1 where there are fewer. `states` bool `[texts, T]`: the tags a text states.
    """

    texts: tuple[str, ...]
    tag_rows: NDArray[np.int64]
    song_rows: NDArray[np.int64]
    states: NDArray[np.bool_]


def anchors(
    tags: Sequence[str],
    tracks: Sequence[Track],
    truth: NDArray[np.bool_],
    wording: Wording | None,
    config: JointData,
    seed: int,
) -> Anchors:
    """Write down every anchor text for these tags and songs.

    A description is kept only when it states at least one tag, all of them anchors here and true of its song
    in `truth` `[N, T]`. So a tag held out of training is in no description; nor is its name in any other
    tag's phrasings. What is said of one tag or song does not depend on which others there are.
    """
    secret = re.compile("|".join(rf"\b{re.escape(tag)}\b" for tag in config.held_out_tags) or r"(?!)", re.I)
    place = {tag: column for column, tag in enumerate(tags)}
    texts: dict[tuple[str, frozenset[int]], int] = {}

    def row(text: str, columns: frozenset[int]) -> int:
        return texts.setdefault((text, columns), len(texts))

    others = config.phrasings if wording is not None and config.phrasing_share > 0 else 0
    tag_rows = np.zeros((len(tags), 1 + others), np.int64)
    for column, tag in enumerate(tags):
        said, rng = [tag], _dice(seed, tag)
        while wording is not None and len(said) <= others:
            text = wording.of_tag(tag, rng)
            said.append(tag if secret.search(text) else text)
        tag_rows[column] = [row(text, frozenset([column])) for text in said]
    wanted = config.descriptions if wording is not None and config.description_share > 0 else 0
    song_rows = np.full((len(tracks), wanted), -1, np.int64)
    for number, track in enumerate(tracks):
        kept, rng = 0, _dice(seed, track.id)
        for _ in range(wanted):
            found = wording.of_song(track, rng) if wording is not None else None
            if found is None or not found.tags or any(tag not in place for tag in found.tags):
                continue
            if secret.search(found.text):
                continue
            columns = frozenset(place[tag] for tag in found.tags)
            if truth[number, list(columns)].all():
                song_rows[number, kept] = row(found.text, columns)
                kept += 1
    states = np.zeros((len(texts), len(tags)), dtype=bool)
    for (_, columns), number in texts.items():
        states[number, list(columns)] = True
    return Anchors(tuple(text for text, _ in texts), tag_rows, song_rows, states)


def _dice(seed: int, name: str) -> np.random.Generator:
    """A generator for this tag or song alone."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])
