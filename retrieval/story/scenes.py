"""Passages to scenes: cuts where the mood turns, so that each scene can have one piece of music.

Of all ways to cut a text, the one is taken whose scenes differ least within themselves, where each cut costs
something: less at a heading, more where a scene would be shorter than an ear needs or longer than music
lasts. Passages without a mood belong to what came before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.story.reading import Felt, StoryError

CUT = 2.0
"""What a cut costs, in seconds of a mood that is wholly another; `python -m scripts.evaluate scenes` tells
how well cuts fall where moods turn."""
AT_HEADING = 0.4
"""Of that, what a cut costs where a new heading stands."""
SHORTEST_SECONDS, LONGEST_SECONDS = 20.0, 240.0
_TOO_SHORT, _TOO_LONG = 0.1, 1.0  # what a second below or above costs
_LEAST_SHARE, _MOST_SHARE = 0.25, 2.0
"""How long each of a wanted number of scenes is at least and at most, beside their mean, as far as can be."""
Costs = Callable[[int], NDArray[np.float64]]
_WITHOUT_MOOD = 1e-3  # a scene had rather begin with a passage that has a mood


@dataclass(frozen=True)
class Scene:
    """Passages `first` to before `last` of a story; `moods` `[M]` are theirs on average, by how long each
    takes to read, and sum to less than 1 by as much as there is no mood."""

    first: int
    last: int
    start_seconds: float
    end_seconds: float
    moods: NDArray[np.float32]
    valence: float
    arousal: float
    has_mood: bool

    @property
    def seconds(self) -> float:
        return self.end_seconds - self.start_seconds


def scenes_of(
    felt: Sequence[Felt], words_per_minute: float, count: int | None = None, cut: float = CUT
) -> list[Scene]:
    """The scenes of a story, in order: as many as its mood turns, or `count` (fewer where there are fewer
    passages)."""
    seconds = _seconds(felt, words_per_minute)
    ends = _ends(felt, seconds, count, cut)
    return [_scene(felt, seconds, first, last) for first, last in zip([0, *ends[:-1]], ends, strict=True)]


def scenes_between(felt: Sequence[Felt], words_per_minute: float, borders: Sequence[int]) -> list[Scene]:
    """The scenes that begin with the first passage and with each of `borders`. Raises `StoryError`."""
    if list(borders) != sorted(set(borders)) or any(not 0 < each < len(felt) for each in borders):
        if len(felt) < 2:
            raise StoryError("the text is one passage, which cannot be cut: leave borders out")
        raise StoryError(
            f"the text has {len(felt)} passages: borders are numbers from 1 to {len(felt) - 1}, each greater "
            "than the one before"
        )
    seconds = _seconds(felt, words_per_minute)
    edges = [0, *borders, len(felt)]
    return [_scene(felt, seconds, first, last) for first, last in pairwise(edges)]


def each_passage(felt: Sequence[Felt], words_per_minute: float) -> list[Scene]:
    """Every passage as a scene of its own."""
    seconds = _seconds(felt, words_per_minute)
    return [_scene(felt, seconds, row, row + 1) for row in range(len(felt))]


def _seconds(felt: Sequence[Felt], words_per_minute: float) -> NDArray[np.float64]:
    """How long each passage takes to read, `[P]`."""
    return np.array([own.words for own in felt]) * 60 / words_per_minute


def _ends(felt: Sequence[Felt], seconds: NDArray[np.float64], count: int | None, cut: float) -> list[int]:
    """After which passages a scene ends."""
    moods = np.array([own.moods for own in felt], np.float64)
    weights = seconds * np.array([float(own.has_mood) for own in felt])
    # sums up to each passage, from which a scene's spread follows at once
    weight = np.concatenate([[0.0], np.cumsum(weights)])
    first = np.concatenate([np.zeros((1, moods.shape[1])), np.cumsum(weights[:, None] * moods, axis=0)])
    second = np.concatenate([[0.0], np.cumsum(weights * np.square(moods).sum(axis=1))])
    time = np.concatenate([[0.0], np.cumsum(seconds)])
    heads = np.array([_heads(felt, row) for row in range(len(felt))])
    opening = np.array([_opening(felt, row) * cut for row in range(len(felt))])
    mean = time[-1] / count if count else 0.0
    least, longest = _LEAST_SHARE * mean, max(LONGEST_SECONDS, _MOST_SHARE * mean)

    def costs(end: int) -> NDArray[np.float64]:
        """Of scenes from each passage before `end` up to it."""
        held = weight[end] - weight[:end]
        spread = (second[end] - second[:end]) - np.square(first[end] - first[:end]).sum(axis=1) / np.maximum(
            held, 1e-9
        )
        length = time[end] - time[:end]
        # a scene that the text itself sets apart may be short
        free = heads[:end] | (end < len(felt) and bool(heads[end]))
        short = np.maximum(np.where(free, least, max(least, SHORTEST_SECONDS)) - length, 0) * _TOO_SHORT
        long = np.maximum(length - longest, 0) * _TOO_LONG
        found: NDArray[np.float64] = np.maximum(spread, 0) + short + long + opening[:end]
        return found

    most = min(count or len(felt), len(felt))
    return _exactly(len(felt), costs, most) if count else _freely(len(felt), costs)


def _freely(passages: int, costs: Costs) -> list[int]:
    least, came = np.zeros(passages + 1), np.zeros(passages + 1, np.int64)
    for end in range(1, passages + 1):
        found = least[:end] + costs(end)
        came[end] = int(np.argmin(found))
        least[end] = found[came[end]]
    ends, end = [], passages
    while end:
        ends.append(end)
        end = int(came[end])
    return ends[::-1]


def _exactly(passages: int, costs: Costs, count: int) -> list[int]:
    least = np.full((count + 1, passages + 1), np.inf)
    came = np.zeros((count + 1, passages + 1), np.int64)
    least[0, 0] = 0
    for end in range(1, passages + 1):
        found = least[:count, :end] + costs(end)
        came[1:, end] = np.argmin(found, axis=1)
        least[1:, end] = found.min(axis=1)
    ends, end = [], passages
    for scene in range(count, 0, -1):
        ends.append(end)
        end = int(came[scene, end])
    return ends[::-1]


def _opening(felt: Sequence[Felt], row: int) -> float:
    """What a scene costs that begins here, in cuts; the first one is free."""
    if not row:
        return 0.0
    share = AT_HEADING if _heads(felt, row) else 1.0
    return share + (0.0 if felt[row].has_mood else _WITHOUT_MOOD)


def _heads(felt: Sequence[Felt], row: int) -> bool:
    """Whether a passage stands under another heading than the one before."""
    return row > 0 and felt[row].passage.heading != felt[row - 1].passage.heading


def _scene(felt: Sequence[Felt], seconds: NDArray[np.float64], first: int, last: int) -> Scene:
    own = felt[first:last]
    weights = seconds[first:last] * np.array([float(each.has_mood) for each in own])
    has_mood = bool(weights.sum() > 0)
    weights = (weights if has_mood else np.ones(len(own))) / (weights.sum() if has_mood else len(own))
    begin = float(seconds[:first].sum())
    return Scene(
        first,
        last,
        begin,
        begin + float(seconds[first:last].sum()),
        np.asarray(weights @ np.array([each.moods for each in own]), np.float32),
        float(weights @ np.array([each.valence for each in own])),
        float(weights @ np.array([each.arousal for each in own])),
        has_mood,
    )
