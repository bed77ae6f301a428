"""A generation of the index beside the catalogue as it is: what of it may be found now.

The index is older than the catalogue: tracks that are gone since must not be found, and there may be new ones
that it does not hold yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.generations import Generation
from retrieval.examples import BACKGROUND
from retrieval.explaining import usual_tags


class Shelf:
    """The rows of one generation; `present` are the keys of the tracks that the catalogue has on disk."""

    def __init__(self, generation: Generation, present: Collection[str]) -> None:
        self.generation = generation
        self._present = np.zeros(len(generation.tracks), dtype=bool)
        self._present[self.rows(present)] = True

    def rows(self, keys: Iterable[str]) -> NDArray[np.int64]:
        """Where the tracks stand, sorted; those that the index does not hold are left out."""
        found = self.generation.rows(list(keys))
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
        return np.asarray(self.generation.tracks.vectors[self.rows(keys)])

    @cached_property
    def background(self) -> NDArray[np.float32]:
        """Vectors of songs evenly chosen from the library, `[M, D]`, that examples are learned against."""
        rows = np.flatnonzero(self._present)
        return self.generation.tracks.vectors[rows[:: max(1, -(-len(rows) // BACKGROUND))]]

    @cached_property
    def usual(self) -> NDArray[np.float32]:
        """How common each tag is, `[T]`."""
        return usual_tags(self.generation.track_tags)
