"""Do probabilities of matches come true? Of tags, held-out tags and variants, as tables and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from retrieval.calibration import Reliability, reliability
from retrieval.evaluation import pictures
from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.tables import Cell, Table
from retrieval.evaluation.tag_retrieval import Judged
from retrieval.match_calibration import strength

_COLOURS = ("#33658a", "#c06a2b", "#2f7f6f", "#b0528a", "#7a7328", "#5c5aa6", "#8a5a44", "#5a6b7a")


def reliabilities(case: Judged, probabilities: Floats) -> dict[str, Reliability]:
    """The reliability diagram of the tags by how training treated them, and of each kind of variant."""
    names = np.array(
        [f"{query.training} tags" if query.kind == "tag" else query.kind for query in case.queries]
    )
    found = {}
    for name in dict.fromkeys(names):
        rows = np.flatnonzero(names == name)
        found[str(name)] = reliability(probabilities[rows], case.truth[rows], case.known[rows])
    return found


def reliability_tables(found: Mapping[str, Reliability]) -> tuple[Table, Table]:
    """Every bin of every group, and a line a group with its expected calibration error (ECE)."""
    bins: list[tuple[Cell, ...]] = []
    lines: list[tuple[Cell, ...]] = []
    for name, each in found.items():
        for said, happened, count in zip(each.said, each.happened, each.count, strict=True):
            bins.append((name, strength(float(said)), int(count), float(said), float(happened)))
        means = (float(np.average(part, weights=each.count)) for part in (each.said, each.happened))
        lines.append((name, int(each.count.sum()), *means, each.expected_calibration_error))
    columns = ("asked with", "match", "pairs", "said", "happened")
    summary = ("asked with", "pairs", "mean said", "happened", "ECE")
    return (
        Table("reliability", columns, tuple(bins)),
        Table("probabilities of matches", summary, tuple(lines)),
    )


def draw_reliability(path: Path, found: Mapping[str, Reliability], about: str) -> None:
    """The reliability diagram as a PNG: said against happened, a line a group."""
    with pictures.sheet(path) as figure:
        pictures.heading(figure, "What matches are worth", about, "on the diagonal, probabilities come true")
        axes = figure.add_axes((0.07, 0.1, 0.56, 0.76))
        pictures.bare(axes)
        axes.plot((0, 1), (0, 1), color=pictures.LINE, linewidth=1.2)
        for place, (name, each) in enumerate(found.items()):
            label = f"{name}: ECE {each.expected_calibration_error:.3f}, {each.count.sum()} pairs"
            colour = _COLOURS[place % len(_COLOURS)]
            axes.plot(each.said, each.happened, "o-", color=colour, markersize=3.5, linewidth=1, label=label)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_xlabel("said", fontsize=8)
        axes.set_ylabel("happened", fontsize=8)
        axes.grid(True, color=pictures.LINE, linewidth=0.5)
        axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1), frameon=False, fontsize=7.5)
