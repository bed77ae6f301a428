"""Where in one track a request is met, and how well in each of its moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.composition import bands
from retrieval.query import QueryError
from retrieval.reading import read
from retrieval.search import SearchEngine
from retrieval.spans import JOINED, Span, best_spans
from retrieval.teaching import taught_heads

SPANS = 3


@dataclass(frozen=True)
class Moments:
    """How likely all of a request holds: in each of S segments, `[S]`, and in the track, with its band.

    `starts_seconds` `[S]` say where the segments begin. `spans` are the best of them, a few at most, and
    `spans_likely` how likely all of it holds there.
    """

    likely_each: NDArray[np.float32]
    starts_seconds: NDArray[np.float32]
    spans: tuple[Span, ...]
    spans_likely: tuple[float, ...]
    likely: float
    band: str


def moments_of(engine: SearchEngine, key: str, text: str) -> Moments | None:
    """What `text` finds in a track; None where the index does not hold it. Raises `QueryError`."""
    if not text.strip():
        raise QueryError("nothing to look for: type what the moment should be like: dreamy piano, no drums")
    shelf = engine.shelf()
    generation = shelf.generation
    row = int(generation.rows([key])[0])
    if row < 0:
        return None
    reading = read(text, [], engine.reader, engine.catalogue, taught_heads(engine.catalogue, shelf), shelf)
    first, last = (int(end) for end in generation.track_segments[row : row + 2])
    # the track as a whole is judged beside its segments, as a search judges it
    vectors = np.concatenate(
        [generation.tracks.vectors[row : row + 1], generation.segments.vectors[first:last]]
    )
    heard = np.concatenate([generation.track_tags[row : row + 1], generation.tags[first:last]])
    parts = reading.believed(
        reading.by_sound(vectors, heard.astype(np.float32)), np.full(len(vectors), row), generation
    )
    audible = np.asarray(vectors.any(axis=1))
    scores, likely = reading.score(parts) * audible, reading.chances(parts) * audible
    starts = generation.starts_seconds[first:last]
    duration = engine.catalogue.track(key).duration_seconds
    spans = best_spans(scores[1:], starts, generation.chunk_seconds, duration, SPANS)
    worth = tuple(span for span in spans if span.score >= JOINED * spans[0].score)
    of_spans = tuple(float(likely[1:][slice(*span.segments)].mean()) for span in worth)
    (band,) = bands(likely[:1], reading.fits(parts[:, :1]))
    return Moments(likely[1:], starts, worth, of_spans, float(likely[0]), band)
