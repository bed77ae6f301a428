"""MAP by category, a bar a system with its interval: Figure 5.2 of Won's thesis for any report."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval.evaluation import pictures
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.tables import Report

COLOURS = ("#33658a", "#c06a2b", "#2f7f6f", "#b0528a", "#7a7328", "#5c5aa6")


def draw_categories(path: Path, report: Report, about: str) -> None:
    """Draw the report's table "categories" as a PNG."""
    table = next(table for table in report.tables if table.title == "categories")
    systems = [column.removesuffix(" MAP") for column in table.columns[2:]]
    width = 0.8 / len(systems)
    with pictures.sheet(path) as figure:
        count = report.facts["tracks"]
        pictures.heading(
            figure, "MAP by category", about, f"{count} tracks; lines are 95 % intervals over tracks"
        )
        axes = figure.add_axes((0.07, 0.1, 0.9, 0.72))
        pictures.bare(axes)
        for place, system in enumerate(systems):
            cells = [row[2 + place] for row in table.rows]
            found = [cell for cell in cells if isinstance(cell, Estimate)]
            value, low, high = (
                np.nan_to_num(np.array([getattr(each, name) for each in found]))
                for name in ("value", "low", "high")
            )
            x = np.arange(len(found)) + (place - (len(systems) - 1) / 2) * width
            axes.bar(x, value, 0.9 * width, color=COLOURS[place % len(COLOURS)], label=system)
            # the mean of resamples may lie outside: an interval is not always around its value
            reach = np.maximum(0, [value - low, high - value])
            axes.errorbar(x, value, reach, fmt="none", ecolor=pictures.INK, elinewidth=0.7)
        names = [f"{row[0]}\n{row[1]} tag{'s' if row[1] != 1 else ''}" for row in table.rows]
        axes.set_xticks(range(len(names)), names, fontsize=min(7.5, 85 / len(names)))
        axes.set_ylim(0, 1)
        axes.yaxis.grid(True, color=pictures.LINE, linewidth=0.6)
        axes.set_axisbelow(True)
        legend = axes.legend(
            loc="upper right", bbox_to_anchor=(1, 1.16), ncols=3, frameon=False, fontsize=7.5
        )
        for text in legend.get_texts():
            text.set_color(pictures.INK)
