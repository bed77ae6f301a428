"""Results as tables: for the terminal, as JSON, as CSV."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable

from retrieval.atomic import staged
from retrieval.evaluation.bootstrap import Estimate

WIDTH = 140
"""Columns in which every table fits without folding."""

Cell = Estimate | float | int | str


@dataclass(frozen=True)
class Table:
    """A title, column names (the first names the rows), and rows of cells.

    One that is `aside` goes to files alone: it is too wide or too long to be read on a terminal.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    aside: bool = False


@dataclass(frozen=True)
class Report:
    """What was measured, on what, and what a reader must know beside it."""

    facts: dict[str, Any]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default=())


def show(report: Report, console: Console) -> None:
    """Print facts, tables and notes."""
    console.print(", ".join(f"{name} {value}" for name, value in report.facts.items()))
    for table in (table for table in report.tables if not table.aside):
        drawn = RichTable(title=table.title, box=SIMPLE_HEAD, title_justify="left", header_style="bold")
        for place, column in enumerate(table.columns):
            drawn.add_column(column, justify="right" if place else "left", no_wrap=True)
        for row in table.rows:
            drawn.add_row(*map(told, row))
        console.print(drawn)
    for note in report.notes:
        console.print(note)


def told(cell: Cell) -> str:
    """A cell as people read it."""
    if isinstance(cell, float):
        return "–" if math.isnan(cell) else f"{cell:.3f}"
    return str(cell)


def write_json(report: Report, path: Path) -> None:
    """Facts, notes, and each table as a list of objects; a figure that does not exist is null."""
    tables = {
        table.title: [
            {column: _plain(cell) for column, cell in zip(table.columns, row, strict=True)}
            for row in table.rows
        ]
        for table in report.tables
    }
    document = {"facts": report.facts, "tables": tables, "notes": report.notes}
    with staged(path) as place:
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
        place.write_text(text + "\n", encoding="utf-8")


def write_csv(report: Report, path: Path) -> None:
    """Long form, one figure a line: table, row, column, value, low, high."""
    lines: list[Sequence[Any]] = [("table", "row", "column", "value", "low", "high")]
    for table in report.tables:
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                value = dataclasses.astuple(cell) if isinstance(cell, Estimate) else (cell, "", "")
                lines.append((table.title, row[0], column, *value))
    with staged(path) as place, place.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(lines)


def _plain(cell: Cell) -> Any:
    if isinstance(cell, Estimate):
        return {name: _plain(value) for name, value in dataclasses.asdict(cell).items()}
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell
