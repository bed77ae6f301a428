"""Verbs: person and tense, and every verb of the material."""

from __future__ import annotations

import pytest

from retrieval.data.stories.verbs import conjugate


@pytest.mark.parametrize(
    ("verb", "third", "past"),
    [
        ("carry", "carries", "carried"),
        ("drop", "drops", "dropped"),
        ("open", "opens", "opened"),
        ("stay", "stays", "stayed"),
        ("dash", "dashes", "dashed"),
        ("go", "goes", "went"),
        ("lie", "lies", "lay"),
        ("have", "has", "had"),
        ("can", "can", "could"),
        ("must", "must", "had to"),
        ("bow", "bows", "bowed"),
        ("burst", "bursts", "burst"),
    ],
)
def test_third_person_and_past(verb: str, third: str, past: str) -> None:
    assert conjugate(verb, 3, plural=False, past=False) == third
    assert conjugate(verb, 3, plural=False, past=True) == past
    assert conjugate(verb, 1, plural=False, past=False) == verb
    assert conjugate(verb, 3, plural=True, past=False) == verb


def test_be_is_its_own() -> None:
    persons = [conjugate("be", person, plural=False, past=False) for person in (1, 2, 3)]
    assert persons == ["am", "are", "is"]
    assert [conjugate("be", person, plural=False, past=True) for person in (1, 2, 3)] == [
        "was",
        "were",
        "was",
    ]
    assert conjugate("be", 3, plural=True, past=True) == "were"
