"""Neighbours are those with the largest cosine; unknown words are told, never guessed."""

from __future__ import annotations

import numpy as np
import pytest

from encoders.text.word2vec import Config, Word2Vec
from retrieval.nearest_words import nearest_words

WORDS = ["jazz", "swing", "metal", "hard_rock", "thrash"]
ANGLES = np.deg2rad([0, 10, 90, 80, 95])
LENGTHS = np.array([1.0, 9.0, 1.0, 0.1, 3.0])


@pytest.fixture
def encoder() -> Word2Vec:
    table = LENGTHS[:, None] * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
    return Word2Vec(Config(), WORDS, table.astype(np.float32))


@pytest.mark.parametrize("whole_table", [True, False])
def test_the_order_is_that_of_the_cosine_and_not_of_length(encoder: Word2Vec, whole_table: bool) -> None:
    candidates = encoder.words if whole_table else [*reversed(WORDS), "jazz", "unheard of"]
    metal, jazz = nearest_words(encoder, ["Metal", "jazz"], candidates, 2)
    assert [word for word, _ in metal.words] == ["thrash", "hard_rock"]
    assert [word for word, _ in jazz.words] == ["swing", "hard_rock"]
    assert jazz.words[0][1] == pytest.approx(np.cos(np.deg2rad(10)), abs=1e-6)
    assert metal.unread == ()


def test_what_is_unknown_has_no_neighbours_but_words_written_alike(encoder: Word2Vec) -> None:
    unknown, partly = nearest_words(encoder, ["hard rok", "thrash polka"], encoder.words, 3)
    assert unknown.words == () and unknown.unread == (("hard rok", ("hard_rock",)),)
    assert partly.words and partly.unread == (("polka", ()),)
