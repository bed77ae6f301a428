"""The bundle that ships must read what raw sentence vectors misread, and stay small."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from retrieval.bundle import JOINT, find_bundle, read_bundle
from retrieval.composition import compose
from retrieval.joint_bundle import JointBundle
from retrieval.query import parse

FOLDER = find_bundle("starter")
MEGABYTES = 20


@cache
def bundle() -> JointBundle:
    return JointBundle.load(FOLDER)


def asked_of_tags(text: str, tags: tuple[str, ...]) -> dict[str, float]:
    """How much a text asks for each tag, by the semantic projection."""
    joint = bundle()
    assert joint.space.projection is not None
    names = read_bundle(FOLDER, JOINT).provenance["tags"]
    columns = [names.index(tag) for tag in tags]
    start = joint.space.config.dimension
    return dict(zip(tags, joint.embed_texts([text])[0, start:][columns].tolist(), strict=True))


def test_it_is_small() -> None:
    weights = FOLDER.rglob("*.safetensors")
    assert sum(path.stat().st_size for path in weights) <= MEGABYTES * 1_000_000


@pytest.mark.parametrize(
    ("text", "more", "less"),
    [
        ("a rainy lonely night", "sad", "romantic"),
        ("a rainy lonely night", "sad", "party"),
        ("something warm for a rainy evening", "calm", "aggressive"),
        ("violoncello", "cello", "drums"),
    ],
)
def test_it_knows_what_is_meant(text: str, more: str, less: str) -> None:
    """Raw sentence vectors put a rainy lonely night closer to *romantic* and *party* than to *sad*."""
    asked = asked_of_tags(text, (more, less))
    assert asked[more] > asked[less]


def test_not_happy_is_not_happy() -> None:
    """Raw sentence vectors put "not happy" beside "happy"; parts and their probabilities do not."""
    query = parse("not happy")
    joint = bundle()
    rng = np.random.default_rng(0)
    songs = joint.embed_segments(rng.random((200, joint.space.acoustic_dimension)).astype(np.float32))
    plain, negated = (
        compose(asked, joint.probabilities(asked.texts, songs)) for asked in (parse("happy"), query)
    )
    assert np.corrcoef(plain, negated)[0, 1] < -0.8
