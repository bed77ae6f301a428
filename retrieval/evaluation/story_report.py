"""Stories as tables: figures under each mapping beside floors, every emotion, variety, confusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation import metrics
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.story_retrieval import (
    DEPTH,
    FIGURES,
    StoryCase,
    by_emotion,
    estimates,
    measured,
    one_mood_floor,
    random_floor,
)
from retrieval.evaluation.story_variety import LEAST_ANSWERS, Variety, confusion, first_songs, variety
from retrieval.evaluation.tables import Cell, Table

NOTES = (
    "macro: mean of emotions' means, micro: of passages; MRR: mean of 1 / place of the first right song;",
    "95 % intervals resample passages within emotions, the songs stay the same",
    "floors: any order (exact); everybody gets songs of the mood that does best so",
    f"answers: how many different lists of {DEPTH} songs were given; moods: how many moods they had, beside",
    "those of any right songs (both: exponential of the entropy); told: how much the moods found say about",
    "the emotion asked for, as a share of what right songs would say;",
    "collapsed: answers below 2, or told below 0.1; 'told' takes 20 passages an emotion to be believed",
)
_MOODS_TOLD = 2
FEW_PASSAGES = 20
"""Of an emotion: with 5 a bundle looked collapsed that with 40 was far from it (told .09 and .26)."""


@dataclass(frozen=True)
class Judgement:
    """One ranker under one mapping: every figure of every passage `[Q]`, and the first songs `[Q, 5]`."""

    case: StoryCase
    values: dict[str, Floats]
    found: NDArray[np.intp]

    @property
    def answered(self) -> float:
        """The share of passages to which there was any answer."""
        return float((self.found[:, 0] >= 0).mean())

    @cached_property
    def variety(self) -> Variety:
        return variety(self.case, self.found, np.random.default_rng(0))

    def macro(self, figure: str) -> float:
        """The mean over emotions of a figure's means."""
        return float(by_emotion(self.case, self.values[figure]).mean())

    @property
    def verdict(self) -> str:
        """In a word, whether what was found differs."""
        if not self.answered:
            return "no answers"
        if not self.variety.collapsed:
            return "varied"
        # of few passages, chance hides what the moods found would tell; the number of answers is plain
        few = len(self.found) < FEW_PASSAGES * len(self.case.emotions)
        return "too few to tell" if few and self.variety.answers >= LEAST_ANSWERS else "collapsed"


def judge(case: StoryCase, scores: Floats) -> Judgement:
    """Judge the scores `[Q, N]` of a ranker."""
    return Judgement(case, measured(case, scores), first_songs(case, scores))


def report_tables(
    name: str, judgements: Sequence[Judgement], by_itself: Sequence[Alone], seed: int
) -> tuple[Table, ...]:
    """All tables of one ranker under several mappings, what matters most last."""
    return (
        *(_confusion(one) for one in judgements),
        *(_emotions(one, seed) for one in judgements),
        _alone(by_itself),
        _variety(judgements),
        _figures(name, judgements, seed),
    )


@dataclass(frozen=True)
class Alone:
    """A figure of passages or of songs by themselves: `of` how many, about how many `words`."""

    what: str
    of: int
    words: int
    figure: str
    value: float
    by_chance: float


def alone(
    passages: Sequence[str],
    emotion_scores: Floats,
    emotions: Sequence[str],
    truth: Bools,
    known: Bools,
    mood_scores: Floats,
) -> list[Alone]:
    """What a ranker tells of passages and of songs by themselves.

    `passages` are the emotions of the passages; scores are `[Q, E]` and `[N, M]`, NaN for words that the
    ranker does not know; `truth` and `known` `[N, M]` are of the songs.
    """
    found = []
    able = np.asarray(np.isfinite(emotion_scores).all(axis=0))
    words = [emotion for emotion, is_able in zip(emotions, able, strict=True) if is_able]
    asked = np.array([own in words for own in passages], dtype=bool)
    if asked.any():
        own = np.array([words.index(emotion) for emotion, use in zip(passages, asked, strict=True) if use])
        said = emotion_scores[asked][:, able].argmax(axis=1)
        most = float(np.bincount(own).max() / len(own))
        counts = ("emotion of a passage", len(own), len(words))
        found.append(Alone(*counts, "accuracy", float((said == own).mean()), most))
        found.append(Alone(*counts, "macro F1", _macro_f1(said, own), float("nan")))
    heard = np.isfinite(mood_scores).any(axis=1)
    able = np.asarray(np.isfinite(mood_scores[heard]).all(axis=0))
    if heard.any() and able.any():
        scores, right, sure = mood_scores[heard][:, able], truth[heard][:, able], known[heard][:, able]
        each = metrics.per_tag(metrics.average_precision, scores, right, sure)
        judged = np.flatnonzero(np.isfinite(each))
        if len(judged):
            chance = float(np.mean([right[sure[:, tag], tag].mean() for tag in judged]))
            area = metrics.macro(metrics.roc_auc, scores, right, sure)
            counts = ("moods of a song", int(heard.sum()), len(judged))
            found.append(Alone(*counts, "macro AP", float(each[judged].mean()), chance))
            found.append(Alone(*counts, "macro ROC-AUC", area, 0.5))
    return found


def _alone(found: Sequence[Alone]) -> Table:
    columns = ("what", "of", "words", "figure", "value", "by chance")
    return Table("passages and songs by themselves", columns, tuple(astuple(one) for one in found))


def _figures(name: str, judgements: Sequence[Judgement], seed: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in judgements:
        case, rng = one.case, np.random.default_rng(seed)
        counts = (len(case.emotions), len(case.passages))
        found = [estimates(case, one.values[figure], rng)[:2] for figure in FIGURES]
        mapping = case.mapping.name
        rows.append(
            (name, mapping, *counts, *(each[0] for each in found), *(each[1].value for each in found))
        )
        mood, constant = one_mood_floor(case, rng)
        for floor, values in (("random", random_floor(case)), (f"{mood} for all", constant)):
            rows.append((f"floor: {floor}", mapping, *counts, *_both(case, values)))
    columns = ("who", "mapping", "emotions", "passages", "macro P@5", "macro MRR", "micro P@5", "micro MRR")
    return Table("songs for stories", columns, tuple(rows))


def _both(case: StoryCase, values: dict[str, Floats]) -> list[float]:
    """Macro figures, then micro ones, from those of each emotion."""
    counts = np.array([len(rows) for rows in case.rows])
    macro = [float(values[figure].mean()) for figure in FIGURES]
    return macro + [float(values[figure] @ counts / counts.sum()) for figure in FIGURES]


def _emotions(one: Judgement, seed: int) -> Table:
    case, rng = one.case, np.random.default_rng(seed)
    precision = estimates(case, one.values[FIGURES[0]], rng)[2]
    reciprocal = by_emotion(case, one.values[FIGURES[1]])
    floor = random_floor(case)[FIGURES[0]]
    told = confusion(case, one.found)
    rows: list[tuple[Cell, ...]] = []
    for place in sorted(range(len(case.emotions)), key=lambda place: -precision[place].value):
        emotion = case.emotions[place]
        counts = (len(case.rows[place]), f"{case.truth[place].sum()} of {case.known[place].sum()}")
        figures = (precision[place], float(floor[place]), float(reciprocal[place]))
        rows.append(
            (emotion, ", ".join(case.mapping.moods[emotion]), *counts, *figures, _most(case, told[place]))
        )
    columns = ("emotion", "fits", "n", "right songs", "P@5", "random", "MRR", "found are")
    return Table(f"emotions, mapped by {case.mapping.name}", columns, tuple(rows))


def _most(case: StoryCase, shares: Floats) -> str:
    order = np.argsort(-np.nan_to_num(shares), kind="stable")[:_MOODS_TOLD]
    return ", ".join(
        f"{case.songs.moods[mood]} {100 * shares[mood]:.0f}%" for mood in order if shares[mood] > 0
    )


def _variety(judgements: Sequence[Judgement]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.case.mapping.name,
            one.answered,
            one.variety.answers,
            one.variety.moods,
            one.variety.wanted,
            one.variety.told,
            one.verdict,
        )
        for one in judgements
    ]
    return Table(
        "does what is found differ",
        ("mapping", "answered", "answers", "moods", "of right songs", "told", ""),
        tuple(rows),
    )


def _confusion(one: Judgement) -> Table:
    """The share of the first songs that have each mood, a row an emotion."""
    table = confusion(one.case, one.found)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (emotion, *(float(share) for share in shares))
        for emotion, shares in zip(one.case.emotions, table, strict=True)
    )
    title = f"moods of the first {DEPTH} songs, mapped by {one.case.mapping.name}"
    return Table(title, ("emotion", *one.case.songs.moods), rows, aside=True)


def _macro_f1(said: NDArray[np.intp], own: NDArray[np.intp]) -> float:
    """Mean over the classes that there are of the harmonic mean of precision and recall."""
    found = []
    for kind in np.unique(own):
        right = int(((said == kind) & (own == kind)).sum())
        found.append(2 * right / int((said == kind).sum() + (own == kind).sum()))
    return float(np.mean(found))
