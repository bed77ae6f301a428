"""Passages: nothing is lost, nothing is too long, and what belongs together stays together."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encoders.text.sentence_transformer import Config, SentenceTransformer
from retrieval.passages import Passage, PassageError, split_passages

SCREENPLAY = """INT. KITCHEN - NIGHT

MARA
Where is it?

JON
(shrugging)
I never saw it.

EXT. HARBOUR - DAWN

Gulls. A rope creaks. Mara waits by the third boat.
"""


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformer:
    return SentenceTransformer(Config())


def words(texts: Sequence[str]) -> list[int]:
    """A stand-in for a tokenizer: a token a word, and two marks."""
    return [len(text.split()) + 2 for text in texts]


def signs(texts: Sequence[str]) -> list[int]:
    return [len(text) + 2 for text in texts]


def check(text: str, passages: list[Passage]) -> None:
    """Offsets tell the truth, passages do not overlap, and every sign that is not blank is in one."""
    place = 0
    for passage in passages:
        assert text[place : passage.start].strip() == ""
        assert text[passage.start : passage.end] == passage.text and passage.text.strip()
        place = passage.end
    assert text[place:].strip() == ""


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.sampled_from('abC .!?"\n\r\t,—#*-:“”。अ।é\u0301😀\u200d👩\u2028'), max_size=400),
    st.integers(10, 60),
)
def test_every_sign_is_in_one_passage_and_none_is_too_long(text: str, most: int) -> None:
    if not text.strip():
        with pytest.raises(PassageError, match="the text is empty"):
            split_passages(text, signs, most)
        return
    passages = split_passages(text, signs, most, aim_tokens=20)
    check(text, passages)
    assert max(signs([passage.text for passage in passages])) <= most


def test_long_texts_fit_the_encoder_and_do_not_take_long(encoder: SentenceTransformer) -> None:
    rng = random.Random(0)
    some = ["the", "quick", "fox", "jumps", "over", "a", "dog", "while", "unbelievable", "weather"]
    prose = "\n\n".join(
        " ".join(" ".join(rng.choices(some, k=14)).capitalize() + "." for _ in range(6)) for _ in range(300)
    )
    endless = " ".join(rng.choices(some, k=25_000))
    for text in (prose, endless, "漢字" * 2000):
        before = time.process_time()
        passages = split_passages(text, encoder.token_counts, encoder.max_tokens)
        assert time.process_time() - before < 3  # about 0.2 s where nothing else runs
        check(text, passages)
        assert encoder.max_tokens is not None
        assert encoder.token_counts([passage.text for passage in passages]).max() <= encoder.max_tokens


def test_scenes_of_a_screenplay_are_passages_and_speakers_keep_their_lines() -> None:
    first, second = split_passages(SCREENPLAY, words, 200)
    assert first.heading == "INT. KITCHEN - NIGHT" and "I never saw it." in first.text
    assert second.heading == "EXT. HARBOUR - DAWN"
    narrow = split_passages(SCREENPLAY, words, 200, aim_tokens=6)
    assert not any(passage.text.endswith(("MARA", "JON", "NIGHT")) for passage in narrow)


def test_a_heading_goes_with_what_follows() -> None:
    text = "It ended well. " * 10 + "\n\nChapter Two\n\nIt began again. " + "Then it went on. " * 10
    passages = split_passages(text, words, 100, aim_tokens=60)
    assert [passage.heading for passage in passages] == ["", "Chapter Two"]
    assert passages[1].text.startswith("Chapter Two")


@pytest.mark.parametrize(
    "line",
    [
        *("Chapter 7", "PART TWO: THE SEA", "## Noon", "IV", "12.", "* * *", "---", "Epilogue", "第三章 海"),
        *("INT. KITCHEN - NIGHT", "ext. harbour", "CUT TO:", "Глава 2"),
    ],
)
def test_headings_open_a_passage(line: str) -> None:
    text = f"The tide went out.\n\n{line}\n\nThe tide came in."
    assert [own.text for own in split_passages(text, words, 100)] == [
        "The tide went out.",
        f"{line}\n\nThe tide came in.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Part of me had stayed behind.",
            "Book in hand, she came.",
            "Cut to the quick, he left.",
            "😀 😀 😀",
        ),
        *("...", "Act your age!", "int x = 5;", "Civil.", "?!", "Chapter houses are cold."),
    ],
)
def test_what_only_looks_like_a_heading_does_not(line: str) -> None:
    text = f"The tide went out.\n\n{line}\n\nThe tide came in."
    assert len(split_passages(text, words, 100)) == 1


def test_speech_is_not_torn_from_who_speaks() -> None:
    text = '"Go!" she said. "Never!" He sat down.\n\n“Why not?” asked Dr. Moon.\n\n“Because.”'
    for aim in range(2, 12):
        for passage in split_passages(text, words, 100, aim_tokens=aim):
            assert not passage.text.startswith("she said")
            assert not passage.text.endswith("Dr.")
    assert len(split_passages(text, words, 100, aim_tokens=11)) == 1


def test_sentences_end_in_other_scripts() -> None:
    for text in (
        "夜が来た。雨が降った。誰もいない。",
        "हवा चली। सब सो गए। रात हुई।",
        "ذهب. ماذا حدث؟ لا شيء.",
    ):
        passages = split_passages(text, signs, 20, aim_tokens=5)
        assert len(passages) == 3
        assert all(passage.text[-1] in "。।؟." for passage in passages)


def test_paragraphs_are_kept_whole_where_lengths_allow() -> None:
    paragraphs = [
        "Wind rose. It blew all night long.",
        "Morning came and all was white.",
        "A wolf sat there. He waited.",
    ]
    for aim in (6, 7, 8):
        split = split_passages("\n\n".join(paragraphs), words, 100, aim_tokens=aim)
        assert [own.text for own in split] == paragraphs


def test_a_short_last_sentence_is_not_left_alone() -> None:
    text = " ".join(["The river was wide and slow that year."] * 9) + "\n\nOh."
    assert split_passages(text, words, 200, aim_tokens=72)[-1].text.endswith("year.\n\nOh.")


def test_no_limit_and_no_room() -> None:
    assert len(split_passages("One. Two.", words, None)) == 1
    with pytest.raises(PassageError, match="4 tokens hold no sentence"):
        split_passages("One. Two.", words, 4)
