"""What was found for stories: its moods, and whether it differs from passage to passage at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.story_retrieval import DEPTH, StoryCase, best_first


@dataclass(frozen=True)
class Variety:
    """How much what is found differs. Emotions count alike.

    `answers` is how many different lists of five songs were given, effectively: the exponential of the
    entropy of the songs found, over five. `moods` is the exponential of the entropy of their moods, `wanted`
    what it would be if any right songs were found.
    """

    answers: float
    moods: float
    wanted: float

    @property
    def collapsed(self) -> bool:
        """Whether all passages get much the same: less than half of the wanted moods, or only two lists."""
        return self.answers < 2 or self.moods < self.wanted / 2


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


def variety(case: StoryCase, found: NDArray[np.intp]) -> Variety:
    """How much the first songs differ, from passage to passage, in songs and in moods."""
    given = np.zeros((len(case.emotions), len(case.songs)))
    for emotion, rows in enumerate(case.rows):
        songs = found[rows].ravel()
        given[emotion] = np.bincount(songs[songs >= 0], minlength=len(case.songs))
    moods = case.songs.truth / case.songs.truth.sum(axis=1, keepdims=True)
    songs_found, ideal = _even(given), _even(case.truth.astype(float))
    return Variety(_spread(songs_found) / DEPTH, _spread(songs_found @ moods), _spread(ideal @ moods))


def _even(counts: Floats) -> Floats:
    """Shares in which every row that has any counts alike, `[E, N]` to `[N]`."""
    totals = counts.sum(axis=1)
    if not totals.any():
        return np.zeros(counts.shape[1])
    some = totals > 0
    shares: Floats = (counts[some] / totals[some, None]).mean(axis=0)
    return shares


def _spread(shares: Floats) -> float:
    """The exponential of the entropy: how many equally frequent things would be as varied; 0 of nothing."""
    some = shares[shares > 0]
    return float(np.exp(-(some * np.log(some)).sum())) if len(some) else 0.0
