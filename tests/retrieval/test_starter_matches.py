"""What the shipped bundle finds nothing for, and what it does not mistake for that."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.bundle import find_bundle
from retrieval.data.unrelated import unrelated_texts
from retrieval.joint_bundle import JointBundle
from retrieval.match_calibration import FAIR

NO_MUSIC = (
    "parliament session",
    "asdfgh",
    "invoice 2024",
    "tax return",
    "qwertz uiop",
    "dishwasher manual",
    "python exception traceback",
    "quarterly earnings call",
    "12345",
    "vitamin c tablets",
    "how to fix a bicycle chain",
    "hr onboarding checklist",
)
MUSIC = ("piano", "pianos", "calm piano", "epic battle", "helps me fall asleep", "get pumped at the gym")


@pytest.fixture(scope="module")
def bundle() -> JointBundle:
    return JointBundle.load(find_bundle("starter"))


def best(bundle: JointBundle, texts: tuple[str, ...]) -> dict[str, float]:
    """The probability of the likeliest of the songs that the bundle's probabilities were learned from."""
    assert bundle.matcher is not None
    found = bundle.probabilities(texts, bundle.matcher.background).max(axis=1)
    return dict(zip(texts, found.tolist(), strict=True))


def test_texts_that_mean_no_music_match_no_song(bundle: JointBundle) -> None:
    assert not {*NO_MUSIC} & {*unrelated_texts()}
    assert {text: chance for text, chance in best(bundle, NO_MUSIC).items() if chance >= FAIR} == {}


def test_texts_that_mean_music_match_some(bundle: JointBundle) -> None:
    assert {text: chance for text, chance in best(bundle, MUSIC).items() if chance < FAIR} == {}
    assert np.isfinite(list(best(bundle, MUSIC).values())).all()
