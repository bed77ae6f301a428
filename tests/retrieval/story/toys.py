"""Passages and songs of three feelings that anyone can tell apart, and methods small enough to test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import one_hot

from retrieval.data.manifest import Passage, Texts, write_manifest
from retrieval.story.config import StoryConfig, StorySpace
from retrieval.story.labels import Labels
from retrieval.story.methods.base import StoryBatch, StoryMethod
from retrieval.story.registry import create_method

EMOTIONS, MOODS = ("low", "high", "hiss"), ("hum", "whistle", "hiss", "thump")
TEXT, SONG, WORD = 6, 5, 7
SAYS = {"low": "deep cellar stone", "high": "bird tower bell", "hiss": "rain wind sand"}
FILLERS = ("a", "of", "the", "and", "then", "so")
MAPPING = '[moods]\nlow = ["hum"]\nhigh = ["whistle"]\nhiss = ["hiss"]\n'
LEXICON = """[words]
low = [-0.5, -0.5, 0.0, "toy"]
high = [0.6, 0.5, 0.0, "toy"]
hiss = [-0.6, 0.7, 0.0, "toy"]
hum = [-0.4, -0.5, 0.0, "toy"]
whistle = [0.5, 0.5, 0.0, "toy"]
"""


def toy_labels() -> Labels:
    """Three emotions, four moods; emotion n fits mood n, and nothing fits the last mood."""
    torch.manual_seed(1)
    return Labels(
        EMOTIONS,
        MOODS,
        torch.tensor([[-0.5, -0.5], [0.6, 0.5], [-0.6, 0.7]]),
        torch.tensor([[-0.4, -0.5], [0.5, 0.5], [-0.6, 0.7], [0.5, -0.6]]),
        torch.randn(3, WORD),
        torch.randn(4, WORD),
        torch.eye(3, 4).bool(),
    )


def toy_method(name: str, labels: Labels | None = None, dropout: float = 0.0) -> StoryMethod:
    torch.manual_seed(0)
    config = StoryConfig(method=name, space=StorySpace(32, 16, dropout))  # type: ignore[arg-type]
    return create_method(config, TEXT, SONG, labels or toy_labels())


def toy_batch(size: int = 24) -> StoryBatch:
    """Passages that read like their emotion and songs that sound like their mood, all of which is known."""
    torch.manual_seed(2)
    emotion, mood = torch.arange(size) % 3, torch.arange(size) % 4
    moods = one_hot(mood, 4).bool()
    return StoryBatch(
        read=torch.randn(3, TEXT)[emotion] + 0.1 * torch.randn(size, TEXT),
        emotions=one_hot(emotion, 3).bool(),
        emotion=emotion,
        points=torch.full((size, 2), torch.nan),
        partner=torch.tensor([int((mood == own).nonzero()[0]) for own in emotion]),
        heard=torch.randn(4, SONG)[mood] + 0.1 * torch.randn(size, SONG),
        moods=moods,
        lacks=~moods,
        mood=mood,
        draws=torch.Generator().manual_seed(0),
    )


def toy_passages(count: int = 90, seed: int = 0) -> Texts:
    """Each passage is some words of its emotion and some that mean nothing; splits in turn."""
    rng = np.random.default_rng(seed)
    passages = []
    for number in range(count):
        emotion = EMOTIONS[number % 3]
        words = [
            *rng.choice(SAYS[emotion].split(), 2),
            *rng.choice(FILLERS, 3),
        ]
        passages.append(
            Passage(
                id=f"p{number}",
                text=" ".join(rng.permutation(words)),
                author=f"author {number}",
                split=("train", "train", "valid", "test")[number // 3 % 4],
                emotions=(emotion,),
            )
        )
    return Texts(tuple(passages), dict.fromkeys(EMOTIONS, "emotion"), name="toy passages")


def write_toys(root: Path) -> None:
    """`texts.jsonl`, `mapping.toml` and `lexicon.toml` for the songs of `tests.retrieval.joint_toys`."""
    write_manifest(toy_passages(), root / "texts.jsonl")
    (root / "mapping.toml").write_text(MAPPING)
    (root / "lexicon.toml").write_text(LEXICON)
