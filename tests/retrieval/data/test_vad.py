"""Valence, arousal, dominance: every word in use has a point with a source, and the points make sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.alm_affect import EMOTIONS as ALM
from retrieval.data.importers.goemotions import EMOTIONS as GOEMOTIONS
from retrieval.data.importers.isear import EMOTIONS as ISEAR
from retrieval.data.starter.labels import TAGS
from retrieval.data.vad import VadError, read_vad, vad_table

MOODS = (
    "angry exciting funny happy sad scary tender calm tense nostalgic triumphant mysterious romantic lonely "
    "playful"
)


def test_every_word_in_use_is_there_with_a_source() -> None:
    table = vad_table()
    moods = [tag for tag, category in TAGS.items() if category == "mood"]
    for word in (*ALM.values(), *GOEMOTIONS, *ISEAR, *moods, *MOODS.split()):
        feeling = table[word]
        assert feeling.source.startswith(("RM: ", "own: ")), word
        assert max(map(abs, (feeling.valence, feeling.arousal, feeling.dominance))) <= 1


def test_points_lie_where_words_mean() -> None:
    table = vad_table()
    assert table["calm"].arousal < table["tense"].arousal
    assert table["sad"].valence < table["nostalgic"].valence < table["happy"].valence
    assert table["fear"].dominance < 0 < table["anger"].dominance
    # no two of the moods that a story may have are one point
    points = {(table[mood].valence, table[mood].arousal, table[mood].dominance) for mood in MOODS.split()}
    assert len(points) == len(MOODS.split())


def test_case_and_spaces_do_not_matter_and_an_unknown_word_is_told() -> None:
    assert vad_table()[" High  Arousal"] == vad_table()["high arousal"]
    assert "zesty" not in vad_table()
    with pytest.raises(VadError, match="no valence and arousal for 'zesty': give a lexicon"):
        vad_table()["zesty"]


def test_a_persons_own_table(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[words]\nzesty = [0.5, 0.25, 0, "me"]\n')
    assert read_vad(own)["zesty"].arousal == 0.25
    own.write_text('[words]\nzesty = [5, 0.25, 0, "me"]\n')
    with pytest.raises(VadError, match=r"'zesty' is .* from -1 to 1, then the source"):
        read_vad(own)
    own.write_text("zesty =")
    with pytest.raises(VadError, match="is no TOML"):
        read_vad(own)
    with pytest.raises(VadError, match="cannot read"):
        read_vad(tmp_path / "nothing.toml")
    lexicon = tmp_path / "NRC-VAD-Lexicon.txt"
    lexicon.write_text("Word\tValence\tArousal\tDominance\nzesty\t0.75\t0.5\t0.25\n")
    feeling = read_vad(lexicon)["zesty"]
    assert (feeling.valence, feeling.arousal, feeling.dominance) == (0.5, 0.0, -0.5)
