"""The judged library has names, parts of names and traps, and the fusions rank what is judged."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval.data.manifest import Manifest, Track
from retrieval.evaluation import name_search
from retrieval.evaluation.name_search import FUSIONS, Evidence
from retrieval.names import NameReading


def manifest() -> Manifest:
    tags = {"jazz": "genre", "calm": "mood", "loud": "mood", "piano": "instrument"}
    tracks = [
        Track(
            id=f"t{n}", path="", artist=f"Artist {n % 9}", title=f"The Long Title {n}",
            tags=tuple(tag for place, tag in enumerate(tags) if n >> place & 1),
        )
        for n in range(40)
    ]  # fmt: skip
    return Manifest(tuple(tracks), tags, Path("/nowhere"))


def test_traps_are_called_like_what_is_not_true_of_them() -> None:
    given = manifest()
    called, traps = name_search._called(given, np.random.default_rng(0))
    assert len(called) == len(given.tracks) and len(traps) == 2
    for tag, place in traps.items():
        assert tag in called[place].title.casefold() and tag not in given.tracks[place].tags
    again, _ = name_search._called(given, np.random.default_rng(0))
    assert again == called


def test_some_files_are_called_by_their_name_alone() -> None:
    called, _ = name_search._called(manifest(), np.random.default_rng(0))
    files = [name_search._file_of(place, f"{place:064x}", facts) for place, facts in enumerate(called)]
    untitled = [(path, facts) for (path, told), facts in zip(files, called, strict=True) if not told.title]
    assert len(untitled) == 14 and all(facts.title in path.stem for path, facts in untitled)


def test_names_are_right_of_whoever_is_called_so() -> None:
    called, _ = name_search._called(manifest(), np.random.default_rng(0))
    asked = {query.text: query for query in name_search._names(called)}
    title = next(facts.title for facts in called if facts.title.startswith("The Long")).casefold()
    assert {"artist 1", title, title.removeprefix("the ")} <= asked.keys()
    artist = asked["artist 1"]
    assert list(np.flatnonzero(artist.truth)) == [
        place for place, facts in enumerate(called) if facts.artists == ("Artist 1",)
    ]


def test_fusions_weigh_names_and_sounds() -> None:
    keys = ["a", "b", "c"]
    reading = NameReading(0.9, {"c": {"artist": True}})
    evidence = Evidence(np.array([0.8, 0.4, 0.1]), np.array([0.0, 0.0, 1.0]), reading, keys)
    best = {name: int(np.argmax(fusion(evidence))) for name, fusion in FUSIONS.items()}
    assert best["intent (ships)"] == best["words first"] == 2 and best["sound alone"] == 0
