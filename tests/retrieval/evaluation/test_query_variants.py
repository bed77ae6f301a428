"""The other ways to ask: of tags that exist, each for one tag only, none a tag itself."""

from __future__ import annotations

from collections import Counter

from retrieval.data.starter.rules import RULES
from retrieval.evaluation.query_variants import KINDS, VARIANTS, all_variants, with_variants
from retrieval.evaluation.tag_retrieval import TagQuery

TAGS = {rule.tag for rule in RULES}


def test_every_tag_of_the_starter_corpus_has_three_variants_or_more() -> None:
    assert set(VARIANTS) == TAGS
    assert not [tag for tag, kinds in VARIANTS.items() if sum(map(len, kinds.values())) < 3]
    assert {kind for kinds in VARIANTS.values() for kind in kinds} == set(KINDS.values())


def test_a_variant_asks_for_one_tag_and_is_no_tag() -> None:
    texts = Counter(text for kinds in VARIANTS.values() for found in kinds.values() for text in found)
    assert not [text for text, times in texts.items() if times > 1 or text in TAGS or text != text.strip()]
    assert all_variants() == {text.lower() for text in texts}


def test_a_paraphrase_does_not_name_its_tag() -> None:
    guilty = [
        (tag, text)
        for tag, kinds in VARIANTS.items()
        for text in kinds.get("paraphrase", ())
        if f" {tag} " in f" {text} "
    ]
    assert not guilty


def test_variants_follow_their_tag_and_keep_what_is_known_of_it() -> None:
    asked = with_variants(
        (TagQuery("dance", "dance", "genre", training="held out"), TagQuery("zither", "zither", "x"))
    )
    assert [query.tag for query in asked] == ["dance"] * (len(asked) - 1) + ["zither"]
    assert ("edm", "abbreviation", "held out") in {
        (query.text, query.kind, query.training) for query in asked
    }
