"""A training run as a picture: its losses, what validation said, and the learning rate, epoch by epoch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.evaluation import pictures
from retrieval.training.journal import METRICS_FILE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RATE = "learning_rate"
_COLOURS = ("#33658a", "#c06a2b", "#2f7f6f", "#b0528a", "#5c5aa6", "#7a7328", "#8a5a44", "#5a6b7a")
_NAMES = {"loss": "training", "valid_loss": "validation"}
_NAME_HEIGHT = 0.027
"""Least distance between two names beside a panel, as a share of the picture's height."""


def draw_learning(run: Path, out: Path) -> None:
    """Write the curves of the run in folder `run` to `out`, a PNG."""
    epochs, curves = read_curves(run)
    losses = {name: values for name, values in curves.items() if name.endswith("loss")}
    scores = {name: values for name, values in curves.items() if name not in losses and name != RATE}
    panels = [(title, held) for title, held in (("loss", losses), ("scores", scores)) if held]
    with pictures.sheet(out) as figure:
        last = int(epochs[-1])
        pictures.heading(figure, run.resolve().name, f"{last} {'epoch' if last == 1 else 'epochs'}")
        top, foot = 0.9, 0.24 if RATE in curves else 0.075
        height = (top - foot) / max(1, len(panels))
        for place, (title, held) in enumerate(panels):
            bottom = top - height * (place + 1)
            axes = _panel(figure, (bottom + 0.015, height - 0.07), title, epochs)
            _curves(axes, epochs, held)
        if RATE in curves:
            axes = _panel(figure, (0.085, 0.1), "learning rate", epochs)
            axes.fill_between(epochs, curves[RATE], color="#5a6b7a", alpha=0.25, linewidth=0)
            axes.set_ylim(bottom=0)
            highest = float(np.nanmax(curves[RATE]))
            axes.set_yticks([0, highest], ["0", f"{highest:.2g}"])
        for axes in figure.axes[:-1]:
            axes.tick_params(labelbottom=False)
        figure.axes[-1].set_xlabel("epoch", fontsize=8)


def read_curves(run: Path) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Epochs `[N]`, and each figure of the run's `metrics.jsonl` `[N]`, NaN in epochs that lack it."""
    path = run / METRICS_FILE
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        epochs = np.array([line.pop("epoch") for line in lines])
        names = list(dict.fromkeys(name for line in lines for name in line))
        curves = {name: np.array([line.get(name, np.nan) for line in lines], float) for name in names}
    except OSError:
        raise pictures.PictureError(
            f"{run} holds no {METRICS_FILE}: give the folder of a training run (scripts.train --out)"
        ) from None
    except (ValueError, KeyError, AttributeError, TypeError):
        raise pictures.PictureError(f"{path} is damaged: each line must be one epoch, as JSON") from None
    if not lines:
        raise pictures.PictureError(f"{path} is empty: wait until the first epoch is done")
    return epochs, curves


def apart(places: Sequence[float], least: float) -> list[float]:
    """The places, moved as little as needed so that any two are at least so far apart; order kept.

    >>> [round(place, 2) for place in apart([0.5, 0.52, 0.9], 0.1)]
    [0.46, 0.56, 0.9]
    """
    order = np.argsort(places, kind="stable")
    groups: list[list[float]] = []  # the middle of places that stand side by side, and how many they are
    for rank in order:
        groups.append([places[rank], 1])
        while len(groups) > 1:
            (low, few), (high, many) = groups[-2:]
            if high - low >= least * (few + many) / 2:
                break
            groups[-2:] = [[(low * few + high * many) / (few + many), few + many]]
    settled = [
        middle + least * (member - (count - 1) / 2)
        for middle, count in groups
        for member in range(int(count))
    ]
    found = np.empty(len(settled))
    found[order] = settled
    return [float(place) for place in found]


def _panel(figure: Figure, span: tuple[float, float], title: str, epochs: np.ndarray) -> Axes:
    from matplotlib.ticker import MaxNLocator

    bottom, height = span
    axes = figure.add_axes((0.075, bottom, 0.7, height))
    pictures.bare(axes)
    axes.grid(axis="y", color=pictures.LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_title(title, loc="left", fontsize=8.5, fontweight="bold", color=pictures.FAINT, pad=5)
    axes.set_xlim(epochs[0], max(epochs[-1], epochs[0] + 1))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    return axes


def _curves(axes: Axes, epochs: np.ndarray, curves: dict[str, np.ndarray]) -> None:
    """Lines, each named with its last value at its right end."""
    shown = {name: values for name, values in curves.items() if np.isfinite(values).any()}
    for colour, values in zip(_cycle(len(shown)), shown.values(), strict=True):
        axes.plot(
            epochs, values, color=colour, linewidth=1.6, solid_capstyle="round", marker="o", markersize=2
        )
    low, high = axes.get_ylim()
    last = [float(values[np.isfinite(values)][-1]) for values in shown.values()]
    heights = apart(
        [(value - low) / (high - low) for value in last], _NAME_HEIGHT / axes.get_position().height
    )
    for colour, name, value, height in zip(_cycle(len(shown)), shown, last, heights, strict=True):
        label = f"{_NAMES.get(name, _words(name))}  {value:.3f}"
        axes.text(1.012, height, label, color=colour, fontsize=8, va="center", transform=axes.transAxes)


def _words(name: str) -> str:
    """A figure's key as a person reads it: `Emotify_genre_auc` is "Emotify genre AUC"."""
    return (
        name.replace("_", " ")
        .replace("roc auc", "ROC-AUC")
        .replace("pr auc", "PR-AUC")
        .replace(" auc", " AUC")
    )


def _cycle(count: int) -> list[str]:
    return [_COLOURS[place % len(_COLOURS)] for place in range(count)]
