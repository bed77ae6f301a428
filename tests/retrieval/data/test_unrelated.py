"""Texts that mean no music mean none, and none of them is asked in a test."""

from __future__ import annotations

from retrieval.data.phrasings import phrasings
from retrieval.data.unrelated import unrelated_texts
from retrieval.evaluation.judged_queries import judged_queries
from retrieval.evaluation.query_variants import all_variants
from retrieval.known_words import KnownWords


def test_they_are_many_and_each_is_there_once() -> None:
    texts = unrelated_texts()
    assert len(texts) == len(set(texts)) > 250 and all(text == text.strip() and text for text in texts)


def test_none_is_a_wording_of_a_tag_or_a_judged_query() -> None:
    said = phrasings().all_texts()
    typed = {*said, *(str(text) for text in all_variants()), *(case.query for case in judged_queries())}
    assert not typed & {*unrelated_texts()}
    words = KnownWords(list(phrasings().of))
    assert [text for text in unrelated_texts() if words.place(text) is not None] == []
