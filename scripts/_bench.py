"""What the parts of the benchmark share: rows of ours beside a yardstick, notes, tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHUNKS = 8
"""Evenly spread over a track, where not all of it is heard."""
INKS = ("#20639b", "#3caea3", "#f6b24a", "#ed553b", "#8d6a9f", "#b8b2a7")


@dataclass(frozen=True)
class Row:
    """Ours and a yardstick in the same unit a CPU second (more is better), and the ratio aimed at, if any."""

    section: str
    name: str
    unit: str
    ours: float
    yardstick: float
    goal: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick

    @property
    def verdict(self) -> str:
        """The goal, and whether it was met."""
        if self.goal is None:
            return ""
        return f"{self.goal:g}  {'met' if self.ratio >= self.goal else 'missed'}"


@dataclass(frozen=True)
class Shares:
    """One bar of a chart: what a piece of work spends its time on, seconds by name."""

    name: str
    seconds: dict[str, float]


@dataclass
class Measured:
    """What a part of the benchmark found; `notes` are paragraphs, `table` headings and the cells beneath."""

    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    table: tuple[Sequence[str], Sequence[Sequence[str]]] | None = None


def draw_shares(path: Path, bars: list[Shares], title: str, below: str) -> None:
    """Bars of where the time goes, longest on top, each at its own scale of 100 %, its sum beside it."""
    from retrieval.evaluation.pictures import INK, PAPER, bare, heading, sheet

    names = list(dict.fromkeys(name for bar in bars for name in bar.seconds))
    with sheet(path) as figure:
        heading(figure, title, "", below)
        axes = figure.add_axes((0.3, 0.1, 0.57, 0.68))
        bare(axes)
        for place, bar in enumerate(bars):
            total, left = sum(bar.seconds.values()), 0.0
            for name, ink in zip(names, INKS, strict=False):
                share = bar.seconds.get(name, 0.0) / total
                axes.barh(-place, share, 0.62, left, color=ink, label=name if place == 0 else None)
                if share > 0.06:
                    on_ink: Any = {"ha": "center", "va": "center", "color": PAPER if ink == INKS[0] else INK}
                    axes.text(left + share / 2, -place, f"{share:.0%}", fontsize=8, **on_ink)
                left += share
            axes.text(1.01, -place, _told(total), va="center", fontsize=9, color=INK)
        axes.set_yticks([-place for place in range(len(bars))], [bar.name for bar in bars])
        axes.tick_params(axis="y", labelsize=9, labelcolor=INK)
        axes.set_xticks([])
        axes.set_xlim(0, 1)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="upper left", bbox_to_anchor=(0.29, 0.875), ncols=len(names),
            frameon=False, fontsize=8.5, handlelength=1, columnspacing=1.2,
        )  # fmt: skip


def _told(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"
