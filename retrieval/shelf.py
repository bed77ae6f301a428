"""A generation of the index beside the catalogue as it is: what of it may be found now.

The index is older than the catalogue: tracks that are gone since must not be found, and there may be new ones
that it does not hold yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from index.generations import Generation
from index.records import TrackRow
from retrieval.examples import BACKGROUND
from retrieval.explaining import usual_tags
from retrieval.struck import Struck

KEPT = 2000
"""Tracks that are remembered with their names: those that were among the hits lately."""


class Shelf:
    """The rows of one generation, and which of them the catalogue has on disk."""

    def __init__(self, generation: Generation, catalogue: Catalogue) -> None:
        self.generation, self._catalogue = generation, catalogue
        self._tracks: dict[str, TrackRow] = {}
        self._present = np.zeros(len(generation.tracks), dtype=bool)
        self._present[self.rows(catalogue.present_keys())] = True

    def rows(self, keys: Iterable[str]) -> NDArray[np.int64]:
        """Where the tracks stand, sorted; those that the index does not hold are left out."""
        if not (asked := list(keys)):
            return np.zeros(0, np.int64)
        found = self.generation.rows(asked)
        return np.unique(found[found >= 0])

    def allowed(self, keys: Collection[str] | None = None) -> NDArray[np.bool_]:
        """Which rows may be found, `[N]`: the present ones, of these keys if any are given."""
        if keys is None:
            return self._present.copy()
        chosen = np.zeros_like(self._present)
        chosen[self.rows(keys)] = True
        return np.asarray(chosen & self._present)

    def vectors(self, keys: Iterable[str]) -> NDArray[np.float32]:
        """Vectors of the tracks that the index holds, `[n, D]`."""
        return self.generation.tracks.vectors.take(self.rows(keys), axis=0)

    @cached_property
    def background(self) -> NDArray[np.float32]:
        """Vectors of songs evenly chosen from the library, `[M, D]`, that examples are learned against."""
        rows = np.flatnonzero(self._present)
        return self.generation.tracks.vectors[rows[:: max(1, -(-len(rows) // BACKGROUND))]]

    def tracks(self, keys: Sequence[str]) -> dict[str, TrackRow]:
        """What the catalogue knows of tracks, asked for once; those that it has forgotten are left out."""
        if missing := [key for key in keys if key not in self._tracks]:
            if len(self._tracks) > KEPT:
                self.forget()
            self._tracks = {**self._tracks, **self._catalogue.tracks(missing)}
        return {key: row for key in keys if (row := self._tracks.get(key))}

    def forget(self) -> None:
        """Ask for tracks anew, as for the first time."""
        self._tracks = {}

    @cached_property
    def artists(self) -> frozenset[str]:
        """Whose tracks there are, as `retrieval.names.plain`."""
        return self._catalogue.artists()

    @cached_property
    def struck(self) -> Struck:
        """What people say was heard wrongly."""
        told = self._catalogue.struck_tags()
        rows = self.generation.rows(list(told)).tolist() if told else []
        return Struck.among(rows, told.values(), self.generation.tag_names)

    @cached_property
    def usual(self) -> NDArray[np.float32]:
        """How common each tag is, `[T]`."""
        return usual_tags(self.generation.track_tags)
