"""Folding must not depend on how a person, or a tag, happens to spell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.full_text import BETWEEN, JOINED, LONGEST_WORD, folded, storable, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mötley Crüe", "motley crue"),
        ("Björk", "BJORK"),
        ("Søren Łukasz", "soren lukasz"),
        ("Straße", "STRASSE"),
        ("Ｆｕｌｌ", "full"),
        ("İstanbul ışık", "istanbul isik"),
        ("Don't", "don’t"),
        ("ﬁre", "fire"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_spellings_of_the_same_word_fold_to_the_same(one: str, other: str) -> None:
    assert folded([one]) == folded([other])


def test_signs_without_spaces_between_are_words_of_their_own() -> None:
    assert [word.parts for word in words("東京事変 live")] == [("東", "京", "事", "変"), ("live",)]


@pytest.mark.parametrize("text", ["", "   ", "***", "\"'();--", "\0", "\u0301", "|+|"])
def test_what_has_no_letter_and_no_digit_has_no_word(text: str) -> None:
    assert words(text) == [] and folded([text]) == ""


@given(st.text(max_size=60))
def test_folded_text_is_words_between_single_spaces_and_nothing_else(text: str) -> None:
    line = folded([text])
    assert line == " ".join(line.split(" ")) == line.strip()
    for word in line.split():
        assert word in (BETWEEN, JOINED) or (words(word) and len(word) <= LONGEST_WORD)
        assert not set(word) & set("\"'%_\\*()-")


@given(st.text(alphabet=st.characters(), max_size=60))
def test_storable_text_can_be_stored_and_is_otherwise_the_same(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert "\0" not in kept
    if text.isprintable():
        assert kept == text
