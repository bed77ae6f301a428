"""Variety drops repeats, keeps the order, and says what it left out."""

from __future__ import annotations

import numpy as np

from index.records import TrackRow
from retrieval.diversity import diverse
from tests.retrieval.test_names import row


def kept(
    rows: list[TrackRow], vectors: np.ndarray | None = None, count: int = 10
) -> list[tuple[int, tuple[int, ...]]]:
    vectors = np.eye(len(rows), dtype=np.float32) if vectors is None else vectors
    return [(each.place, each.versions) for each in diverse(rows, vectors, count)]


def test_two_tracks_of_an_artist_at_most_and_any_number_without_one() -> None:
    rows = [
        row("a", "A", "X"),
        row("b", "B", "x"),
        row("c", "C", "X"),
        row("d", "D"),
        row("e", "E"),
        row("f", "F"),
    ]
    assert [place for place, _ in kept(rows)] == [0, 1, 3, 4, 5]


def test_versions_by_title_stand_behind_the_best_of_them() -> None:
    rows = [
        row("a", "Rain (Live)", "X"),
        row("b", "Rain", "X"),
        row("c", "Rain - Remastered", "X"),
        row("d", "Rain", "Y"),
    ]
    assert kept(rows) == [(0, (1, 2)), (3, ())]


def test_versions_by_sound_need_no_title() -> None:
    vectors = np.array([[1, 0], [0.9999, 0.01], [0, 1]], np.float32)
    assert kept([row("a"), row("b"), row("c")], vectors) == [(0, (1,)), (2, ())]


def test_no_more_than_asked_for() -> None:
    assert len(kept([row(str(place), str(place)) for place in range(9)], count=4)) == 4
