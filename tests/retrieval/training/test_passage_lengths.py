"""Shorter passages and longer plain texts feel as what they were made of does."""

from __future__ import annotations

import numpy as np

from retrieval.story.config import PassagesConfig
from retrieval.training.passage_lengths import JOINED, in_parts, put_together
from retrieval.training.passages import Lot, lot_of_plain

CONFIG = PassagesConfig(moods={"sad": "sad"})
LONG = "Nobody came to the funeral at all. It rained on the chairs all day. He left. The dog still waited."
LOT = Lot((LONG, "Gone."), np.array([[1, 0], [1, 0]], np.float32), np.array([0.25, 0.75]), 0.5)


def test_a_part_is_one_sentence_or_two_of_the_whole_and_no_stub() -> None:
    drawn = {in_parts(LOT, 0.2, np.random.default_rng(seed)).texts[0] for seed in range(60)}
    first, second = "Nobody came to the funeral at all.", "It rained on the chairs all day."
    assert drawn == {first, second, f"{first} {second}"}


def test_parts_feel_as_their_passages_and_are_drawn_as_often() -> None:
    found = in_parts(LOT, 0.2, np.random.default_rng(0))
    assert found.texts[1] == "Gone." and found.share == 0.2
    np.testing.assert_array_equal(found.feels, LOT.feels)
    np.testing.assert_array_equal(found.often, LOT.often)


def test_plain_texts_are_put_together_with_their_like() -> None:
    lots = [lot_of_plain([f"{name}{row}." for row in range(30)], CONFIG, 0.1) for name in "ab"]
    found = put_together(lots, 0.04, np.random.default_rng(0))
    assert len(found.texts) == len(found.feels) == JOINED and np.isclose(found.often.sum(), 1)
    assert (found.feels == [0, 1]).all() and found.share == 0.04
    assert {len(text.split()) for text in found.texts} == {2, 3, 4}
    assert all(len({word[0] for word in text.split()}) == 1 for text in found.texts)
    again = put_together(lots, 0.04, np.random.default_rng(0))
    assert found.texts == again.texts
