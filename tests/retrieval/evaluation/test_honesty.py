"""Groups of queries are told apart, and who says what happens has no error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.evaluation.honesty import draw_reliability, reliabilities, reliability_tables
from retrieval.evaluation.tag_retrieval import Judged, TagQuery


def test_each_kind_of_query_has_its_own_error(tmp_path: Path) -> None:
    truth = np.tile(np.arange(20) < 5, (3, 1))
    queries = (
        TagQuery("a", "a", "mood"),
        TagQuery("b", "b", "mood", training="held out"),
        TagQuery("as", "a", "mood", kind="plural"),
    )
    case = Judged(queries, tuple(map(str, range(20))), truth, np.ones_like(truth))
    said = np.stack([truth[0] * 1.0, np.full(20, 0.75), np.full(20, 0.25)])
    found = reliabilities(case, said)
    errors = {name: each.expected_calibration_error for name, each in found.items()}
    assert errors == pytest.approx({"trained tags": 0.0, "held out tags": 0.5, "plural": 0.0})
    bins, summary = reliability_tables(found)
    assert [row[1] for row in bins.rows] == ["weak", "strong", "strong", "fair"]
    assert [row[0] for row in summary.rows] == list(errors)
    draw_reliability(tmp_path / "r.png", found, "toy")
    assert (tmp_path / "r.png").read_bytes().startswith(b"\x89PNG")
