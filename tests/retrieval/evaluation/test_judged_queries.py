"""Free queries judged by tags."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.data.manifest import Manifest, Track
from retrieval.data.starter.labels import TAGS
from retrieval.evaluation.judged_queries import JudgedQuery, judged_queries, judged_report, right_and_wrong
from retrieval.evaluation.query_variants import all_variants
from retrieval.evaluation.scoring import EvaluationError

CASE = JudgedQuery("a rainy day", ("sad", "calm"), ("party",))
TRACKS = (
    Track("sad", tags=("sad",)),
    Track("party", tags=("party",)),
    Track("both", tags=("sad", "party")),
    Track("neither"),
    Track("maybe", tags=("calm",), extra={"unknown_tags": ["party"]}),
)
MANIFEST = Manifest(TRACKS, dict.fromkeys(("sad", "calm", "party"), "mood"), Path())


def test_the_shipped_queries_are_sound() -> None:
    cases = judged_queries()
    assert len(cases) == 30 == len({case.query for case in cases})
    for case in cases:
        assert case.wanted and case.unwanted and not {*case.wanted} & {*case.unwanted}
        assert {*case.wanted, *case.unwanted} <= set(TAGS)
        assert case.query not in TAGS and case.query not in all_variants()


def test_right_and_wrong_are_only_what_is_known_to_be() -> None:
    right, wrong = right_and_wrong(CASE, MANIFEST)
    assert right.tolist() == [True, False, False, False, False]
    assert wrong.tolist() == [False, True, False, False, False]


@pytest.mark.parametrize(("scores", "auc"), [((0.9, 0.1), 1.0), ((0.1, 0.9), 0.0), ((0.5, 0.5), 0.5)])
def test_the_figure_is_how_often_right_outranks_wrong(scores: tuple[float, float], auc: float) -> None:
    report = judged_report(np.array([[*scores, 1.0, 1.0, 1.0]]), MANIFEST, [CASE])
    assert dict(report.tables[1].rows)["ROC-AUC"] == auc
    assert report.tables[0].rows == (("a rainy day", 1, 1, auc),)


def test_queries_that_cannot_be_judged_are_left_out_and_counted() -> None:
    other = JudgedQuery("noise", ("calm",), ("nothing",))
    report = judged_report(np.zeros((2, 5)), MANIFEST, [CASE, other])
    assert report.facts == {"judged queries": 1, "queries left out": 1}
    with pytest.raises(EvaluationError, match="nothing to measure"):
        judged_report(np.zeros((1, 5)), MANIFEST, [other])
