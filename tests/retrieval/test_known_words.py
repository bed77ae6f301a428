"""One tag, many spellings; and no likeness where there is none."""

from __future__ import annotations

import pytest

from retrieval.data.starter.labels import TAGS
from retrieval.known_words import KnownWords

NAMES = tuple(TAGS)
WORDS = KnownWords(NAMES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pianos", "piano"),
        ("Hip Hop", "hip-hop"),
        ("hiphop", "hip-hop"),
        ("synth pop", "synth-pop"),
        ("choirs", "choir"),
        ("drum", "drums"),
        ("lullabies", "lullaby"),
        ("double basses", "double bass"),
        ("jazz music", "jazz"),
        ("blues", "blues"),
        ("early music", "early music"),
        ("BRASS", "brass"),
    ],
)
def test_spellings_are_known(typed: str, meant: str) -> None:
    place = WORDS.place(typed)
    assert place is not None and NAMES[place] == meant


@pytest.mark.parametrize("typed", ["blue", "bras", "", "music", "calm piano", "no", "popular", "house party"])
def test_other_words_are_not(typed: str) -> None:
    assert WORDS.place(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("calm piano", ("calm", "piano")),
        ("some sad strings and a choir", ("sad", "strings", "choir")),
        ("Epic Battle", ("epic", "battle")),
        ("dark acoustic guitars", ("dark", "acoustic guitar")),
        ("sad hip hop", ("sad", "hip-hop")),
        ("piano tuner", ()),
        ("music with", ()),
        ("", ()),
        ("piano piano", ("piano",)),
    ],
)
def test_texts_of_several_tags_are_taken_apart_or_left_alone(typed: str, meant: tuple[str, ...]) -> None:
    assert tuple(NAMES[place] for place in WORDS.places(typed)) == meant


def test_every_tag_is_itself_and_no_two_are_spelled_alike() -> None:
    assert [WORDS.place(name) for name in NAMES] == list(range(len(NAMES)))
    assert [WORDS.place(name.upper()) for name in NAMES] == list(range(len(NAMES)))
