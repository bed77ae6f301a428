"""Wordings of tags as a space reads them that has never read them: what tells how far texts can be believed.

A person types what no training text said. Whoever learns from training texts what scores are worth believes
new words too much; the words of another template or of a known name are hardly new. So each tag's wordings
are dealt into folds, and a semantic projection is learned without each fold in turn: without those names in
any template, without those pictures, and for one fold's share of the tags without any word of them, as if
they were held out of training (cross-fitting: Chernozhukov et al., "Double/debiased machine learning for
treatment and structural parameters", 2018). The vectors of songs stay the same, hence so do their scores'
scale. The branches beside the projection have read some of the wordings; their share of the score is small
where there is a projection.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from retrieval.config import ProjectionConfig
from retrieval.data.phrasings import phrasings
from retrieval.joint_bundle import JointBundle
from retrieval.matcher import Asked
from retrieval.semantic_projection import SemanticProjection
from retrieval.training.projecting import lessons, projected_texts

FOLDS = 5
SPARE_WORDINGS = 4
"""Wordings of each tag to learn from where there is no projection to learn again."""


@dataclass(frozen=True)
class Unread:
    """Q texts that mean a tag each, `rows` `[Q]`, read without having been learned from; `apart` are the
    wordings that were not learned from either when each was read."""

    asked: Asked
    rows: tuple[int, ...]
    apart: tuple[frozenset[str], ...]


def cross_read(
    bundle: JointBundle,
    tags: Sequence[str],
    projected: Sequence[str],
    secret: Sequence[str],
    config: ProjectionConfig,
    seed: int,
) -> Unread:
    """All names and pictures of the `projected` tags, and those tags themselves, each read by a projection
    that was learned without it; `rows` are places in `tags`, the rest is as the projection was learned by."""
    rng = np.random.default_rng(seed)
    home = dict(zip(projected, rng.permutation(len(projected)) % FOLDS, strict=True))
    own = {tag: _wordings(tag, tags) for tag in projected}
    dealt = {tag: rng.permutation(len(ways)) % FOLDS for tag, ways in own.items()}
    parts = []
    for fold in range(FOLDS):
        hidden = [tag for tag in projected if home[tag] == fold]
        left_out = {
            tag: [way for way, number in zip(own[tag], dealt[tag], strict=True) if number == fold]
            for tag in projected
        }
        asked = [(way, tag) for tag, ways in left_out.items() for way in ways] + [
            (tag, tag) for tag in hidden
        ]
        apart = frozenset(
            [way for ways in left_out.values() for way in ways]
            + [word for tag in hidden for word in (tag, *own[tag])]
        )
        silent = {text for tag, ways in left_out.items() for text in _saying(tag, ways)}
        learner = _without(bundle, projected, (*hidden, *secret), silent, config, seed)
        read = learner.ask([text for text, _ in asked])
        parts.append((read, [tags.index(tag) for _, tag in asked], apart))
    return Unread(
        Asked(
            tuple(text for read, _, _ in parts for text in read.texts),
            np.concatenate([read.vectors for read, _, _ in parts]),
            np.concatenate([read.read for read, _, _ in parts]),
        ),
        tuple(row for _, rows, _ in parts for row in rows),
        tuple(apart for _, rows, apart in parts for _ in rows),
    )


def spare(bundle: JointBundle, tags: Sequence[str], said: Collection[str], seed: int) -> Unread:
    """Some wordings of each tag that are not among the texts that training `said`."""
    rng, used = np.random.default_rng(seed), set(said)
    found: list[tuple[str, int]] = []
    for row, tag in enumerate(tags):
        ways = [way for way in dict.fromkeys(_every(tag)) if way not in used and way not in tags]
        found += [(ways[int(place)], row) for place in rng.permutation(len(ways))[:SPARE_WORDINGS]]
    texts, rows = [text for text, _ in found], tuple(row for _, row in found)
    return Unread(bundle.ask(texts), rows, (frozenset(),) * len(rows))


def _wordings(tag: str, tags: Collection[str]) -> list[str]:
    known = phrasings()
    ways = dict.fromkeys((*known.names.get(tag, ()), *known.pictures.get(tag, ())))
    return [way for way in ways if way not in tags]


def _every(tag: str) -> Iterable[str]:
    known = phrasings()
    return (*known.filled.get(tag, ()), *known.pictures.get(tag, ()))


def _saying(tag: str, ways: Sequence[str]) -> set[str]:
    """Every phrasing of a tag in which one of the ways stands."""
    return {text for text in _every(tag) if any(way in text for way in ways)}


def _without(
    bundle: JointBundle,
    projected: Sequence[str],
    hidden: Sequence[str],
    silent: Collection[str],
    config: ProjectionConfig,
    seed: int,
) -> JointBundle:
    """The bundle with a projection learned without the hidden tags and the silent texts."""
    whole = bundle.space.projection
    assert whole is not None
    kept = [tag for tag in projected if tag not in hidden]
    learned = projected_texts(bundle.text, lessons(kept, hidden, config, silent), config, seed)
    values = torch.zeros(len(learned["landmarks"]), len(projected), dtype=torch.float64)
    values[:, [projected.index(tag) for tag in kept]] = learned["values"]
    heard = {"weight": whole.weight, "bias": whole.bias, "radius": whole.radius}
    space = copy.deepcopy(bundle.space)
    space.projection = SemanticProjection.of(**{**learned, "values": values}, **heard).eval()
    return JointBundle(bundle.tagger, bundle.text, space, bundle.cultural, bundle.templates)
