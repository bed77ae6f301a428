"""Within a track a request is met where it sounds so, and as well as a search says of the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.hits import SearchRequest
from retrieval.moments import moments_of
from retrieval.query import QueryError
from tests.retrieval.search_toys import SONGS, toy_engine

HALVES, MORNING = SONGS[6], SONGS[0]


def test_moments_are_where_it_sounds_so(leitmotif_home: Path) -> None:
    with toy_engine(leitmotif_home) as engine:
        found = moments_of(engine, HALVES.key, "choir")
        assert found is not None and len(found.likely_each) == 4
        assert max(found.likely_each[:2]) < 0.3 < min(found.likely_each[2:])
        assert [(span.start_seconds, span.end_seconds) for span in found.spans] == [(8.0, 16.0)]
        assert found.spans_likely[0] > 0.5
        hits = {hit.track.key: hit for hit in engine.search(SearchRequest("choir")).hits}
        assert found.band == hits[HALVES.key].band
        assert found.likely == pytest.approx(hits[HALVES.key].chance, abs=1e-5)
        assert found.spans[0].start_seconds == hits[HALVES.key].spans[0].start_seconds


def test_what_is_not_in_it_is_weak_everywhere(leitmotif_home: Path) -> None:
    with toy_engine(leitmotif_home) as engine:
        found = moments_of(engine, MORNING.key, "choir")
        assert found is not None and found.band == "weak" and max(found.likely_each) < 0.3
        assert moments_of(engine, "f" * 64, "choir") is None
        with pytest.raises(QueryError):
            moments_of(engine, MORNING.key, " ")
