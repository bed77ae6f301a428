"""What was found for stories: its moods, and whether it differs from passage to passage at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.story_retrieval import DEPTH, StoryCase, best_first

_SHUFFLES = 5
LEAST_ANSWERS, _LEAST_TOLD = 2.0, 0.1


@dataclass(frozen=True)
class Variety:
    """How much what is found differs. Emotions count alike.

    `answers` is how many different lists of five songs were given, effectively: the exponential of the
    entropy of the songs found, over five. `moods` is the exponential of the entropy of their moods, `wanted`
    what it would be if any right songs were found. `told` is how much the moods found say about the emotion
    that was asked for (mutual information), as a share of what those of right songs would say: 0 where
    everybody gets the same.
    """

    answers: float
    moods: float
    wanted: float
    told: float

    @property
    def collapsed(self) -> bool:
        """Whether what is found hardly depends on what was asked."""
        return self.answers < LEAST_ANSWERS or self.told < _LEAST_TOLD


def first_songs(case: StoryCase, scores: Floats) -> NDArray[np.intp]:
    """The songs that are found first, of all songs, judged or not: `[Q, 5]`, -1 where there is no answer."""
    order = best_first(scores, case.songs.ids)[:, :DEPTH]
    return np.where(np.isfinite(np.take_along_axis(scores, order, axis=1)), order, -1)


def confusion(case: StoryCase, found: NDArray[np.intp]) -> Floats:
    """Of the first songs for each emotion, the share that has each mood, where that is known: `[E, M]`."""
    table = np.full((len(case.emotions), len(case.songs.moods)), np.nan)
    for emotion, rows in enumerate(case.rows):
        songs = found[rows].ravel()
        songs = songs[songs >= 0]
        known = case.songs.known[songs].sum(axis=0)
        np.divide(case.songs.truth[songs].sum(axis=0), known, out=table[emotion], where=known > 0)
    return table


def variety(case: StoryCase, found: NDArray[np.intp], rng: np.random.Generator) -> Variety:
    """How much the first songs differ, from passage to passage, in songs and in moods.

    Chance makes few passages look as if their emotions were told apart: what shuffled emotions tell is taken
    off.
    """
    moods = case.songs.truth / case.songs.truth.sum(axis=1, keepdims=True)
    given, right = _given(case, found, case.emotion), case.truth / case.truth.sum(axis=1, keepdims=True)
    by_chance = [
        _information(_given(case, found, rng.permutation(case.emotion)) @ moods) for _ in range(_SHUFFLES)
    ]
    most = _information(right @ moods)
    told = (_information(given @ moods) - float(np.mean(by_chance))) / most if most > 0 else 0.0
    return Variety(
        _spread(given.mean(axis=0)) / DEPTH,
        _spread(given.mean(axis=0) @ moods),
        _spread(right.mean(axis=0) @ moods),
        told,
    )


def _given(case: StoryCase, found: NDArray[np.intp], emotion: NDArray[np.intp]) -> Floats:
    """The shares of songs in what each emotion finds, `[E', N]`; emotions that find nothing are not there."""
    counts = np.zeros((len(case.emotions), len(case.songs)))
    for place in range(len(case.emotions)):
        songs = found[emotion == place].ravel()
        counts[place] = np.bincount(songs[songs >= 0], minlength=len(case.songs))
    totals = counts.sum(axis=1, keepdims=True)
    shares: Floats = counts[totals[:, 0] > 0] / totals[totals[:, 0] > 0]
    return shares if len(shares) else np.zeros((1, len(case.songs)))


def _information(shares: Floats) -> float:
    """How much a draw says about the row that it comes from, in nats; all rows `[E, M]` are as likely."""
    return float(
        np.log(max(1.0, _spread(shares.mean(axis=0))))
        - np.mean([np.log(max(1.0, _spread(row))) for row in shares])
    )


def _spread(shares: Floats) -> float:
    """The exponential of the entropy: how many equally frequent things would be as varied; 0 of nothing."""
    some = shares[shares > 0]
    return float(np.exp(-(some * np.log(some)).sum())) if len(some) else 0.0
