"""Table 5.5, and what happens to emotions and moods that it does not know."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.data.stories.material import MOODS
from retrieval.data.vad import vad_table
from retrieval.story.mappings import MappingError, by_hand, by_va, by_words, mapping_by, read_mapping

MUSIC = ("angry", "exciting", "funny", "happy", "sad", "scary", "tender")
PUBLISHED = {
    "alm": {
        "angry": ("angry",),
        "fearful": ("scary",),
        "happy": ("exciting", "funny", "happy"),
        "sad": ("sad",),
        "surprised": ("exciting",),
    },
    "isear": {
        "anger": ("angry",),
        "disgust": ("angry", "scary"),
        "fear": ("scary",),
        "guilt": ("angry", "sad"),
        "joy": ("exciting", "funny", "happy"),
        "sadness": ("sad",),
        "shame": ("angry", "sad"),
    },
}


@pytest.mark.parametrize("data_set", PUBLISHED)
def test_by_hand_is_the_published_column(data_set: str) -> None:
    table = PUBLISHED[data_set]
    assert by_hand(list(table), MUSIC).moods == table


def test_a_mood_is_found_under_the_names_that_the_music_has_for_it() -> None:
    assert by_hand(["anger", "joy"], ["aggressive", "joyful", "happy"]).moods == {
        "anger": ("aggressive",),
        "joy": ("joyful", "happy"),
    }
    assert by_hand(["lonely"], ["sad", "lonely"]).moods["lonely"] == ("lonely",)
    assert by_hand(["lonely"], ["sad", "happy"]).moods["lonely"] == ("sad",), "the next best"


def test_emotions_by_other_names_count_as_the_moods_that_are_called_so() -> None:
    found = by_hand(["happiness", "Worry", "melancholy", "boredom"], ["happy", "tense", "sad"])
    assert found.moods == {"happiness": ("happy",), "Worry": ("tense",), "melancholy": ("sad",)}
    assert by_hand(["fear", "anger"], ["Fear", "anger"]).moods == {"fear": ("Fear",), "anger": ("anger",)}


def test_every_mood_of_the_story_corpus_finds_music_among_seven_moods() -> None:
    for mapping in (by_hand(MOODS, MUSIC), by_va(MOODS, MUSIC, vad_table())):
        assert not mapping.unmapped(MOODS)


def test_by_valence_and_arousal_the_same_word_is_nearest() -> None:
    mapping = by_va([*MUSIC, "anger", "neutral", "no such word"], MUSIC, vad_table())
    assert all(mapping.moods[mood] == (mood,) for mood in MUSIC)
    assert mapping.moods["anger"] == ("angry",)
    assert mapping.unmapped(["neutral", "anger", "no such word"]) == ("neutral", "no such word")


def test_by_words_the_cosine_decides_and_equals_are_both_taken() -> None:
    vectors = {
        "fear": np.array([1.0, 0.1]),
        "scary": np.array([50.0, 0.0]),
        "eerie": np.array([2.0, 0.0]),
        "calm": np.array([0.0, 1.0]),
        "unread": np.zeros(2),
    }
    mapping = by_words(["fear", "unread"], ["calm", "scary", "eerie", "absent"], vectors)
    assert mapping.moods == {"fear": ("scary", "eerie")}
    assert mapping.matrix(["unread", "fear"], ["scary", "calm"]).tolist() == [[False, False], [True, False]]


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[moods]\nFear = ["scary", "Joyful_Activation"]\nawe = ["scary"]\n', encoding="utf-8")
    mapping = mapping_by(str(file), ["fear", "joy"], ["joyful activation", "scary"], vad_table(), {})
    assert (mapping.name, mapping.moods) == ("mine", {"fear": ("joyful activation", "scary")})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fear = 1", r"has no \[moods\]"),
        ('[moods]\nfear = "scary"', 'write a list of moods, like \\["scary"\\]'),
        ('[moods]\nawe = ["scary"]', "finds no mood for any emotion: the texts have fear, the music scary"),
        ("[moods", "is no TOML"),
    ],
)
def test_a_bad_table_is_told(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match=told):
        read_mapping(tmp_path / "mine.toml", ["fear"], ["scary"])


def test_a_name_that_is_none_is_told_with_those_that_are() -> None:
    with pytest.raises(MappingError, match="choose from va, w2v, manual, or give a TOML file"):
        mapping_by("vad", ["fear"], ["scary"], vad_table(), {})
