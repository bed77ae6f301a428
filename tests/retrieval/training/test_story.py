"""What is drawn to learn stories from, and how what is found is judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from retrieval.story.config import StoryConfig, StoryData
from retrieval.story.towers import SongLookUp, TextLookUp
from retrieval.training.story import (
    Draw,
    Members,
    Passages,
    Songs,
    StoryNetwork,
    StoryScheme,
    found_figures,
)
from tests.retrieval.story.toys import SONG, TEXT, toy_labels, toy_method

CONFIG = StoryConfig(data=StoryData(segments=3, batch_size=30, epoch_draws=300))


def scheme(name: str, unheard: int = -1) -> StoryScheme:
    """40 passages, most of them of the first emotion, and 50 songs of one or two moods; the third emotion is
    not mapped."""
    torch.manual_seed(0)
    method = toy_method(
        name, replace(toy_labels(), fits=torch.eye(3, 4).bool() & (torch.arange(3) < 2)[:, None])
    )
    emotion = torch.tensor([0] * 30 + [1] * 5 + [2] * 5)
    emotions = torch.nn.functional.one_hot(emotion, 3).bool()
    moods = torch.nn.functional.one_hot(torch.arange(50) % 4, 4).bool()
    moods[::10, 3] = True
    lacks = ~moods & (torch.rand(50, 4) < 0.8)
    rows = torch.tensor([row for row in range(50) if row != unheard])
    passages = Passages(torch.randn(40, TEXT), emotions, torch.full((40, 2), torch.nan))
    songs = Songs(torch.randn(50, 3, SONG), rows, moods, lacks)
    network = StoryNetwork(TextLookUp(), SongLookUp(), method, passages, songs)
    return StoryScheme(network, (passages, songs), CONFIG, torch.device("cpu"))


def drawn(of: StoryScheme) -> list[Draw]:
    return [draw for draw, _ in of.batches(0, np.random.default_rng(0))]


def joined(draws: list[Draw], name: str) -> Tensor:
    return torch.cat([getattr(draw, name) for draw in draws])


@pytest.mark.parametrize("name", ["classification", "two_branch", "three_branch"])
def test_passages_are_drawn_evenly_over_emotions_that_teach(name: str) -> None:
    of = scheme(name)
    draws = drawn(of)
    counts = torch.bincount(joined(draws, "emotion"), minlength=3)
    assert len(draws) == 10 and counts.sum() == 300
    assert counts.tolist() == ([150, 150, 0] if name == "two_branch" else [100, 100, 100])
    for draw in draws:
        assert of.story.passages.emotions[draw.texts, draw.emotion].all()


def test_a_partner_fits_by_the_mapping_and_what_nothing_fits_has_none() -> None:
    of = scheme("three_branch")
    for draw in drawn(of):
        has = draw.partner >= 0
        assert (has == (draw.emotion < 2)).all()
        songs = draw.songs[draw.partner[has]]
        assert of.story.songs.moods[songs, draw.emotion[has]].all(), "emotion n fits mood n alone"
        assert (draw.mood[draw.partner[has]] == -1).all(), "a partner stands for no mood of its own"


def test_songs_are_drawn_evenly_over_all_moods_and_never_unheard() -> None:
    of = scheme("three_branch", unheard=7)
    draws = drawn(of)
    moods = joined(draws, "mood")
    counts = torch.bincount(moods[moods >= 0], minlength=4)
    assert counts.min() >= 74 and counts.max() <= 76, "the last mood is mapped to nothing, and learned from"
    songs = joined(draws, "songs")
    assert of.story.songs.moods[songs[moods >= 0], moods[moods >= 0]].all()
    assert not (songs == 7).any()


def test_each_method_gets_only_the_songs_that_it_learns_from() -> None:
    for name, songs in (("classification", 30), ("two_branch", 30), ("three_branch", 60)):
        draw = drawn(scheme(name))[0]
        assert len(draw.songs) == len(draw.mood) == len(draw.places) == songs
        assert bool((draw.partner >= 0).any()) == (name != "classification")


def test_the_draws_of_an_epoch_are_its_own() -> None:
    of = scheme("two_branch")
    first, again = joined(drawn(of), "songs"), joined(drawn(of), "songs")
    assert torch.equal(first, again)
    other = [draw for draw, _ in of.batches(1, np.random.default_rng(1))]
    assert not torch.equal(first, joined(other, "songs"))


def test_validation_tells_what_the_losses_were_made_of() -> None:
    of = scheme("three_branch")
    for draw in drawn(of):
        of.loss(of.network(draw), None)
    of.network.eval()
    with torch.inference_mode():
        figures = of.validate()
    parts = {"text_loss", "music_loss", "cross_loss"}
    assert parts | {"macro_rr", "macro_p5", "text_recall", "music_ap"} == set(figures)
    assert all(0 < figures[name] < 1.5 for name in parts)


def test_members_are_drawn_from_every_song_of_a_mood() -> None:
    truth = torch.tensor([[True, False], [True, True], [False, True], [True, False]])
    found = Members(truth).draw(torch.tensor([0] * 100 + [1] * 100), torch.Generator().manual_seed(0))
    assert set(found[:100].tolist()) == {0, 1, 3} and set(found[100:].tolist()) == {1, 2}


def test_figures_are_those_counted_by_hand() -> None:
    """Two passages of one emotion, one of another, one that nothing fits; the last song is not judged."""
    emotions = torch.tensor([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]).bool()
    fits = torch.tensor([[1, 0], [0, 1], [0, 0]]).bool()
    moods = torch.tensor([[1, 0], [0, 1], [0, 1], [0, 0]]).bool()
    lacks = torch.tensor([[0, 1], [1, 0], [1, 0], [0, 0]]).bool()
    scores = torch.tensor(
        [
            [0.9, 0.1, 0.2, 1.0],  # the right song first, of those judged
            [0.1, 0.9, 0.8, 1.0],  # third
            [0.9, 0.8, 0.1, 1.0],  # second and third
            [0.0, 0.0, 0.0, 0.0],
        ]
    )
    found = found_figures(scores, emotions, fits, moods, lacks)
    assert found["macro_rr"] == pytest.approx(((1 + 1 / 3) / 2 + 1 / 2) / 2)
    assert found["macro_p5"] == pytest.approx((1 / 3 + 2 / 3) / 2)
    silent = found_figures(torch.full((4, 4), -torch.inf), emotions, fits, moods, lacks)
    assert silent == {"macro_rr": 0.0, "macro_p5": 0.0}, "no answer is no result"
    assert found_figures(scores, emotions, torch.zeros(3, 2).bool(), moods, lacks) == {}
