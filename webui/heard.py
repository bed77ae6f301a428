"""What was heard in a track, moment by moment, for the picture on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from retrieval.categories import categories_of
from retrieval.search import SearchEngine

A_CATEGORY = 3
"""Tags shown of each category: those that are likeliest somewhere in the track."""
LIKELY = 0.3
OTHER = "heard"


@dataclass(frozen=True)
class Lane:
    """A tag: how likely in the track as a whole, and in each of its S moments."""

    tag: str
    category: str
    probability: float
    moments: tuple[float, ...]


@dataclass(frozen=True)
class Heard:
    """Lanes by category over S moments: where each starts and how long it lasts, as shares of the track."""

    groups: tuple[tuple[str, tuple[Lane, ...]], ...]
    starts: tuple[float, ...]
    widths: tuple[float, ...]


def heard_in(engine: SearchEngine, key: str, duration_seconds: float) -> Heard | None:
    """None where the index does not hold the track."""
    generation = engine.shelf().generation
    row = int(generation.rows([key])[0])
    if row < 0:
        return None
    first, last = (int(end) for end in generation.track_segments[row : row + 2])
    moments = generation.tags[first:last].astype(np.float32)
    whole = generation.track_tags[row].astype(np.float32)
    starts = generation.starts_seconds[first:last].astype(float)
    duration = max(duration_seconds, 1e-3)
    # chunks of a track may overlap: each is drawn up to where the next begins
    ends = np.append(
        starts[1:], min(duration, float(starts[-1]) + generation.chunk_seconds) if last > first else []
    )
    category_of = categories_of(engine.bundle_folder)
    lanes = _lanes(generation.tag_names, category_of, whole, moments) if last > first else []
    groups = tuple((name, tuple(each)) for name, each in groupby(lanes, lambda lane: lane.category))
    return Heard(groups, tuple(starts / duration), tuple(np.maximum(ends - starts, 0.0) / duration))


def _lanes(
    names: tuple[str, ...], category_of: Mapping[str, str], whole: np.ndarray, moments: np.ndarray
) -> list[Lane]:
    """The likeliest of each category, categories in the order of the vocabulary."""
    most = moments.max(axis=0)
    categories = list(dict.fromkeys(category_of.get(name, OTHER) for name in names))
    lanes = []
    for category in categories:
        own = [place for place, name in enumerate(names) if category_of.get(name, OTHER) == category]
        own.sort(key=lambda place: (-float(whole[place]), place))
        likely = [place for place in own if most[place] >= LIKELY][:A_CATEGORY]
        lanes += [
            Lane(names[place], category, float(whole[place]), tuple(map(float, moments[:, place])))
            for place in likely
        ]
    return lanes
