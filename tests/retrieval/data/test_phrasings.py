"""Training texts: many for each tag, true of what they describe, and never a test query."""

from __future__ import annotations

import re

import numpy as np
import pytest

from retrieval.data.manifest import Track
from retrieval.data.phrasings import phrasings
from retrieval.data.starter.descriptions import PATTERNS, describe
from retrieval.data.starter.labels import TAGS
from retrieval.data.wording import LabelWording
from retrieval.evaluation.judged_queries import judged_queries
from retrieval.evaluation.query_variants import all_variants

FULL = Track("full", tags=tuple(TAGS))
"""A piece of which everything is true: it can be described by every pattern."""


def test_every_tag_of_the_vocabulary_has_names_phrases_and_many_texts() -> None:
    said = phrasings()
    assert set(said.names) == set(said.pictures) == set(said.filled) == set(TAGS)
    assert min(len(texts) for texts in said.of.values()) >= 6
    assert {tag for tags in said.wishes.values() for tag in tags} <= set(TAGS)


def test_other_words_for_a_tag_are_no_tag_of_the_vocabulary() -> None:
    said = phrasings()
    written = [
        *said.wishes,
        *(text for part in (said.names, said.pictures) for texts in part.values() for text in texts),
    ]
    assert not {text.casefold() for text in written} & set(TAGS)


def test_no_text_is_written_for_two_tags() -> None:
    said = phrasings()
    written = [text for part in (said.names, said.pictures) for texts in part.values() for text in texts]
    assert sorted({text for text in written if written.count(text) > 1}) == []


def _runs(text: str, queries: frozenset[str], longest: int) -> set[str]:
    """The test queries that stand in a text as whole words, one after the other."""
    words = re.findall(r"[^\s,;:.!?()]+", text.casefold())
    return {
        run
        for start in range(len(words))
        for end in range(start + 1, min(start + longest, len(words)) + 1)
        if (run := " ".join(words[start:end])) in queries
    }


@pytest.fixture(scope="module")
def queries() -> frozenset[str]:
    return all_variants() | {case.query.casefold() for case in judged_queries()}


def test_nothing_that_is_written_down_contains_a_test_query(queries: frozenset[str]) -> None:
    """Inside the name of a tag they are allowed: who teaches "synth bass" must say "synth"."""
    said = phrasings()
    longest = max(len(query.split()) for query in queries)
    written = [(text, "") for text in said.wishes]
    written += [
        (text, tag) for part in (said.names, said.pictures) for tag, texts in part.items() for text in texts
    ]
    found = {
        text: inside
        for text, tag in written
        if (inside := _runs(text, queries, longest) - _runs(tag, queries, longest))
    }
    assert found == {}


def test_no_training_text_is_a_test_query_or_contains_one_of_several_words(queries: frozenset[str]) -> None:
    long = frozenset(query for query in queries if " " in query)
    rng = np.random.default_rng(0)
    told = [describe(FULL, rng) for _ in range(3000)]
    texts = [*phrasings().all_texts(), *(each.text for each in told if each)]
    assert {text.casefold() for text in texts} & queries == set()
    longest = max(len(query.split()) for query in long)
    assert {text: found for text in texts if (found := _runs(text, long, longest))} == {}


def test_texts_come_from_the_generator_alone() -> None:
    wording = LabelWording()

    def draw(seed: int) -> list[str]:
        rng = np.random.default_rng(seed)
        told = [wording.of_song(FULL, rng) for _ in range(5)]
        return [wording.of_tag("calm", rng) for _ in range(5)] + [each.text for each in told if each]

    assert draw(3) == draw(3) != draw(4)


def test_of_tag_gives_what_all_texts_lists_and_the_tag_itself_most_often() -> None:
    rng = np.random.default_rng(0)
    drawn = [phrasings().of_tag("piano", rng) for _ in range(300)]
    assert set(drawn) <= set(phrasings().all_texts(["piano"]))
    assert max(set(drawn), key=drawn.count) == "piano" and len(set(drawn)) > 20


def test_a_tag_that_nobody_wrote_about_is_asked_for_too() -> None:
    rng = np.random.default_rng(0)
    assert {phrasings().of_tag("nineties", rng) for _ in range(50)} == {
        "nineties",
        "nineties music",
        "something nineties",
    }


@pytest.mark.parametrize(
    "tags", [("calm", "piano"), ("techno",), ("love song",), ("no drums", "live", "sad")]
)
def test_a_description_states_only_what_is_true_and_says_it(tags: tuple[str, ...]) -> None:
    rng = np.random.default_rng(0)
    for _ in range(60):
        told = describe(Track("t", tags=tags), rng)
        assert told is not None and told.text and set(told.tags) <= set(tags) and told.tags
        assert "{" not in told.text and "a an " not in told.text


def test_every_pattern_can_be_told_and_registers_differ() -> None:
    rng = np.random.default_rng(0)
    told = [describe(FULL, rng) for _ in range(4000)]
    texts = {each.text for each in told if each is not None}
    assert len(texts) > 3500
    assert sum(text.endswith("?") for text in texts) > 50
    assert set(PATTERNS) == {"list", "sentence", "request", "wish"}
    said = phrasings()
    assert {text for text in said.wishes if text in texts}


def test_a_track_without_tags_has_no_description_and_foreign_tags_have_one() -> None:
    rng = np.random.default_rng(0)
    assert describe(Track("t"), rng) is None
    told = [describe(Track("t", tags=("nineties", "jangly")), rng, {"nineties": "decade"}) for _ in range(20)]
    assert all(each is not None and set(each.tags) <= {"nineties", "jangly"} for each in told)
