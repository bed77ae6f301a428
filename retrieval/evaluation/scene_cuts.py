"""Whether scenes are cut where moods turn: stories put together from passages of one mood after another.

The passages are of the story corpus, of scenes that nothing was trained on. A cut counts as right at exactly
the passage where the mood turns. As a floor stand as many cuts at random places.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.data.stories.corpus import write_stories
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.story.reading import Felt, StoryReader
from retrieval.story.scenes import CUT, scenes_of
from retrieval.story.soundtrack import WORDS_PER_MINUTE

STORIES, PASSAGES = 60, 3000
COSTS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
_SCENES, _LENGTHS = (3, 9), (2, 7)  # how many scenes a story has, and passages a scene: from, to before

Story = tuple[list[Felt], frozenset[int]]


def scene_cuts_report(story: StoryReader, split: str, seed: int) -> Report:
    """Precision, recall and F1 of cuts, for what a cut may cost."""
    rng = np.random.default_rng(seed)
    stories = _stories(story, split, rng)
    rows: list[tuple[Cell, ...]] = []
    for cut in COSTS:
        found = [
            frozenset(scene.last for scene in scenes_of(felt, WORDS_PER_MINUTE, cut=cut)[:-1])
            for felt, _ in stories
        ]
        rows.append((f"{cut:g}{' (in use)' if cut == CUT else ''}", *_figures(found, stories)))
    told = [
        frozenset(scene.last for scene in scenes_of(felt, WORDS_PER_MINUTE, len(turns) + 1)[:-1])
        for felt, turns in stories
    ]
    rows.append(("number of scenes told", *_figures(told, stories)))
    drawn = [
        frozenset((1 + rng.permutation(len(felt) - 1)[: len(turns)]).tolist()) for felt, turns in stories
    ]
    rows.append(("as many at random", *_figures(drawn, stories)))
    return Report(
        {"stories": len(stories), "turns": sum(len(turns) for _, turns in stories), "split": split},
        (Table("cuts", ("what a cut costs", "precision", "recall", "F1", "cuts a story"), tuple(rows)),),
    )


def _stories(story: StoryReader, split: str, rng: np.random.Generator) -> list[Story]:
    passages = [own for own in write_stories(PASSAGES, 0).passages if own.split == split]
    felt = [story.read_one(own.text) for own in passages]
    of_mood: dict[str, list[int]] = {}
    for row, own in enumerate(passages):
        of_mood.setdefault(own.emotions[0], []).append(row)
    made: list[Story] = []
    for _ in range(STORIES):
        rows: list[int] = []
        ends: list[int] = []
        last = ""
        for _ in range(int(rng.integers(*_SCENES))):
            last = str(rng.choice([mood for mood in of_mood if mood != last]))
            rows += rng.choice(of_mood[last], int(rng.integers(*_LENGTHS))).tolist()
            ends.append(len(rows))
        made.append(([felt[row] for row in rows], frozenset(ends[:-1])))
    return made


def _figures(found: Sequence[frozenset[int]], stories: Sequence[Story]) -> tuple[Cell, ...]:
    right = sum(len(own & turns) for own, (_, turns) in zip(found, stories, strict=True))
    cuts, turns = sum(map(len, found)), sum(len(own) for _, own in stories)
    return (
        right / max(1, cuts),
        right / max(1, turns),
        2 * right / max(1, cuts + turns),
        cuts / len(stories),
    )
