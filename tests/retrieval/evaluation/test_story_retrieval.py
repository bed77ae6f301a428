"""Passages as queries: what is right, what it scores, and what an answer that is always the same is worth."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.data.manifest import Manifest, Passage, Track
from retrieval.evaluation.mood_songs import MoodSongs, mood_songs, moods_in
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.story_retrieval import (
    StoryCase,
    by_emotion,
    estimates,
    measured,
    one_mood_floor,
    passages_of_one_emotion,
    random_floor,
    story_case,
)
from retrieval.evaluation.story_variety import confusion, first_songs, variety
from retrieval.story.mappings import Mapping

MAPPING = Mapping("toy", {"fear": ("scary", "dark"), "joy": ("happy",)})


def passages(*emotions: str) -> list[Passage]:
    return [Passage(str(place), f"text {place}", emotions=(own,)) for place, own in enumerate(emotions)]


def songs(count: int = 12) -> MoodSongs:
    """A third each is scary, dark and happy; of the first, nobody knows whether it is dark."""
    truth = np.eye(3, dtype=bool)[np.arange(count) % 3]
    known = np.ones_like(truth)
    known[0, 1] = False
    return MoodSongs(
        tuple(f"song {place}" for place in range(count)), ("scary", "dark", "happy"), truth, known
    )


def case_of(*emotions: str) -> StoryCase:
    return story_case(passages(*emotions), songs(), MAPPING)


def test_a_song_is_right_by_any_mapped_mood_and_wrong_if_it_has_none() -> None:
    case = case_of("fear", "joy", "awe", "fear")
    assert case.emotions == ("fear", "joy")
    assert case.left_out == {"awe": ("no mood fits it", 1)}
    assert case.truth[0].tolist() == [True, True, False] * 4
    assert case.known.all(), "the first song is scary, whether it is dark or not"
    heard = np.array([[True, False], [False, True], [False, False]])
    unsure = np.array([[True, True], [False, True], [True, True]])
    unknown = MoodSongs(("a", "b", "c"), ("scary", "dark"), heard, unsure)
    only_dark = story_case(passages("fear"), unknown, Mapping("x", {"fear": ("scary",)}))
    assert only_dark.known.tolist() == [[True, False, True]]


def test_figures_are_those_of_the_ranking() -> None:
    case = case_of("fear", "joy")
    scores = np.tile(np.arange(12.0), (2, 1))  # best first: happy, dark, scary, happy, dark ...
    found = measured(case, scores)
    assert found["P@5"].tolist() == [3 / 5, 2 / 5]
    assert found["RR"].tolist() == [1 / 2, 1.0]


def test_no_answer_scores_nothing() -> None:
    case = case_of("fear", "joy")
    scores = np.full((2, 12), -np.inf)
    scores[1, [2, 3]] = 1.0, 2.0  # one happy song in the second place, nothing beyond
    found = measured(case, scores)
    assert found["P@5"].tolist() == [0, 1 / 5]
    assert found["RR"].tolist() == [0, 1 / 2]
    assert (first_songs(case, scores)[1] == [3, 2, -1, -1, -1]).all()


def test_macro_counts_emotions_alike_and_micro_passages() -> None:
    case = case_of("fear", "fear", "fear", "joy")
    values = np.array([1.0, 1.0, 0.0, 0.0])
    macro, micro, each = estimates(case, values, np.random.default_rng(0))
    assert (macro.value, micro.value) == (pytest.approx(1 / 3), 0.5)
    assert [one.value for one in each] == by_emotion(case, values).tolist()
    assert each[0].low == 0 and each[0].high == 1 and each[1].low == each[1].high == 0


def test_the_random_floor_is_what_random_orders_reach() -> None:
    case = case_of("fear", "joy")
    rng = np.random.default_rng(1)
    drawn = [measured(case, rng.random((2, 12))) for _ in range(3000)]
    for figure, exact in random_floor(case).items():
        assert np.allclose(np.mean([one[figure] for one in drawn], axis=0), exact, atol=0.02)


def test_every_order_of_four_songs_gives_the_exact_floor() -> None:
    few = songs(4)
    case = story_case(passages("joy"), few, MAPPING)
    orders = [np.array([order], float) for order in itertools.permutations(range(4))]
    values = [measured(case, order)["RR"][0] for order in orders]
    assert random_floor(case)["RR"][0] == pytest.approx(np.mean(values))
    assert random_floor(case)["P@5"][0] == pytest.approx(1 / 5)


def test_the_floor_of_one_mood_is_the_best_that_a_constant_answer_does() -> None:
    mood, floor = one_mood_floor(case_of("fear", "fear", "joy"), np.random.default_rng(0))
    assert mood in {"scary", "dark", "happy"}
    assert floor["P@5"].mean() == pytest.approx(0.5, abs=0.15)


def test_the_same_answer_to_all_is_a_collapse_and_good_answers_are_none() -> None:
    many = songs(60)
    case = story_case(passages(*["fear", "joy"] * 20), many, MAPPING)
    rng = np.random.default_rng(0)
    right = case.truth[case.emotion] + 0.1 * rng.random((40, 60))
    good = variety(case, first_songs(case, right), rng)
    assert not good.collapsed and good.moods > 0.9 * good.wanted and good.told > 0.9
    same_songs = np.tile(rng.random(60), (40, 1))
    assert variety(case, first_songs(case, same_songs), rng).answers == pytest.approx(1)
    assert variety(case, first_songs(case, same_songs), rng).collapsed
    same_mood = many.truth[:, 2] + 0.1 * rng.random((40, 60))
    assert variety(case, first_songs(case, same_mood), rng).answers > 2
    assert variety(case, first_songs(case, same_mood), rng).collapsed


def test_confusion_tells_the_moods_of_what_was_found() -> None:
    case = case_of("fear", "joy")
    scores = np.stack([case.songs.truth[:, 0] * 1.0, case.songs.truth[:, 2] * 1.0])
    table = confusion(case, first_songs(case, scores)[:, :4])
    assert table[:, [0, 2]].tolist() == [[1, 0], [0, 1]]


def test_moods_are_tags_or_what_listeners_felt() -> None:
    tracks = tuple(
        Track(str(place), tags=("rock",), extra={"emotions": {"calmness": share, "tension": 0.1}})
        for place, share in enumerate((0.6, 0.25, 0.0))
    )
    felt = Manifest(tracks, {"rock": "genre"}, Path())
    assert moods_in(felt) == ("calm", "tense")
    one = mood_songs(felt, moods_in(felt))
    assert one.ids == ("0",), "a song of which no mood is known to be true is not asked for"
    with pytest.raises(EvaluationError, match="listeners were not asked for 'zen': choose from"):
        mood_songs(felt, ("zen",))
    tagged = Manifest(
        (Track("a", tags=("sad", "rock")), Track("b")), {"rock": "genre", "sad": "mood"}, Path()
    )
    assert (moods_in(tagged), mood_songs(tagged, ("sad",)).ids) == (("sad",), ("a",))
    plain = replace(tagged, tags={"rock": "tag", "sad": "tag"})
    assert moods_in(plain) == ("sad",), "words for moods are moods where no category says so"
    with pytest.raises(EvaluationError, match="with --moods which"):
        moods_in(Manifest((), {"rock": "genre"}, Path()))
    with pytest.raises(EvaluationError, match="never called 'zen': its tags are rock, sad"):
        mood_songs(tagged, ("zen",))


def test_passages_of_several_emotions_ask_for_nothing_in_particular() -> None:
    given = [
        *passages("fear", "fear", "joy"),
        Passage("x", "mixed", emotions=("fear", "joy")),
        Passage("y", "z"),
    ]
    assert len(passages_of_one_emotion(given, None, np.random.default_rng(0))) == 3
    few = passages_of_one_emotion(given, 1, np.random.default_rng(0))
    assert sorted(own.emotions[0] for own in few) == ["fear", "joy"]
    assert few == passages_of_one_emotion(given, 1, np.random.default_rng(0))
