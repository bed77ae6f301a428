"""Wordings are read by who never read them, and every one of them is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from encoders.registry import create_audio
from retrieval.config import ProjectionConfig, SpaceConfig
from retrieval.data.phrasings import phrasings
from retrieval.joint_bundle import JointBundle
from retrieval.joint_space import JointSpace
from retrieval.tagger import Tag, Tagger
from retrieval.training.projecting import learned_projection, lessons
from retrieval.training.unread import SPARE_WORDINGS, Unread, cross_read, spare
from tests.retrieval.texts import ToyTexts

CONFIG = ProjectionConfig(share=0.5, ridge=0.01, landmarks=300)
TAGS = ("piano", "calm", "drums", "rock", "happy", "violin")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> JointBundle:
    """A bundle that has learned all wordings of the tags."""
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=len(TAGS), chunk_samples=33_000)
    tagger, text = Tagger(encoder, tuple(Tag(name, "x") for name in TAGS)), ToyTexts()
    space = JointSpace(SpaceConfig(hidden=8, dimension=4), text.dimension, encoder.penultimate_dimension)
    songs = torch.rand(20, 3, encoder.penultimate_dimension)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LEITMOTIF_HOME", str(tmp_path_factory.mktemp("home")))
        said = lessons(TAGS, (), CONFIG)
        space.project(learned_projection(text, tagger, said, TAGS, songs, CONFIG, 0), CONFIG.share)
    return JointBundle(tagger, text, space)


@pytest.fixture
def unread(bundle: JointBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Unread:
    monkeypatch.setenv("LEITMOTIF_HOME", str(tmp_path))
    return cross_read(bundle, ("other", *TAGS), TAGS, (), CONFIG, 0)


def columns(vectors: np.ndarray, rows: list[int]) -> np.ndarray:
    """How much of each tag a text asks for, by the half of the vectors that is projected."""
    return vectors[np.arange(len(rows)), [4 + row - 1 for row in rows]]


def test_every_wording_and_every_tag_is_read_once_and_apart_from_itself(unread: Unread) -> None:
    known = phrasings()
    expected = sorted(
        (way, row)
        for row, tag in enumerate(TAGS, start=1)
        for way in {tag, *known.names.get(tag, ()), *known.pictures.get(tag, ())}
        if way == tag or way not in TAGS
    )
    assert sorted(zip(unread.asked.texts, unread.rows, strict=True)) == expected
    assert all(text in apart for text, apart in zip(unread.asked.texts, unread.apart, strict=True))
    assert len({*unread.apart}) > 1


def test_who_never_heard_of_a_tag_asks_for_none_of_it(bundle: JointBundle, unread: Unread) -> None:
    hidden = [place for place, text in enumerate(unread.asked.texts) if text in TAGS]
    rows = [unread.rows[place] for place in hidden]
    assert len(rows) == len(TAGS) and not columns(unread.asked.vectors[hidden], rows).any()
    assert (columns(bundle.ask([TAGS[row - 1] for row in rows]).vectors, rows) > 0.1).all()


def test_wordings_that_were_learned_are_understood_better(bundle: JointBundle, unread: Unread) -> None:
    rows = list(unread.rows)
    learned = columns(bundle.ask(unread.asked.texts).vectors, rows)
    assert columns(unread.asked.vectors, rows).mean() < learned.mean() - 0.1


def test_spare_wordings_are_some_that_were_not_said(bundle: JointBundle) -> None:
    said = spare(bundle, TAGS, (), 0).asked.texts[:3]
    others = spare(bundle, TAGS, said, 0)
    assert not {*said} & {*others.asked.texts}
    assert max(others.rows.count(row) for row in range(len(TAGS))) == SPARE_WORDINGS
