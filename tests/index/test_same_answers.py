"""SQLite and PostgreSQL must find the same tracks, in the same order, with the same scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.catalogue import Catalogue
from index.filters import parse_filters
from index.records import AudioFacts, FileFacts, Stamp
from tests.index.conftest import Postgres

WORDS = [
    "the", "of", "blue", "night", "jazz", "rock", "nina", "simone", "björk", "ac/dc", "hip-hop", "東京",
    "don't", "80s", "1e5", "a.b.c", "x@y.z", "3.14", "é_è", "+1",
]  # fmt: skip
FILTERS = [
    "genre:jazz -title:the",
    "year:1950-1980 bpm<120",
    "artist=nina",
    "artist:acdc",
    "folder:night",
    "album:80s",
]


def fill(catalogue: Catalogue, rng: np.random.Generator) -> None:
    def some(most: int) -> list[str]:
        return list(rng.choice(WORDS, rng.integers(0, most + 1)))

    with catalogue.writing():
        for number in range(400):
            facts = FileFacts(
                title=" ".join(some(4)),
                artists=tuple(" ".join(some(2)) for _ in range(rng.integers(0, 3))),
                album=" ".join(some(2)),
                genres=tuple(some(2)),
                year=int(rng.integers(1950, 2020)),
                bpm=float(rng.integers(60, 180)),
                comment=" ".join(some(6)),
            )
            path = Path(
                "/music", rng.choice(["night", "day"]), f"{number} {' '.join(some(2))}".replace("/", " ")
            )
            catalogue.record(path, Stamp(1, 2), f"{number:064x}", facts, AudioFacts(1.0))


@pytest.mark.postgres
def test_both_databases_give_the_same_answers(postgres: Postgres, migrated: str, tmp_path: Path) -> None:
    asked = [" ".join(np.random.default_rng(seed).choice(WORDS, 1 + seed % 3)) for seed in range(40)]
    with (
        postgres.database(migrated) as url,
        Catalogue.open(url) as one,
        Catalogue.open(f"sqlite:///{tmp_path}/c.sqlite") as other,
    ):
        for catalogue in (one, other):
            fill(catalogue, np.random.default_rng(5))
        found = 0
        for typed in asked:
            hits = one.find_text(typed, 1000)
            assert hits == other.find_text(typed, 1000)
            held = sorted(one.holding(typed), key=lambda each: each.key)
            assert held == sorted(other.holding(typed), key=lambda each: each.key)
            found += len(hits)
        assert found > 1000
        for typed in FILTERS:
            keys = one.filtered(parse_filters(typed))
            assert keys and keys == other.filtered(parse_filters(typed))
        assert one.artists() == other.artists()
        assert one.tracks(one.present_keys()) == other.tracks(other.present_keys())
