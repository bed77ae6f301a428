"""Passages and songs of one space side by side, a row a space: Figure 5.5 of Won's thesis.

Colours are feelings: hue by the direction in the plane of valence and arousal, strength by how far from its
middle. So the same feeling has one colour in texts and in music, whatever it is called there.
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.evaluation import pictures
from retrieval.evaluation.metrics import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW_INCHES, _TOP_INCHES = 3.9, 0.75
_DOTS = 4.0
_APART = 0.045  # of a panel's height: labels nearer than that are moved


@dataclass(frozen=True)
class Cloud:
    """Points `[N, 2]` with the feeling of each, `[N, 2]` (NaN: unknown), and words at their places `[W, 2]`.

    `told` says what the words are: places of words in the space, or middles of what they label.
    """

    points: Floats
    feelings: Floats
    words: tuple[str, ...]
    places: Floats
    told: str


@dataclass(frozen=True)
class SpaceRow:
    """A space: its name, what is said beside it, and its two clouds, which share their axes."""

    name: str
    about: str
    passages: Cloud
    songs: Cloud


def draw_spaces(path: Path, rows: Sequence[SpaceRow], about: str) -> None:
    """Draw the spaces as a PNG: passages on the left, songs on the right."""
    height = _TOP_INCHES + _ROW_INCHES * len(rows)
    with pictures.sheet(path) as figure:
        figure.set_size_inches(pictures.SIZE_INCHES[0], height)
        figure.text(
            0.025, 1 - 0.32 / height, "Stories and music in one space", fontsize=12.5, fontweight="bold"
        )
        below = f"{about}; hue: direction in valence and arousal, grey: no strong feeling"
        figure.text(0.025, 1 - 0.56 / height, below, fontsize=7.5, color=pictures.FAINT)
        for place, row in enumerate(rows):
            bottom = (height - _TOP_INCHES - (place + 1) * _ROW_INCHES + 0.1) / height
            for side, (cloud, what) in enumerate(((row.passages, "passages"), (row.songs, "songs"))):
                box = (0.025 + 0.485 * side, bottom, 0.465, (_ROW_INCHES - 0.4) / height)
                axes = figure.add_axes(box)
                pictures.bare(axes)
                axes.set_xticks([])
                axes.set_yticks([])
                low, high = _limits(row)
                axes.set_xlim(low[0], high[0])
                axes.set_ylim(low[1], high[1])
                axes.set_title(
                    f"{row.name}: {what}" if side == 0 else what, fontsize=9, loc="left", color=pictures.INK
                )
                axes.set_title(
                    row.about if side == 0 else cloud.told, fontsize=7, loc="right", color=pictures.FAINT
                )
                axes.scatter(
                    cloud.points[:, 0],
                    cloud.points[:, 1],
                    s=_DOTS,
                    c=[colour(one) for one in cloud.feelings],
                    linewidths=0,
                    alpha=0.75,
                )
                _label(axes, cloud)


def colour(feeling: Floats) -> tuple[float, float, float]:
    """Red, green and blue of a point of valence and arousal; light grey where it is not known.

    >>> colour(np.array([np.nan, 0.0]))
    (0.8, 0.8, 0.8)
    """
    if not np.isfinite(feeling).all():
        return (0.8, 0.8, 0.8)
    valence, arousal = (float(one) for one in feeling)
    # joy is orange and red, anger and fear purple, sadness blue, calm green
    hue = (0.11 - np.arctan2(arousal, valence) / (2 * np.pi)) % 1
    strength = min(1.0, float(np.hypot(valence, arousal)) / 0.8)
    return colorsys.hsv_to_rgb(float(hue), 0.15 + 0.8 * strength, 0.82)


def _limits(row: SpaceRow) -> tuple[Floats, Floats]:
    """The corners of what both clouds take, without the outermost points, with a margin."""
    points = np.concatenate([row.passages.points, row.songs.points])
    low, high = np.nanpercentile(points, [0.5, 99.5], axis=0)
    words = np.concatenate([row.passages.places, row.songs.places])
    words = words[np.isfinite(words).all(axis=1)]
    if len(words):
        low, high = np.minimum(low, words.min(axis=0)), np.maximum(high, words.max(axis=0))
    margin = np.maximum(0.1 * (high - low), 1e-6)
    return low - margin, high + margin


def _label(axes: Axes, cloud: Cloud) -> None:
    """Mark the places of words and write them there, or as near as they do not cover each other."""
    from matplotlib.patheffects import withStroke

    width = abs(float(np.subtract(*axes.get_xlim())))
    bottom, top = axes.get_ylim()
    apart = _APART * (top - bottom)
    known = [row for row in range(len(cloud.words)) if np.isfinite(cloud.places[row]).all()]
    taken: list[tuple[float, float]] = []
    for row in sorted(known, key=lambda row: (float(cloud.places[row, 1]), cloud.words[row])):
        x, y = (float(one) for one in cloud.places[row])
        near = [level for other, level in taken if abs(x - other) < 0.17 * width]
        tries = [y + sign * step * apart / 2 for step in range(40) for sign in (1, -1)]
        free = (at for at in tries if all(abs(at - level) >= apart for level in near))
        y = next((at for at in free if bottom < at < top - apart / 2), y)
        taken.append((x, y))
        place = (x, float(cloud.places[row, 1]))
        axes.plot((x, x), (place[1], y), color=pictures.FAINT, linewidth=0.6, zorder=3)
        axes.plot(*place, marker="x", markersize=3, color=pictures.INK, markeredgewidth=0.7, zorder=4)
        axes.text(
            x,
            y,
            cloud.words[row],
            zorder=5,
            fontsize=6.5,
            ha="center",
            va="center",
            color=pictures.INK,
            path_effects=[withStroke(linewidth=2, foreground=pictures.PAPER)],
        )
