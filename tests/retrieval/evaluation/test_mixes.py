"""Mixes are told from songs by tags that a few of their songs have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.evaluation.mixes import mix_table
from tests.retrieval.evaluation.test_name_search import manifest


class Axes:
    """Hears each tag as an axis of its own."""

    def probabilities(self, tags: Sequence[str], songs: np.ndarray, heard: np.ndarray) -> np.ndarray:
        return songs[:, : len(tags)].T


def test_what_fits_a_mix_in_one_place_is_found_by_its_parts(rng: np.random.Generator) -> None:
    given = manifest()
    truth = given.matrix(list(given.tags)) & (rng.random((len(given.tracks), len(given.tags))) < 0.3)
    for place, track in enumerate(given.tracks):
        named = tuple(tag for tag, has in zip(given.tags, truth[place], strict=True) if has)
        object.__setattr__(track, "tags", named)
    sounds = np.concatenate([truth, ~truth.any(axis=1, keepdims=True)], axis=1).astype(np.float32)
    sounds += rng.random(sounds.shape).astype(np.float32)
    segments = np.repeat(sounds[:, None] / np.linalg.norm(sounds, axis=1)[:, None, None], 6, axis=1)
    table = mix_table(Axes(), given, segments, segments, rng)  # type: ignore[arg-type]
    assert table is not None
    (_, whole), (_, best) = table.rows
    assert best.value > whole.value + 0.03  # type: ignore[union-attr, operator]
    assert mix_table(Axes(), given, segments[:5], segments[:5], rng) is None  # type: ignore[arg-type]
