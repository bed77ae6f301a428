"""Captions must state what their authors stated, and none may name a tag that is held out."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.captions import CaptionError, read_captions

TAGS = ("piano", "drums", "no drums", "slow", "female vocals")
TABLE = """\
ytid,aspect_list,caption
a,"['soft pianos', 'slow tempo', 'no drums']",A quiet song.
b,"['female vocalist', 'Drum kit']",Somebody sings.
c,"['percussion', 'female vocal']",Somebody sings to a beat.
d,"['piano']",A cellist joins a pianist.
"""


def table(folder: Path, text: str = TABLE) -> Path:
    path = folder / "captions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_aspects_state_tags_and_their_denials(tmp_path: Path) -> None:
    found = {caption.text: caption.tags for caption in read_captions(table(tmp_path), TAGS)}
    assert found == {
        "A quiet song.": ("piano", "no drums", "slow"),
        "Somebody sings to a beat.": ("drums", "female vocals"),
        "A cellist joins a pianist.": ("piano",),
    }


def test_no_caption_names_what_is_held_out(tmp_path: Path) -> None:
    told = [caption.text for caption in read_captions(table(tmp_path), TAGS, ("cello", "cell", "slow"))]
    assert told == ["Somebody sings to a beat."]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ytid,caption\na,b\n", "no column 'aspect_list'"),
        ("aspect_list,caption\nslow,b\n", "line 2: aspect_list is no list of phrases: 'slow'"),
    ],
)
def test_a_table_of_another_kind_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CaptionError, match=why):
        read_captions(table(tmp_path, text), TAGS)
    with pytest.raises(CaptionError, match="cannot read"):
        read_captions(tmp_path / "none.csv", TAGS)
