"""The protocol story to music: every passage of a text is a query over all songs, judged by mapped moods.

A song is right for a passage when it has one of the moods that a mapping says fit the passage's emotion,
wrong when it is known to have none of them, and otherwise not judged. P@5 is the share of right songs among
the first five, RR one over the place of the first right one. Macro is the mean of each emotion's mean, the
headline: some emotions are far more frequent than others in texts. Micro is the mean over passages.

A method that has no answer to a passage scores 0 there. One that gives everybody the same songs may still
score well, where these are right for many: `story_variety` tells how much what is found differs.
Won, Salamon, Bryan, Mysore, Serra, "Emotion embedding spaces for matching music to stories", ISMIR 2021.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.data.manifest import Passage
from retrieval.evaluation import bootstrap
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.mood_songs import MoodSongs, some_of
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tag_retrieval import ranking
from retrieval.story.mappings import Mapping

DEPTH = 5
"""How many songs a person looks at."""
FIGURES = (f"P@{DEPTH}", "RR")


@dataclass(frozen=True)
class StoryCase:
    """Q passages of E emotions, and which of N songs are right for each emotion: `truth`, `known` `[E, N]`.

    `emotion` `[Q]` is each passage's, a row of `truth`. `left_out` says of other emotions why they could not
    be judged, and how many passages each takes with it.
    """

    mapping: Mapping
    passages: tuple[Passage, ...]
    emotions: tuple[str, ...]
    emotion: NDArray[np.intp]
    songs: MoodSongs
    truth: Bools
    known: Bools
    left_out: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(passage.text for passage in self.passages)

    @property
    def rows(self) -> list[NDArray[np.intp]]:
        """The passages of each emotion."""
        return [np.flatnonzero(self.emotion == place) for place in range(len(self.emotions))]


def passages_of_one_emotion(
    passages: Sequence[Passage], most: int | None, rng: np.random.Generator
) -> tuple[Passage, ...]:
    """Those labelled with exactly one emotion, in their order; at most `most` of each, drawn evenly."""
    single = [passage for passage in passages if len(passage.emotions) == 1]
    if most is None:
        return tuple(single)
    taken: Counter[str] = Counter()
    kept = []
    for place in rng.permutation(len(single)):
        taken[single[place].emotions[0]] += 1
        if taken[single[place].emotions[0]] <= most:
            kept.append(int(place))
    return tuple(single[place] for place in sorted(kept))


def story_case(passages: Sequence[Passage], songs: MoodSongs, mapping: Mapping) -> StoryCase:
    """The passages (of one emotion each) whose emotion is mapped and can be judged on these songs."""
    counted = Counter(passage.emotions[0] for passage in passages)
    judged: dict[str, tuple[Bools, Bools]] = {}
    left_out: dict[str, tuple[str, int]] = {}
    for emotion in counted:
        fitting = np.array([mood in mapping.moods.get(emotion, ()) for mood in songs.moods], dtype=bool)
        right = (songs.truth & fitting).any(axis=1)
        wrong = ~right & (songs.known | ~fitting).all(axis=1)
        if not fitting.any():
            left_out[emotion] = ("no mood fits it", counted[emotion])
        elif not right.any() or not wrong.any():
            left_out[emotion] = ("all or none of the songs are right", counted[emotion])
        else:
            judged[emotion] = (right, right | wrong)
    if not judged:
        raise EvaluationError(
            f"no passage can be judged by the mapping '{mapping.name}': the texts have {some_of(counted)}, "
            f"the songs {some_of(songs.moods)}"
        )
    kept = tuple(passage for passage in passages if passage.emotions[0] in judged)
    place = {emotion: row for row, emotion in enumerate(judged)}
    truth, known = (np.array([each[part] for each in judged.values()]) for part in (0, 1))
    emotion_of = np.array([place[passage.emotions[0]] for passage in kept], dtype=np.intp)
    return StoryCase(mapping, kept, tuple(judged), emotion_of, songs, truth, known, left_out)


def measured(case: StoryCase, scores: Floats) -> dict[str, Floats]:
    """Each figure of each passage, `[Q]`, from scores `[Q, N]`; not finite where there is no answer."""
    precision, reciprocal = np.zeros(len(case.passages)), np.zeros(len(case.passages))
    order = best_first(scores, case.songs.ids)
    answered = np.take_along_axis(np.isfinite(scores), order, axis=1)
    for emotion, rows in enumerate(case.rows):
        place = np.cumsum(case.known[emotion][order[rows]], axis=1)  # among the songs that are judged
        right = case.truth[emotion][order[rows]] & answered[rows]
        precision[rows] = (right & (place <= DEPTH)).sum(axis=1) / DEPTH
        reciprocal[rows] = np.max(right / np.maximum(place, 1), axis=1, initial=0)
    return dict(zip(FIGURES, (precision, reciprocal), strict=True))


def by_emotion(case: StoryCase, values: Floats) -> Floats:
    """Means over the passages of each emotion, `[Q]` to `[E]`."""
    return np.array([values[rows].mean() for rows in case.rows])


def estimates(
    case: StoryCase, values: Floats, rng: np.random.Generator
) -> tuple[Estimate, Estimate, list[Estimate]]:
    """Macro, micro and every emotion's mean of a figure; intervals resample passages within emotions."""
    each = [bootstrap.weights(len(rows), rng) @ values[rows] / len(rows) for rows in case.rows]
    counts = np.array([len(rows) for rows in case.rows])
    means = by_emotion(case, values)
    drawn = np.array(each)
    return (
        bootstrap.estimate(float(means.mean()), drawn.mean(axis=0)),
        bootstrap.estimate(float(values.mean()), counts @ drawn / counts.sum()),
        [bootstrap.estimate(float(mean), one) for mean, one in zip(means, each, strict=True)],
    )


def random_floor(case: StoryCase) -> dict[str, Floats]:
    """What an order made without reading reaches on average, for each figure and emotion, `[E]`; exact."""
    known, right = case.known.sum(axis=1), case.truth.sum(axis=1)
    precision = right / known * np.minimum(DEPTH, known) / DEPTH
    reciprocal = np.array([_expected_reciprocal(int(r), int(k)) for r, k in zip(right, known, strict=True)])
    return dict(zip(FIGURES, (precision, reciprocal), strict=True))


def one_mood_floor(
    case: StoryCase, rng: np.random.Generator, draws: int = 20
) -> tuple[str, dict[str, Floats]]:
    """The mood whose songs, in any order, do best by macro P@5 when all get them; its figures `[E]`."""
    best, found = "", {figure: np.full(len(case.emotions), -1.0) for figure in FIGURES}
    asked = StoryCase(
        case.mapping,
        tuple(case.passages[rows[0]] for rows in case.rows),
        case.emotions,
        np.arange(len(case.emotions)),
        case.songs,
        case.truth,
        case.known,
    )
    for place, mood in enumerate(case.songs.moods):
        means = []
        for _ in range(draws):
            scores = case.songs.truth[:, place] + rng.random(len(case.songs))
            means.append(measured(asked, np.tile(scores, (len(case.emotions), 1))))
        mean = {figure: np.mean([one[figure] for one in means], axis=0) for figure in FIGURES}
        if mean[FIGURES[0]].mean() > found[FIGURES[0]].mean():
            best, found = mood, mean
    return best, found


def best_first(scores: Floats, ids: Sequence[str]) -> NDArray[np.intp]:
    """Songs from best to worst, those without an answer last, `[Q, N]`."""
    finite = np.isfinite(scores)
    lowest = float(scores[finite].min()) if finite.any() else 0.0
    order: NDArray[np.intp] = np.argsort(
        -ranking(np.where(finite, scores, lowest - 1), ids) + len(ids) * ~finite, axis=1, kind="stable"
    )
    return order


def _expected_reciprocal(right: int, known: int) -> float:
    """Mean of one over the place of the first right song in a random order."""
    chance, total = 1.0, 0.0  # that none of the places before is right
    for place in range(1, known - right + 2):
        hit = right / (known - place + 1)
        total += chance * hit / place
        chance *= 1 - hit
    return total
