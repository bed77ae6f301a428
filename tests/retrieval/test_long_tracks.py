"""A mix of an hour is found for the minute in it that fits, and songs are judged as ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import candidates
from retrieval.hits import SearchRequest
from retrieval.long_tracks import LONG_SEGMENTS, PART_SEGMENTS, LongTracks
from retrieval.search import SearchEngine
from tests.retrieval.search_toys import CHUNK_SECONDS, SONGS, Song, toy_engine

HOUR = 4 * LONG_SEGMENTS
PLACE = 500
MIX = Song(
    "Mix",
    "Nobody",
    [{"ghost": 1.0} if PLACE <= place < PLACE + PART_SEGMENTS else {"drums": 1.0} for place in range(HOUR)],
)
OTHER = Song("Other Mix", "Nobody", [{"drums": 1.0}] * HOUR)
QUIET = Song("Quiet Night", "Nobody", [None] * HOUR)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    with toy_engine(tmp_path_factory.mktemp("library"), [*SONGS, MIX, OTHER, QUIET]) as made:
        yield made


@pytest.mark.parametrize("few", [candidates.FEW, 0])
@pytest.mark.parametrize("typed", ["ghost", "ghost, no drums"])
def test_a_mix_is_found_for_its_minute_and_played_from_there(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, few: int, typed: str
) -> None:
    monkeypatch.setattr(candidates, "FEW", few)
    monkeypatch.setattr(candidates, "NEAREST", 3)
    found = engine.search(SearchRequest(typed))
    first = found.hits[0]
    assert first.title == "Mix" and found.weak_from == 1
    assert first.why.parts[0].probability > 0.5
    assert first.spans[0].start_seconds == PLACE * CHUNK_SECONDS
    assert "Quiet Night" not in [hit.title for hit in found]


def test_what_fills_a_mix_is_scored_as_before_and_songs_too(engine: SearchEngine, tmp_path: Path) -> None:
    with toy_engine(tmp_path) as without:
        before = {hit.title: hit.score for hit in without.search(SearchRequest("drums", count=50))}
    after = {hit.title: hit.score for hit in engine.search(SearchRequest("drums", count=50))}
    assert {title: after[title] for title in before} == before
    assert after["Other Mix"] == pytest.approx(before["Jazz"], abs=0.01)


def test_parts_cover_a_long_track_from_start_to_end(engine: SearchEngine) -> None:
    generation = engine.shelf().generation
    long = LongTracks.of(generation)
    assert len(long.tracks) == 2 and {generation.keys[row] for row in long.tracks} == {MIX.key, OTHER.key}
    row = generation.rows([MIX.key])[0]
    heard = long.tags[long.rows == row][:, generation.tag_names.index("ghost")]
    assert heard.max() > 0.6 and heard.min() == pytest.approx(0.1, abs=0.01)
    assert len(heard) == -(-(HOUR - PART_SEGMENTS) // (PART_SEGMENTS // 2)) + 1
