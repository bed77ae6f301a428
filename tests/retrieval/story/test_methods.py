"""What every story method must do, and what each of the six alone must."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from retrieval.story.config import StoryConfig
from retrieval.story.methods.base import StoryMethod
from retrieval.story.registry import UnknownMethodError, create_method, methods
from tests.retrieval.story.toys import EMOTIONS, MOODS, SONG, TEXT, toy_batch, toy_labels, toy_method

SIX = ["classification", "multi_head", "three_branch", "two_branch", "va_regression", "w2v_regression"]
ACROSS = ["three_branch", "two_branch", "va_regression", "w2v_regression"]


def learned(name: str, steps: int = 150) -> StoryMethod:
    method, batch = toy_method(name), toy_batch()
    optimiser = torch.optim.Adam(method.parameters(), 1e-2)
    for _ in range(steps):
        optimiser.zero_grad()
        method.loss(batch)["loss"].backward()
        optimiser.step()
    return method.eval()


def test_methods_are_found_by_their_files() -> None:
    assert methods() == SIX
    assert [toy_method(name).name for name in SIX] == SIX
    with pytest.raises(UnknownMethodError, match="no story method 'guess': choose from classification"):
        create_method(replace(StoryConfig(), method="guess"), TEXT, SONG, toy_labels())  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SIX)
def test_one_batch_can_be_learned_by_heart(name: str) -> None:
    batch, method = toy_batch(), toy_method(name)
    before = float(method.loss(batch)["loss"].detach())
    method = learned(name)
    assert float(method.loss(batch)["loss"].detach()) < 0.1 * before
    with torch.inference_mode():
        texts, songs = method.embed_text(batch.read), method.embed_song(batch.heard)
        by_text, by_song = method.text_scores(texts), method.song_scores(songs)
    if by_text is not None and by_song is not None:
        assert (by_text.argmax(dim=1) == batch.emotion).all()
        assert (by_song.argmax(dim=1) == batch.mood).all()
    else:
        assert name == "two_branch", "every other method has words for what it reads and hears"


@pytest.mark.parametrize("name", ACROSS)
def test_songs_that_fit_are_found_for_passages(name: str) -> None:
    method, batch = learned(name), toy_batch()
    if name == "w2v_regression":  # its words are strangers to each other: only the shared space can be tested
        method.mood_words[:3] = method.emotion_words
        method.train()
        optimiser = torch.optim.Adam(method.parameters(), 1e-2)
        for _ in range(150):
            optimiser.zero_grad()
            method.loss(batch)["loss"].backward()
            optimiser.step()
        method.eval()
    with torch.inference_mode():
        scores = method.scores(method.embed_text(batch.read), method.embed_song(batch.heard))
    assert (batch.mood[scores.argmax(dim=1)] == batch.emotion).all()


@pytest.mark.parametrize("name", SIX)
def test_gradients_reach_every_weight(name: str) -> None:
    method = toy_method(name).train()
    method.loss(toy_batch())["loss"].backward()
    idle = [key for key, value in method.named_parameters() if value.grad is None or not value.grad.any()]
    # a bias before a batch norm is subtracted again
    assert not [key for key in idle if not key.endswith("0.bias")]


@pytest.mark.parametrize("name", SIX)
def test_a_batch_gives_what_each_gives_alone(name: str) -> None:
    method, batch = learned(name, steps=3), toy_batch()
    with torch.inference_mode():
        for embed, rows in ((method.embed_text, batch.read), (method.embed_song, batch.heard)):
            whole = embed(rows)
            assert whole.shape == (len(rows), method.dimension)
            torch.testing.assert_close(embed(rows[5:6]), whole[5:6], atol=1e-5, rtol=1e-4)
        segments = method.embed_song(batch.heard)[:, None].expand(-1, 3, -1)
        torch.testing.assert_close(method.pooled(segments), segments[:, 0], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("name", SIX)
def test_the_loss_is_the_sum_of_its_parts(name: str) -> None:
    found = toy_method(name).eval().loss(toy_batch())
    weights = {"text_loss": 0.3, "music_loss": 0.3, "cross_loss": 0.4} if name == "three_branch" else {}
    parts = [weights.get(key, 1.0) * value for key, value in found.items() if key != "loss"]
    if parts:
        torch.testing.assert_close(found["loss"], torch.stack(parts).sum())


def test_classification_answers_only_in_words_that_music_has() -> None:
    method, batch = learned("classification"), toy_batch()
    with torch.inference_mode():
        scores = method.scores(method.embed_text(batch.read), method.embed_song(batch.heard))
    shared = batch.emotion == EMOTIONS.index("hiss")
    assert (scores[~shared] == -torch.inf).all() and scores[shared].isfinite().all()
    assert (batch.mood[scores[shared].argmax(dim=1)] == MOODS.index("hiss")).all()


def test_the_heads_of_multi_head_are_switched() -> None:
    method, batch = learned("multi_head"), toy_batch()
    with torch.inference_mode():
        texts, songs = method.embed_text(batch.read), method.embed_song(batch.heard)
        scores = method.scores(texts, songs)
        mood = method.mood_head(method.shared(method.text(batch.read))).argmax(dim=1)
    torch.testing.assert_close(scores, songs[:, len(EMOTIONS) + mood].T)


def test_a_passage_s_own_ratings_count_before_those_of_its_emotion() -> None:
    batch = toy_batch()
    own = replace(batch, points=torch.full((24, 2), 0.9), emotions=torch.zeros_like(batch.emotions))
    method = toy_method("va_regression").train()
    optimiser = torch.optim.Adam(method.parameters(), 1e-2)
    for _ in range(150):
        optimiser.zero_grad()
        method.loss(own)["loss"].backward()
        optimiser.step()
    with torch.inference_mode():
        found = method.eval().embed_text(own.read)
    torch.testing.assert_close(found, torch.full((24, 2), 0.9), atol=0.1, rtol=0)


def test_word_vectors_with_signs_are_reached() -> None:
    method, batch = learned("w2v_regression", 300), toy_batch()
    wanted = torch.nn.functional.normalize(method.emotion_words, dim=1)[batch.emotion]
    assert (wanted < 0).any()
    with torch.inference_mode():
        assert ((method.embed_text(batch.read) * wanted).sum(dim=1) > 0.95).all()


@pytest.mark.parametrize("name", ["two_branch", "three_branch"])
def test_a_negative_is_never_what_the_mapping_calls_right_or_nobody_knows(name: str) -> None:
    batch = toy_batch()
    method = toy_method(name)
    method.fits[1] = method.fits[0]  # two emotions mapped to one mood must not push its songs away
    hum = torch.zeros_like(batch.moods)
    hum[:, 0] = True
    low_and_high = replace(
        batch,
        emotions=batch.emotions & torch.tensor([True, True, False]),
        partner=torch.where(batch.emotion < 2, batch.partner, -1),
    )
    key = "loss" if name == "two_branch" else "cross_loss"
    assert float(method.loss(replace(low_and_high, moods=hum, lacks=~hum))[key].detach()) == 0.0
    assert float(method.loss(replace(batch, lacks=torch.zeros_like(hum)))[key].detach()) == 0.0
    assert float(method.loss(batch)[key].detach()) > 0.0


def test_three_branches_learn_from_what_no_mapping_names() -> None:
    unpaired = replace(toy_batch(), partner=torch.full((24,), -1))
    two, three = toy_method("two_branch").loss(unpaired), toy_method("three_branch").loss(unpaired)
    assert float(two["loss"].detach()) == 0.0
    assert float(three["cross_loss"].detach()) == 0.0
    assert float(three["text_loss"].detach()) > 0.0 and float(three["music_loss"].detach()) > 0.0


@pytest.mark.parametrize("name", ["three_branch", "w2v_regression", "va_regression"])
def test_a_word_of_which_nothing_is_known_has_no_place_and_spoils_nothing(name: str) -> None:
    labels = toy_labels()
    labels.mood_words[3], labels.mood_points[3] = 0.0, torch.nan
    method, batch = toy_method(name, labels), toy_batch()
    loss = method.loss(batch)["loss"]
    loss.backward()
    assert loss.isfinite()
    assert all(value.grad.isfinite().all() for value in method.parameters() if value.grad is not None)
    method.eval()
    with torch.inference_mode():
        tags = method.embed_tags()
        assert tags is not None
        assert tags["moods"][3].isnan().all() and tags["moods"][:3].isfinite().all()
        scores = method.song_scores(method.embed_song(batch.heard))
    assert scores is not None and not scores.isnan().any()
    assert not (scores.argmax(dim=1) == 3).any()
