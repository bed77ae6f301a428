"""Which tracks pass a filter: the catalogue says what files tell, the index what was heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from index.filters import FilterError, Filters
from retrieval.shelf import Shelf
from retrieval.struck import not_heard

HEARD = 0.5
"""A tag is heard in a track when it is at least this likely in the track as a whole."""


def passing(filters: Filters, catalogue: Catalogue, shelf: Shelf) -> NDArray[np.bool_]:
    """Which rows of the index may be found, `[N]`. Raises `FilterError` for a tag that nobody listens for."""
    by_files = filters.ranges or filters.texts
    found = shelf.allowed(catalogue.filtered(filters) if by_files else None)
    for each in filters.heard:
        column = _place(each.text, shelf.generation.tag_names)
        heard = shelf.generation.track_tags[:, column] >= HEARD
        heard[shelf.struck.rows([column])] = False
        found &= heard != each.excluded
    return found


def _place(tag: str, names: Sequence[str]) -> int:
    wanted = " ".join(tag.casefold().split())
    if wanted in names:
        return names.index(wanted)
    raise FilterError(not_heard(tag, names))
