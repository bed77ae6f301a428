"""A false negative must never be taken, unknown tags must count for nothing, and the space must learn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval.config import JointConfig, JointData, JointTraining, SpaceConfig, Stage, TripletConfig
from retrieval.joint_space import JointSpace
from retrieval.samplers import draw_negatives
from retrieval.song_vectors import SongVectors
from retrieval.training.joint import JointScheme, Songs
from retrieval.training.precision import Precision
from retrieval.training.trainer import Trainer
from retrieval.training.wording import Anchors

TAGS, SEGMENTS, WIDTH = 5, 3, 12
CONFIG = JointConfig(
    space=SpaceConfig(hidden=32, dimension=16, dropout=0.1),
    data=JointData(batch_size=32, epoch_draws=320, phrasing_share=0.5, description_share=0.3),
    stages=(Stage("adam", 3e-3, 6, "constant"),),
)


def songs(count: int, seed: int, cultural: int = 0, unknown: float = 0.1) -> Songs:
    """Songs that sound like the sum of their tags; `known` is false here and there."""
    rng = np.random.default_rng(seed)
    sounds = np.random.default_rng(99).standard_normal((TAGS, WIDTH)).astype(np.float32)
    truth = rng.random((count, TAGS)) < 0.4
    known = rng.random((count, TAGS)) >= unknown
    noise = rng.standard_normal((count, SEGMENTS, WIDTH)).astype(np.float32)
    acoustic = (truth.astype(np.float32) @ sounds)[:, None] + 0.3 * noise
    listeners = (truth @ rng.standard_normal((TAGS, cultural))).astype(np.float32)
    ids = tuple(f"{seed}-{number}" for number in range(count))
    ones = np.ones(count, dtype=bool)
    vectors = SongVectors(ids, acoustic.astype(np.float32), listeners, ones, ones & (cultural > 0))
    return Songs(vectors, truth & known, known)


def said(train: Songs) -> Anchors:
    """Two texts a tag, and for every other song with two tags a description that states both."""
    count = len(train.vectors)
    states = [np.eye(TAGS, dtype=bool)[tag // 2] for tag in range(2 * TAGS)]
    song_rows = np.full((count, 2), -1, np.int64)
    for number in range(0, count, 2):
        if train.truth[number].sum() >= 2:
            song_rows[number, 0] = len(states)
            states.append(np.isin(np.arange(TAGS), np.flatnonzero(train.truth[number])[:2]))
    tag_rows = np.arange(2 * TAGS).reshape(TAGS, 2)
    return Anchors(tuple(f"text {row}" for row in range(len(states))), tag_rows, song_rows, np.array(states))


def scheme(config: JointConfig = CONFIG, train: Songs | None = None, cultural: int = 0) -> JointScheme:
    train = train or songs(120, 0, cultural)
    anchors = said(train)
    rng = np.random.default_rng(5)
    meanings = rng.standard_normal((TAGS, WIDTH)).astype(np.float32)
    texts = anchors.states.astype(np.float32) @ meanings
    texts += 0.1 * rng.standard_normal(texts.shape).astype(np.float32)
    torch.manual_seed(0)
    space = JointSpace(config.space, WIDTH, WIDTH, cultural)
    valid = songs(60, 1, cultural)
    return JointScheme(space, anchors, texts, meanings, train, valid, config, torch.device("cpu"))


def drawn(chosen: JointScheme) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    tags, numbers = chosen.pairs.draw(400, generator)
    return chosen._texts(tags, numbers, generator), numbers


def test_positives_have_everything_and_negatives_lack_something_for_sure() -> None:
    train = songs(120, 0)
    chosen = scheme(train=train)
    anchors = said(train)
    texts, numbers = drawn(chosen)
    segments = torch.zeros(len(texts), dtype=torch.long)
    _, batch = chosen.batch(texts, numbers, segments, torch.Generator().manual_seed(0))
    negatives, found = draw_negatives(batch.allowed, None, batch.draws)
    assert found.all() and len(set(texts.tolist())) > 2 * TAGS, "tags, phrasings and descriptions"
    for text, positive, negative in zip(texts, numbers, numbers[negatives[:, 0]], strict=True):
        stated = anchors.states[text]
        assert train.truth[positive][stated].all()
        assert (~train.truth[negative] & train.known[negative])[stated].any()


def test_a_song_of_which_the_tag_is_unknown_is_neither_positive_nor_negative() -> None:
    train = songs(40, 0)
    train.truth[:20], train.known[:20] = False, False
    chosen = scheme(train=train)
    texts, numbers = drawn(chosen)
    assert numbers.min() >= 20
    everyone = torch.arange(40)
    _, batch = chosen.batch(texts[:40], everyone, torch.zeros(40).long(), torch.Generator())
    assert not batch.allowed[:, :20].any() and batch.allowed[:, 20:].any()


def test_a_batch_without_any_negative_is_no_loss_and_no_crash() -> None:
    train = songs(40, 0, unknown=0.0)
    train.truth[:] = True
    chosen = scheme(train=train)
    inputs, rest = next(chosen.batches(0, np.random.default_rng(0)))
    chosen.network.train()
    loss = chosen.loss(chosen.network(inputs), rest)
    loss.backward()
    assert loss == 0 and not rest.allowed.any()


def test_words_come_as_often_as_the_config_says() -> None:
    texts, numbers = drawn(scheme())
    described = np.array([(said(songs(120, 0)).song_rows[number] >= 0).any() for number in numbers])
    told = texts.numpy() >= 2 * TAGS
    assert 0.2 < told[described].mean() < 0.4 and not told[~described].any()
    assert 0.4 < (texts.numpy()[~told] % 2).mean() < 0.6
    plain = replace(CONFIG, data=replace(CONFIG.data, phrasing_share=0.0, description_share=0.0))
    texts, _ = drawn(scheme(plain))
    assert (texts % 2 == 0).all() and texts.max() < 2 * TAGS


def test_the_same_seed_gives_the_same_batches() -> None:
    chosen = scheme()
    one, same, other = (next(chosen.batches(0, np.random.default_rng(seed)))[0] for seed in (1, 1, 2))
    assert torch.equal(one, same) and not torch.equal(one, other)
    assert len(list(chosen.batches(0, np.random.default_rng(0)))) == chosen.steps_per_epoch() == 10


@pytest.mark.parametrize("song", ["acoustic", "cultural", "concatenated", "fused"])
@pytest.mark.parametrize("sampler", ["random", "balanced", "balanced_weighted"])
def test_one_batch_can_be_learned_by_heart(song: str, sampler: str) -> None:
    config = replace(
        CONFIG,
        space=replace(CONFIG.space, song=song, dropout=0.0, modality_dropout=0.0),  # type: ignore[arg-type]
        triplets=TripletConfig(sampler=sampler, negatives=4),  # type: ignore[arg-type]
        data=replace(CONFIG.data, description_share=0.0),
    )
    chosen = scheme(config, cultural=6)
    inputs, rest = next(chosen.batches(0, np.random.default_rng(0)))
    moving = torch.optim.Adam(chosen.network.parameters(), 3e-3)
    chosen.network.train()
    losses = []
    for _ in range(150):
        loss = chosen.loss(chosen.network(inputs), rest)
        moving.zero_grad()
        loss.backward()
        moving.step()
        losses.append(loss.item())
    assert np.mean(losses[-5:]) < 0.1 * losses[0]


@pytest.mark.parametrize("weighting", ["similarity", "inverse_density"])
def test_training_finds_songs_for_tags(weighting: str, tmp_path: Path) -> None:
    config = replace(CONFIG, triplets=TripletConfig(weighting=weighting))  # type: ignore[arg-type]
    chosen = scheme(config)
    chosen.network.eval()
    with torch.inference_mode():
        before = chosen.validate()["map"]
    trainer = Trainer(
        chosen, config.stages, JointTraining(), Precision("fp32", torch.device("cpu")), tmp_path, seed=0
    )
    state = trainer.run()
    assert state.best > 0.85 > before
    assert set(state.history[0]) >= {"map", "precision_at_10", "roc_auc"}


def test_unknown_validation_tags_do_not_count() -> None:
    chosen = scheme()
    chosen.network.eval()
    with torch.inference_mode():
        before = chosen.validate()
        hidden = ~chosen.valid.known
        chosen.valid.truth[hidden] = True
        assert chosen.validate() == before
