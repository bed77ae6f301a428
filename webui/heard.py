"""What was heard in a track, moment by moment and as a whole, for the picture on its page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.categories import categories_of
from retrieval.search import SearchEngine

A_CATEGORY, MOST_OF_A_CATEGORY = 3, 8
"""Tags of each category in the picture: at first, and when more are asked for."""
LIKELY = 0.3
"""A tag is in the picture when it is at least this likely somewhere in the track."""
TOP, WORTH_TELLING = 5, 0.1
"""Tags told of each category as a whole, and how likely they are at least."""
MOST_MOMENTS = 600
"""Columns of the picture; of a longer track, each is the mean of several moments."""
STRETCHES = 8
"""Columns of the table that says the same in words."""
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
    """A track's tags by category, likeliest first; `starts` and `widths` `[S]` are shares of the track."""

    groups: tuple[tuple[str, tuple[Lane, ...]], ...]
    """What the picture shows."""
    top: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    """The likeliest as a whole, and after them those struck out."""
    starts: tuple[float, ...]
    widths: tuple[float, ...]
    struck: frozenset[str] = frozenset()
    """Tags that a person says are heard wrongly: they are not in the picture."""

    @property
    def stretches(self) -> tuple[float, ...]:
        """Where the columns of a table begin, as shares."""
        return tuple(self.starts[first] for first, _ in self._cuts())

    def in_stretches(self, lane: Lane) -> tuple[float, ...]:
        """How likely a tag is in each stretch: the mean of its moments."""
        return tuple(float(np.mean(lane.moments[first:last])) for first, last in self._cuts())

    def described(self) -> dict[str, Any]:
        """As plain values, for JSON: every tag of the picture."""
        return {
            "starts": [round(start, 5) for start in self.starts],
            "widths": [round(width, 5) for width in self.widths],
            "tags": [
                {
                    "tag": lane.tag,
                    "category": category,
                    "probability": round(lane.probability, 4),
                    "moments": [round(chance, 3) for chance in lane.moments],
                }
                for category, lanes in self.groups
                for lane in lanes
            ],
            "struck": sorted(self.struck),
        }

    def _cuts(self) -> list[tuple[int, int]]:
        edges = np.linspace(0, len(self.starts), min(STRETCHES, len(self.starts)) + 1).round().astype(int)
        return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def heard_in(engine: SearchEngine, key: str, duration_seconds: float) -> Heard | None:
    """None where the index does not hold the track."""
    shelf = engine.shelf()
    generation = shelf.generation
    row = int(generation.rows([key])[0])
    if row < 0:
        return None
    first, last = (int(end) for end in generation.track_segments[row : row + 2])
    return pictured(
        generation.tag_names,
        categories_of(engine.bundle_folder),
        generation.track_tags[row].astype(np.float32),
        generation.tags[first:last].astype(np.float32),
        generation.starts_seconds[first:last].astype(np.float64),
        generation.chunk_seconds,
        duration_seconds,
        [generation.tag_names[place] for place in shelf.struck.of.get(row, ())],
    )


def pictured(
    names: Sequence[str],
    category_of: Mapping[str, str],
    whole: NDArray[np.floating],
    moments: NDArray[np.floating],
    starts_seconds: NDArray[np.floating],
    chunk_seconds: float,
    duration_seconds: float,
    struck: Collection[str] = (),
) -> Heard:
    """**Shape**: `names` and `whole` `[T]`, `moments` `[S, T]`, `starts_seconds` `[S]`."""
    duration = max(duration_seconds, 1e-3)
    end = [min(duration, float(starts_seconds[-1]) + chunk_seconds)] if len(starts_seconds) else []
    if len(starts_seconds) > MOST_MOMENTS:
        cuts = np.linspace(0, len(starts_seconds), MOST_MOMENTS, endpoint=False).astype(np.int64)
        counts = np.diff(np.append(cuts, len(starts_seconds)))
        moments, starts_seconds = np.add.reduceat(moments, cuts) / counts[:, None], starts_seconds[cuts]
    # chunks of a track may overlap: each is drawn up to where the next begins
    widths = np.maximum(np.append(starts_seconds[1:], end) - starts_seconds, 0.0)
    most = moments.max(axis=0) if len(moments) else np.zeros(len(names))
    groups, top = [], []
    for category in dict.fromkeys(category_of.get(name, OTHER) for name in names):
        own = [place for place, name in enumerate(names) if category_of.get(name, OTHER) == category]
        own.sort(key=lambda place: (-float(whole[place]), place))
        out = [place for place in own if names[place] in struck]
        own = [place for place in own if names[place] not in struck]
        lanes = tuple(
            Lane(names[place], category, float(whole[place]), tuple(map(float, moments[:, place])))
            for place in own
            if most[place] >= LIKELY
        )[:MOST_OF_A_CATEGORY]
        worth = [place for place in own if whole[place] >= WORTH_TELLING][:TOP]
        told = tuple((names[place], float(whole[place])) for place in worth + out)
        groups += [(category, lanes)] if lanes else []
        top += [(category, told)] if told else []
    return Heard(
        tuple(groups),
        tuple(top),
        tuple(starts_seconds / duration),
        tuple(widths / duration),
        frozenset(struck),
    )
