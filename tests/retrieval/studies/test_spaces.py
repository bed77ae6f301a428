"""Pictures of spaces: the plane of feelings as it is, others laid out by their songs; twice the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.data.manifest import Manifest, Passage, Texts, Track
from retrieval.data.vad import vad_table
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.space_picture import colour, draw_spaces
from retrieval.evaluation.story_evaluation import Ground, Wanted, prepared
from retrieval.studies import spaces
from retrieval.studies.spaces import in_the_plane, space_row

MOODS = ("happy", "sad", "scary")
EMOTIONS = ("joy", "sadness", "fear")
Floats = NDArray[np.float32]


class ToyRanker:
    """Songs, passages and words in three corners of a space; `words` only where `speaks`."""

    name = "toy"

    def __init__(self, dimension: int, speaks: bool) -> None:
        rng = np.random.default_rng(0)
        self._corners = rng.standard_normal((3, dimension)).astype(np.float32)
        self._speaks = speaks
        self.songs = self._corners[np.arange(60) % 3] + 0.05 * rng.standard_normal((60, dimension))

    def embed(self, texts: Sequence[str]) -> Floats:
        return self._corners[[EMOTIONS.index(text.split()[0]) for text in texts]] * np.float32(1.01)

    def words(self, kind: str, words: Sequence[str]) -> Floats:
        return self._corners if self._speaks else np.full_like(self._corners, np.nan)


@pytest.fixture
def ground() -> Ground:
    tracks = tuple(Track(f"s{row}", split="test", tags=(MOODS[row % 3],)) for row in range(60))
    passages = tuple(
        Passage(f"p{row}", f"{EMOTIONS[row % 3]} {row}", split="test", emotions=(EMOTIONS[row % 3],))
        for row in range(30)
    )
    songs = Manifest(tracks, dict.fromkeys(MOODS, "mood"), Path())
    texts = Texts(passages, dict.fromkeys(EMOTIONS, "emotion"))
    return prepared(texts, songs, None, Wanted(mappings=("manual",)))


def row_of(ranker: ToyRanker, ground: Ground) -> spaces.SpaceRow:
    read = ranker.embed([passage.text for passage in ground.passages])
    felt = np.array([[emotion in own.emotions for emotion in ground.emotions] for own in ground.passages])
    return space_row(ranker, ground, read, felt, vad_table())  # type: ignore[arg-type]


def test_the_plane_of_feelings_is_drawn_as_it_is(ground: Ground, tmp_path: Path) -> None:
    ranker = ToyRanker(2, speaks=True)
    row = row_of(ranker, ground)
    assert (row.songs.points == ranker.songs).all()
    assert row.songs.words == MOODS and row.about == "valence and arousal"
    for name in ("a.png", "b.png"):
        draw_spaces(tmp_path / name, [row, row], "toys")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_without_words_a_label_is_in_the_middle_of_its_own(ground: Ground) -> None:
    ranker = ToyRanker(2, speaks=False)
    row = row_of(ranker, ground)
    assert np.allclose(row.songs.places[1], ranker.songs[1::3].mean(axis=0))
    assert "no words" in row.songs.told


def test_the_same_feeling_has_the_same_colour_and_opposites_do_not() -> None:
    assert colour(np.array([0.7, 0.5])) == colour(np.array([0.7, 0.5]))
    joy, grief = (np.array(colour(np.array(point))) for point in ([0.7, 0.5], [-0.7, -0.5]))
    assert np.abs(joy - grief).max() > 0.4


def test_few_songs_make_no_picture(ground: Ground, tmp_path: Path) -> None:
    few = Ground(ground.manifest, ground.rows, ground.songs, ground.emotions, ground.passages, ground.cases)
    object.__setattr__(few.songs, "ids", few.songs.ids[:5])
    with pytest.raises(EvaluationError, match="5 songs with moods are too few"):
        spaces.study([], few, vad_table(), tmp_path / "a.png", 2)


@pytest.mark.slow
def test_a_layout_is_of_the_songs_and_places_passages_among_their_like(ground: Ground) -> None:
    ranker = ToyRanker(6, speaks=True)
    place = in_the_plane(ranker.songs)
    songs, words = place(ranker.songs), place(ranker.words("moods", MOODS))
    middles = np.array([songs[mood::3].mean(axis=0) for mood in range(3)])
    apart = np.linalg.norm(words[:, None] - middles[None], axis=2)
    assert (apart.argmin(axis=1) == np.arange(3)).all()
    assert (in_the_plane(ranker.songs)(ranker.songs) == songs).all(), "seeds are fixed"
    assert np.isnan(place(np.full((1, 6), np.nan))).all()
