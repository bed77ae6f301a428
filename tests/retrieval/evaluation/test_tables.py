"""The three forms of a report must say the same, also where a figure does not exist."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from rich.console import Console

from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.tables import Report, Table, show, write_csv, write_json

TABLE = Table(
    "by tag", ("tag", "AUC", "AP"), (("jazz", Estimate(0.75, 0.7, 0.8), 0.5), ("folk", float("nan"), 0.25))
)
REPORT = Report({"tracks": 12}, (TABLE,), ("one note [in brackets]",))


def test_the_terminal_shows_figures_intervals_and_notes() -> None:
    page = io.StringIO()
    show(REPORT, Console(file=page, width=80, markup=False))
    for words in ("tracks 12", "0.750 [0.700, 0.800]", "–", "one note [in brackets]"):
        assert words in page.getvalue()


def test_json_has_null_where_there_is_no_figure(tmp_path: Path) -> None:
    write_json(REPORT, tmp_path / "r.json")
    rows = json.loads((tmp_path / "r.json").read_text())["tables"]["by tag"]
    assert rows[0] == {"tag": "jazz", "AUC": {"value": 0.75, "low": 0.7, "high": 0.8}, "AP": 0.5}
    assert rows[1]["AUC"] is None


def test_csv_has_a_line_for_every_figure(tmp_path: Path) -> None:
    write_csv(REPORT, tmp_path / "r.csv")
    lines = list(csv.DictReader((tmp_path / "r.csv").read_text().splitlines()))
    assert len(lines) == 4 and list(tmp_path.iterdir()) == [tmp_path / "r.csv"]
    assert (lines[0]["value"], lines[0]["low"], lines[0]["high"]) == ("0.75", "0.7", "0.8")
