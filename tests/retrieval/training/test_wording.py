"""What is written down before training: every text once, descriptions only of what is true and allowed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from retrieval.config import JointData
from retrieval.data.manifest import Track
from retrieval.data.wording import LabelWording
from retrieval.training.wording import Anchors, anchors

TAGS = ("calm", "loud", "piano")
TRACKS = (Track("a", tags=("calm", "piano")), Track("b", tags=("loud",)), Track("c"))
TRUTH = np.array([[1, 0, 1], [0, 1, 0], [0, 0, 0]], dtype=bool)
CONFIG = JointData(phrasings=2, descriptions=3)


@dataclass(frozen=True)
class Said:
    text: str
    tags: tuple[str, ...]


class Words:
    """Says what it is told to say of each song."""

    def __init__(self, **said: tuple[Said | None, ...]) -> None:
        self.said = {song: list(texts) for song, texts in said.items()}

    def of_tag(self, tag: str, rng: np.random.Generator) -> str:
        return f"something {tag} {rng.integers(1000)}"

    def of_song(self, track: Track, rng: np.random.Generator) -> Said | None:
        left = self.said.get(track.id, [])
        return left.pop(0) if left else None


def test_without_wording_the_tags_speak_for_themselves() -> None:
    said = anchors(TAGS, TRACKS, TRUTH, None, CONFIG, seed=0)
    assert said.texts == TAGS
    assert said.tag_rows.tolist() == [[0], [1], [2]] and said.song_rows.shape == (3, 0)
    np.testing.assert_array_equal(said.states, np.eye(3, dtype=bool))


def test_phrasings_state_their_tag_and_the_plain_tag_comes_first() -> None:
    said = anchors(TAGS, TRACKS, TRUTH, Words(), CONFIG, seed=0)
    for column, tag in enumerate(TAGS):
        rows = said.tag_rows[column]
        assert said.texts[rows[0]] == tag and len(rows) == 3
        assert all(said.texts[row].startswith(f"something {tag}") for row in rows[1:])
        assert (said.states[rows] == np.eye(3, dtype=bool)[column]).all()
    again = anchors(TAGS, TRACKS, TRUTH, Words(), CONFIG, seed=0)
    other = anchors(TAGS, TRACKS, TRUTH, Words(), CONFIG, seed=1)
    assert again.texts == said.texts != other.texts


def test_a_description_must_be_true_of_its_song_and_speak_of_anchors_alone() -> None:
    words = Words(
        a=(Said("quiet keys", ("calm", "piano")), Said("noisy keys", ("loud", "piano")), None),
        b=(Said("loud and new", ("loud", "held out")), Said("nothing", ()), Said("a roar", ("loud",))),
    )
    said = anchors(TAGS, TRACKS, TRUTH, words, CONFIG, seed=0)
    rows = said.song_rows
    assert (rows >= 0).sum(axis=1).tolist() == [1, 1, 0] and rows[:2, 0].min() >= 0
    assert [said.texts[rows[0, 0]], said.texts[rows[1, 0]]] == ["quiet keys", "a roar"]
    assert said.states[rows[0, 0]].tolist() == [True, False, True]
    assert not any("new" in text or "noisy" in text for text in said.texts)


def test_the_same_words_about_other_tags_are_another_anchor() -> None:
    words = Words(a=(Said("soft", ("calm",)), Said("soft", ("calm", "piano")), Said("soft", ("calm",))))
    said = anchors(TAGS, TRACKS, TRUTH, words, CONFIG, seed=0)
    rows = said.song_rows[0]
    assert rows[0] == rows[2] != rows[1]


def test_what_is_said_of_one_does_not_depend_on_the_others() -> None:
    tracks = tuple(Track(name, tags=("calm", "piano")) for name in "abc")
    truth = np.tile(TRUTH[0], (3, 1))
    everyone = anchors(TAGS, tracks, truth, LabelWording(), CONFIG, seed=0)
    fewer = anchors(TAGS[::2], tracks[1:], truth[1:, ::2], LabelWording(), CONFIG, seed=0)
    assert set(fewer.texts) < set(everyone.texts)

    def told(said: Anchors, number: int) -> list[str]:
        return [said.texts[row] for row in said.song_rows[number]]

    assert told(fewer, 0) == told(everyone, 1) and told(fewer, 1) == told(everyone, 2) != told(everyone, 1)


@pytest.mark.parametrize("option", ["phrasing_share", "description_share"])
def test_words_that_will_never_be_drawn_are_not_written_down(option: str) -> None:
    config = replace(CONFIG, **{option: 0.0})
    said = anchors(TAGS, TRACKS, TRUTH, Words(a=(Said("soft", ("calm",)),)), config, seed=0)
    assert (said.tag_rows.shape[1] == 1) == (option == "phrasing_share")
    assert (said.song_rows.shape[1] == 0) == (option == "description_share")


def test_the_name_of_a_held_out_tag_is_in_no_other_tag_s_words() -> None:
    class Careless(Words):
        def of_tag(self, tag: str, rng: np.random.Generator) -> str:
            return f"{tag} as on a Piano" if rng.random() < 0.5 else f"{tag}, like pianola"

    config = replace(CONFIG, held_out_tags=("piano",), phrasings=8)
    words = Careless(a=(Said("calm piano", ("calm",)), Said("calm keys", ("calm",))))
    said = anchors(TAGS[:2], TRACKS, TRUTH[:, :2], words, config, seed=0)
    assert not any("piano" in text.lower().replace("pianola", "") for text in said.texts)
    assert {"calm, like pianola", "calm keys"} < set(said.texts)


def test_the_words_that_come_with_leitmotif_are_true_of_their_songs() -> None:
    tags = ("piano", "calm", "slow", "jazz")
    tracks = tuple(Track(str(n), tags=tuple(t for p, t in enumerate(tags) if n >> p & 1)) for n in range(16))
    truth = np.array([[tag in track.tags for tag in tags] for track in tracks])
    said = anchors(tags, tracks, truth, LabelWording(), JointData(), seed=0)
    assert len(said.texts) > 40 and (said.song_rows[1:] >= 0).any(axis=1).all()
    assert (said.song_rows[0] == -1).all(), "nothing can be said of a song without tags"
    for number, rows in enumerate(said.song_rows):
        assert truth[number][said.states[rows[rows >= 0]].any(axis=0)].all()
