"""Passages judged by hand: does a bundle read the mood that a person would give them?

The passages of `judged_passages.toml` were written for this and nothing is trained on them: people telling
what happened to them, sentences of tales, scenes, and texts that have no mood.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from retrieval.evaluation.tables import Report, Table
from retrieval.story.branch import NO_MOOD
from retrieval.story.reading import StoryReader

_FILE = Path(__file__).with_name("judged_passages.toml")


@dataclass(frozen=True)
class JudgedPassage:
    """A text of some `kind`, its mood, and moods that would not be wrong either."""

    text: str
    kind: str
    mood: str
    also: tuple[str, ...]


@cache
def judged_passages() -> tuple[JudgedPassage, ...]:
    """The passages that come with Leitmotif."""
    with _FILE.open("rb") as stream:
        table = tomllib.load(stream)
    return tuple(
        JudgedPassage(text, kind, mood, tuple(own.get("also", ())))
        for mood, own in table.items()
        for kind, texts in own.items()
        if kind != "also"
        for text in texts
    )


def judged_passages_report(story: StoryReader) -> Report:
    """How often the likeliest answer is the mood, or one not wrong, and which passages are misread."""
    passages = judged_passages()
    answers = (*story.moods, NO_MOOD)
    found = story.answers([own.text for own in passages])
    read = [answers[place] for place in found.argmax(axis=1)]
    exact = np.array([mood == own.mood for own, mood in zip(passages, read, strict=True)])
    right = exact | np.array([mood in own.also for own, mood in zip(passages, read, strict=True)])
    moods = np.array([own.mood for own in passages])
    kinds = np.array([own.kind for own in passages])
    groups = [(name, moods == name) for name in dict.fromkeys(moods.tolist())]
    groups += [(f"of kind {name}", kinds == name) for name in dict.fromkeys(kinds.tolist())]
    rows = [
        (name, int(own.sum()), float(right[own].mean()), float(exact[own].mean())) for name, own in groups
    ]
    rows.append(("all", len(passages), float(right.mean()), float(exact.mean())))
    missed = tuple(
        (own.text[:80], own.mood, mood, float(likely))
        for own, mood, likely, good in zip(passages, read, found.max(axis=1), right, strict=True)
        if not good
    )
    return Report(
        {"passages": len(passages), "answers": len(answers)},
        (
            Table("mood read", ("passages that are", "number", "not wrong", "exactly"), tuple(rows)),
            Table("misread", ("passage", "is", "read as", "likely"), missed),
        ),
        (f"By chance {1 / len(answers):.3f} would be exactly right.",),
    )
