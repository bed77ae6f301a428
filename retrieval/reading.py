"""From a request to parts that any song can be judged by: words, names, taught tags and examples.

Every part gives one direction in the joint space, by which an index finds candidates, and a probability for
each song or segment. `retrieval.composition` makes one score of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from index.generations import Generation
from index.records import TrackRow
from retrieval import names, query
from retrieval.composition import chance, compose, fits
from retrieval.examples import Head
from retrieval.hits import NameMatch, Understood
from retrieval.known_words import KnownWords
from retrieval.matcher import Asked, Matcher, Prepared
from retrieval.names import NameReading, plain
from retrieval.query import Part, Query
from retrieval.shelf import Shelf

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

MEANT = 0.5
"""A part is told as a name when it is likelier one than not."""
_AROUND_NAMES = frozenset(
    {"a", "an", "and", "anything", "by", "from", "in", "it", "like", "music", "of", "or", "piece", "pieces"}
    | {"some", "something", "song", "songs", "sung", "that", "the", "track", "tracks", "with"}
)
_SAY_NOTHING = (
    _AROUND_NAMES
    | {"am", "are", "as", "at", "be", "but", "for", "has", "have", "if", "is", "its"}
    | {
        *(
            "near",
            "no",
            "nor",
            "not",
            "on",
            "so",
            "than",
            "then",
            "there",
            "these",
            "this",
            "those",
            "to",
            "was",
        ),
    }
)
"""Words that, alone, can be heard in no music, though they may be a name: The The."""

_AWAY = (1.0, 2.0)
"""How far candidates are looked for away from what is not wanted; judging them settles the rest."""


class Reader(Protocol):
    """The side of a bundle that reads: `retrieval.text_reader.TextReader`, or a `JointBundle`."""

    matcher: Matcher | None

    def ask(self, texts: Sequence[str]) -> Asked: ...

    def fingerprint(self) -> str: ...


@dataclass(frozen=True)
class Reading:
    """P parts. `heads` are those of taught tags and examples, `names` what texts may name, both by place."""

    understood: tuple[Understood, ...]
    texts: Prepared
    """Of the parts that are texts, in their order."""
    heads: Mapping[int, Head]
    names: Mapping[int, NameReading]
    struck: Mapping[int, Rows]
    """Of a part by its place: rows of tracks in which a tag that it asks for is struck out."""
    remarks: tuple[str, ...] = ()

    @cached_property
    def query(self) -> Query:
        """As `retrieval.composition` takes it, which asks for weights and exclusions alone: an example may be
        called what no text of a part can be."""
        return Query(tuple(Part("part", each.weight, each.excluded) for each in self.understood))

    @property
    def directions(self) -> Vectors:
        """Unit vectors towards what is wanted, `[W, D]`: each wanted part, all of them together, and these
        away from what is not wanted."""
        texts = iter(self.texts.asked.vectors)
        places = range(len(self.understood))
        each = _unit(
            np.stack([self.heads[place].weights if place in self.heads else next(texts) for place in places])
        )
        excluded = np.array([part.excluded for part in self.understood])
        weights = np.array([[part.weight] for part in self.understood], np.float32)
        wanted = (weights * each)[~excluded].sum(axis=0, keepdims=True)
        found = [each[~excluded]]
        if (~excluded).sum() > 1:
            found.append(wanted)
        if excluded.any():
            unwanted = (weights * each)[excluded].sum(axis=0, keepdims=True)
            found += [wanted - much * unwanted for much in _AWAY]
        return _unit(np.concatenate(found))

    @cached_property
    def tags(self) -> frozenset[int]:
        """Places of the tags that texts ask for, wanted or not."""
        return frozenset(place for own in self.texts.columns for place in own)

    @property
    def namesakes(self) -> tuple[str, ...]:
        """Keys of tracks whose metadata hold words that are wanted: to be judged, however they sound."""
        return tuple(
            key
            for place, reading in self.names.items()
            if not self.understood[place].excluded
            for key in reading.found
        )

    def by_sound(self, songs: Vectors, heard: NDArray[np.floating] | None) -> Vectors:
        """How likely each part holds, `[P, N]`, of songs or segments `[N, D]` with tags heard `[N, T]`, which
        are not needed unless `texts.asks_head`."""
        told = iter(self.texts.probabilities(songs, heard) if self.texts.asked.texts else ())
        found = [
            self.heads[place].probabilities(songs) if place in self.heads else next(told)
            for place in range(len(self.understood))
        ]
        return np.stack(found)

    def believed(self, by_sound: Vectors, rows: Rows, generation: Generation) -> Vectors:
        """The same when names count as well, and what people struck out does not; `rows` `[N]` say which
        track each column is of."""
        found = by_sound.copy()
        for place, struck in self.struck.items():
            found[place, np.isin(rows, struck)] = 0
        for place, reading in self.names.items():
            if reading.found:
                places = _places(generation.rows(reading.found), rows)
                found[place] = reading.believed(found[place], places)
        return found

    def score(self, probabilities: Vectors) -> NDArray[np.float32]:
        """One score for each song, `[N]`, from `[P, N]`."""
        return compose(self.query, probabilities)

    def fits(self, probabilities: Vectors) -> NDArray[np.bool_]:
        """Which songs are no weak match, `[N]`, from `[P, N]`."""
        return fits(self.query, probabilities)

    def chances(self, probabilities: Vectors) -> NDArray[np.float32]:
        """How likely it is that all of the query holds of each song, `[N]`, from `[P, N]`."""
        return np.asarray(chance(self.query, probabilities), np.float32)

    def names_of(self, row: TrackRow) -> tuple[NameMatch, ...]:
        """Words of the query that stand in a track's metadata."""
        return tuple(
            NameMatch(self.understood[place].text, each.field, each.value)
            for place, reading in self.names.items()
            if row.key in reading.found and not self.understood[place].excluded
            for each in names.find(self.understood[place].text, row)
        )


def read(
    text: str,
    examples: Sequence[tuple[Understood, Head]],
    reader: Reader,
    catalogue: Catalogue,
    taught: Mapping[str, Head],
    shelf: Shelf,
) -> Reading:
    """What was typed and given. Raises `QueryError` for text that cannot be searched for."""
    matcher = reader.matcher
    assert matcher is not None
    known, own = matcher.known, KnownWords(list(taught))
    typed = query.parse(text) if text.strip() else None
    parts, remarks = (typed.parts, typed.remarks) if typed else ((), ())
    understood: list[Understood] = []
    heads: dict[int, Head] = {}
    for part in _without_names_inside(parts, known, own, shelf):
        place = own.place(part.text)
        if place is None:
            understood.append(Understood(part.text, "sound", part.weight, part.excluded))
        else:
            heads[len(understood)] = list(taught.values())[place]
            understood.append(Understood(part.text, "taught tag", part.weight, part.excluded))
    texts = [place for place in range(len(understood)) if place not in heads]
    for example, head in examples:
        heads[len(understood)] = head
        understood.append(example)
    prepared = matcher.prepared(_ask(reader, matcher, [understood[place].text for place in texts]))
    readings: dict[int, NameReading] = {}
    for place, means_music in zip(texts, names.means_music(prepared), strict=True):
        part_text = understood[place].text
        found = namesakes(catalogue, part_text)
        readings[place] = names.read(part_text, found, bool(known.places(part_text)), means_music)
        if readings[place].intent >= MEANT:
            understood[place] = replace(understood[place], meaning="name")
    asked = {place: shelf.struck.rows(tags) for place, tags in zip(texts, prepared.columns, strict=True)}
    struck = {place: rows for place, rows in asked.items() if len(rows)}
    return Reading(tuple(understood), prepared, heads, readings, struck, remarks)


def _ask(reader: Reader, matcher: Matcher, texts: Sequence[str]) -> Asked:
    """The texts as a bundle reads them, without a vector where nothing can be heard of them; none at all are
    read at no cost."""
    if texts:
        asked = reader.ask(texts)
        says = [not _SAY_NOTHING.issuperset(plain(text).split()) for text in texts]
        return replace(asked, vectors=asked.vectors * np.array(says, np.float32)[:, None])
    dimension, read = matcher.background.shape[1], matcher.yardstick.wordings.shape[1]
    return Asked((), np.zeros((0, dimension), np.float32), np.zeros((0, read), np.float32))


def namesakes(catalogue: Catalogue, text: str) -> dict[str, Mapping[str, bool]]:
    """Tracks that hold a text's words side by side, by key: in which fields, and whether as all there is."""
    return {each.key: each.fields for each in catalogue.holding(text)}


def _without_names_inside(
    parts: Sequence[Part], known: KnownWords, own: KnownWords, shelf: Shelf
) -> list[Part]:
    """The parts, those that hold an artist's name and other words taken apart: "sad songs by Ada Marsh"."""
    found = []
    for part in parts:
        words = part.text.split()
        settled = len(words) < 3 or known.places(part.text) or own.place(part.text) is not None
        inside = None if settled else names.artist_inside(words, shelf.artists)
        if inside is None:
            found.append(part)
            continue
        first, last = inside
        left = [word for word in [*words[:first], *words[last:]] if word.casefold() not in _AROUND_NAMES]
        texts = [" ".join(words[first:last]), *([" ".join(left)] if left else [])]
        found += [Part(text, part.weight, part.excluded) for text in texts]
    return found


def _places(own: Rows, rows: Rows) -> Rows:
    """Where each of `rows` `[N]` stands in `own` `[K]`, in any order; -1 where it does not."""
    order = np.argsort(own)
    at = order[np.minimum(np.searchsorted(own, rows, sorter=order), len(own) - 1)]
    return np.where(own[at] == rows, at, -1)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.float32(1e-12)))
