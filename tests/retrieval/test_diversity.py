"""Variety drops repeats, keeps the order, and says what it left out."""

from __future__ import annotations

import numpy as np
import pytest

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


@pytest.mark.parametrize(
    "added",
    [
        *(
            "(Live)",
            "[2011 Remaster]",
            "- Radio Edit",
            "(Acoustic)",
            "(Demo)",
            "- Instrumental",
            "(Club Mix)",
        ),
        *("(feat. Y)", "(Live) - Remastered 2009", "– Live at the Dome, 1986", "{Extended Version}"),
    ],
)
def test_what_names_a_version_does_not_make_another_piece(added: str) -> None:
    assert kept([row("a", "Rain", "X"), row("b", f"Rain {added}", "X")]) == [(0, (1,))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sonata - I. Allegro", "Sonata - II. Adagio"),
        ("Trip (Part 1)", "Trip (Part 2)"),
        ("Suite [No. 1]", "Suite [No. 2]"),
        ("Rain", "Rain (On the Roof)"),
        ("Trip (Part 1) [Live]", "Trip (Part 2) [Live]"),
        ("Mass - 2. Live Coals", "Mass - 3. Live Embers"),
        ("Sonata - I. Allegro (Live)", "Sonata - II. Adagio (Live)"),
    ],
)
def test_movements_and_parts_are_other_pieces(one: str, other: str) -> None:
    assert kept([row("a", one, "X"), row("b", other, "X")]) == [(0, ()), (1, ())]


def test_versions_of_a_movement_are_one() -> None:
    assert kept([row("a", "Sonata - I. Allegro (Live)", "X"), row("b", "Sonata - I. Allegro", "X")]) == [
        (0, (1,))
    ]


def test_versions_by_sound_need_no_title() -> None:
    vectors = np.array([[1, 0], [0.9999, 0.01], [0, 1]], np.float32)
    assert kept([row("a"), row("b"), row("c")], vectors) == [(0, (1,)), (2, ())]


def test_no_more_than_asked_for() -> None:
    assert len(kept([row(str(place), str(place)) for place in range(9)], count=4)) == 4
