"""Run files that other people's tools re-score to our figures."""

from __future__ import annotations

import itertools
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from ir_measures import AP, P

from retrieval.evaluation.tag_retrieval import Judged, TagQuery, measured
from retrieval.evaluation.trec import QRELS, QUERIES, write_judgements, write_run


@pytest.mark.parametrize(("tracks", "levels"), [(40, 0), (40, 4), (6, 2)])
def test_ir_measures_finds_the_same_figures(
    tracks: int, levels: int, rng: np.random.Generator, tmp_path: Path
) -> None:
    truth = rng.random((12, tracks)) < 0.3
    truth[:, 0], truth[:, 1] = True, False
    known = rng.random(truth.shape) < 0.8
    known[:, :2] = True
    scores = rng.standard_normal(truth.shape).astype(np.float32)
    if levels:  # many ties
        scores = np.round(scores * levels / 4).astype(np.float32)
    queries = tuple(TagQuery(f"drum and bass {row}", "drum and bass", "genre") for row in range(12))
    case = Judged(queries, tuple(f"a song {place}" for place in range(tracks)), truth & known, known)
    write_judgements(case, tmp_path)
    run = write_run(case, scores, "typed word", tmp_path)

    found = ir_measures.iter_calc(
        [AP, P @ 10],
        list(ir_measures.read_trec_qrels(str(tmp_path / QRELS))),
        list(ir_measures.read_trec_run(str(run))),
    )
    theirs = {(each.query_id, str(each.measure)): each.value for each in found}
    ours = measured(case, scores)
    for row in range(12):
        assert theirs[f"q{row}", "AP"] == pytest.approx(ours["MAP"][0, row], abs=1e-6)
        assert theirs[f"q{row}", "P@10"] == pytest.approx(ours["P@10"][0, row], abs=1e-6)
    assert (tmp_path / QUERIES).read_text().splitlines()[3] == "q3\tdrum and bass 3\tdrum and bass\ttag"


def test_written_scores_strictly_fall(tmp_path: Path) -> None:
    truth = np.array([[True, False, False, True]])
    case = Judged((TagQuery("x", "x", "mood"),), tuple("abcd"), truth, np.ones_like(truth))
    run = write_run(case, np.zeros((1, 4), np.float32), "flat", tmp_path)
    written = [np.float32(line.split()[4]) for line in run.read_text().splitlines()]
    assert all(first > second for first, second in itertools.pairwise(written))
