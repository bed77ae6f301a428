"""How commands that measure tell what they found: on the terminal, and in the files that were asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.evaluation.tables import Report


def publish(report: Report, json_file: Path | None = None, csv_file: Path | None = None) -> None:
    """Print the report, and write it as JSON and as CSV where files are given."""
    from rich.console import Console

    from retrieval.evaluation import tables

    console = Console(highlight=False, markup=False)
    # a table that is piped into a file has no terminal to fit into
    console.width = console.width if console.is_terminal else tables.WIDTH
    tables.show(report, console)
    for file, write in ((json_file, tables.write_json), (csv_file, tables.write_csv)):
        if file:
            try:
                write(report, file)
            except OSError as error:
                sys.exit(f"the report cannot be written to {file} ({error.strerror}): give another file")
