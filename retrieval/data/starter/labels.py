"""The tags of a composed piece: the vocabulary, its categories, and the answer of each rule."""

from __future__ import annotations

from retrieval.data.starter.facts import facts_of
from retrieval.data.starter.rules import RULES
from retrieval.data.starter.score import Piece

CATEGORIES = ("genre", "instrument", "voice", "mood", "tempo", "energy", "texture", "production", "activity")

_ORDERED = sorted(RULES, key=lambda rule: CATEGORIES.index(rule.category))
# tag -> category and tag -> what it means in words, in the order of the vocabulary.
TAGS: dict[str, str] = {rule.tag: rule.category for rule in _ORDERED}
TAG_RULES: dict[str, str] = {rule.tag: rule.meaning for rule in _ORDERED}


def tags_of(piece: Piece) -> dict[str, bool | None]:
    """Every tag of the vocabulary for a piece: True, False, or None where its rule leaves it undecided."""
    facts = facts_of(piece)
    return {rule.tag: rule.test(facts) for rule in _ORDERED}
