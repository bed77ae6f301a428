"""Reports as Markdown, for a README or a model card."""

from __future__ import annotations

from pathlib import Path

from retrieval.atomic import staged
from retrieval.evaluation.tables import Report, Table, told


def write_markdown(report: Report, path: Path) -> None:
    """Write every table that a terminal shows, and the notes."""
    facts = ", ".join(f"{name} {value}" for name, value in report.facts.items())
    parts = [facts, *(as_markdown(table) for table in report.tables if not table.aside), *report.notes]
    with staged(path) as place:
        place.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def as_markdown(table: Table) -> str:
    """The table below its title, in bold.

    >>> print(as_markdown(Table("two", ("name", "share"), (("a", 0.25),))))
    **two**
    <BLANKLINE>
    | name | share |
    |---|---|
    | a | 0.250 |
    """
    rows = [table.columns, *(tuple(told(cell) for cell in row) for row in table.rows)]
    lines = ["| " + " | ".join(cell.strip().replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([f"**{table.title}**", "", lines[0], "|" + "---|" * len(table.columns), *lines[1:]])
