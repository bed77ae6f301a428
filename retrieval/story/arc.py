"""The emotion arc of a story as a picture: valence and arousal over reading time, scenes, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.pictures import FAINT, INK, LINE, sheet
from retrieval.progress import clock
from retrieval.story.scenes import Scene
from retrieval.story.soundtrack import Soundtrack

Floats = NDArray[np.float64]
VALENCE, AROUSAL = "#2f6f9f", "#c2582b"
_PLEASANT, _UNPLEASANT = "#e4efe2", "#efe3e6"
_MOST_LABELS = 11
"""That have room beside one another, each as wide as the longest word."""
_MOST_BORDERS, _MOST_POINTS = 60, 150
_MOST_TIMES = 12
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400)


def draw_arc(soundtrack: Soundtrack, path: Path) -> None:
    """Write a PNG or SVG, by the name's end. Raises `PictureError` without matplotlib."""
    felt = soundtrack.felt
    seconds = np.array([own.words for own in felt], float)
    seconds *= soundtrack.seconds / max(seconds.sum(), 1e-9)
    edges = np.concatenate([[0.0], np.cumsum(seconds)])
    felt_seconds = seconds * [own.has_mood for own in felt]
    with sheet(path) as figure:
        axes = figure.add_axes((0.08, 0.12, 0.89, 0.76))
        labelled = _labelled([cue.scene for cue in soundtrack.cues])
        for number, cue in enumerate(soundtrack.cues):
            scene = cue.scene
            begin, end = scene.start_seconds, scene.end_seconds
            if scene.has_mood:
                shade = _PLEASANT if scene.valence >= 0 else _UNPLEASANT
                axes.axvspan(begin, end, color=shade, lw=0)
            if len(soundtrack.cues) <= _MOST_BORDERS:
                axes.axvline(begin, color=LINE, lw=0.8)
            if number not in labelled:
                continue
            moods = "\n".join(mood for mood, _ in soundtrack.foremost(scene, 2)) or "no mood"
            words = "\n".join(soundtrack.carried[number][:3])
            place = (begin + end) / 2
            axes.text(place, 1.03, moods, fontsize=7.5, color=INK, ha="center", va="bottom")
            axes.text(place, -0.97, words, fontsize=6.2, color=FAINT, ha="center", va="bottom")
        for values, colour, name in (
            ([own.valence for own in felt], VALENCE, "pleasant (valence)"),
            ([own.arousal for own in felt], AROUSAL, "stirring (arousal)"),
        ):
            axes.plot(
                *_line(edges, np.array(values), felt_seconds),
                color=colour,
                lw=1.4,
                marker="o",
                ms=2.2,
                label=name,
            )
        axes.axhline(0, color=LINE, lw=0.8)
        axes.set_ylim(-1, 1)
        axes.set_xlim(0, max(edges[-1], 1e-3))
        times = np.arange(0, edges[-1] + 1e-9, _step(edges[-1]))
        axes.set_xticks(times, [clock(time) for time in times])
        axes.set_xlabel("time of reading", fontsize=8)
        figure.legend(loc="lower right", frameon=False, fontsize=7.5, ncols=2)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)


def _step(seconds: float) -> int:
    """How far times stand apart on the axis, in seconds that people count by.

    >>> _step(79), _step(30_000)
    (10, 3600)
    """
    return next((step for step in _STEPS if seconds <= step * _MOST_TIMES), _STEPS[-1])


def _labelled(scenes: Sequence[Scene]) -> list[int]:
    """The longest scenes whose labels have room beside one another."""
    room = scenes[-1].end_seconds / _MOST_LABELS
    found: list[int] = []
    for number in sorted(range(len(scenes)), key=lambda number: -scenes[number].seconds):
        place = (scenes[number].start_seconds + scenes[number].end_seconds) / 2
        others = [(scenes[own].start_seconds + scenes[own].end_seconds) / 2 for own in found]
        if all(abs(place - other) >= room for other in others):
            found.append(number)
    return found


def _line(edges: Floats, values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Times and values of a curve through passages `[P]`; of a long text, means over stretches of it.

    Where there is no mood `weights` are 0, and the curve has a gap.
    """
    middle = (edges[:-1] + edges[1:]) / 2
    if len(middle) <= _MOST_POINTS:
        return middle, np.where(weights > 0, values, np.nan)
    stretch = np.minimum((middle / edges[-1] * _MOST_POINTS).astype(int), _MOST_POINTS - 1)
    summed = np.bincount(stretch, weights * values, _MOST_POINTS)
    whole = np.bincount(stretch, weights, _MOST_POINTS)
    means = np.divide(summed, whole, out=np.full(_MOST_POINTS, np.nan), where=whole > 0)
    return (np.arange(_MOST_POINTS) + 0.5) * edges[-1] / _MOST_POINTS, means
