"""Rankings of songs for passages, re-scored by other people's tools."""

from __future__ import annotations

from pathlib import Path

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, P

from retrieval.data.manifest import Passage
from retrieval.evaluation.mood_songs import MoodSongs
from retrieval.evaluation.story_retrieval import measured, story_case
from retrieval.evaluation.story_trec import write_stories
from retrieval.evaluation.trec import QRELS, QUERIES
from retrieval.story.mappings import Mapping


@pytest.mark.parametrize("missing", [0.0, 0.7])
def test_ir_measures_finds_the_same_figures(missing: float, rng: np.random.Generator, tmp_path: Path) -> None:
    known = rng.random((30, 3)) < 0.8
    truth = (rng.random((30, 3)) < 0.3) & known
    songs = MoodSongs(tuple(f"song {place}" for place in range(30)), ("sad", "calm", "tense"), truth, known)
    passages = [
        Passage(str(place), f"a {place}\n\tlong text", emotions=(("grief", "rest")[place % 2],))
        for place in range(20)
    ]
    case = story_case(passages, songs, Mapping("toy", {"grief": ("sad", "tense"), "rest": ("calm",)}))
    scores = np.round(rng.standard_normal((20, 30)), 1).astype(np.float32)  # with ties
    scores[rng.random(scores.shape) < missing] = -np.inf
    scores[3:5] = np.nan if missing else scores[3:5]

    run = write_stories(case, scores, "a method", tmp_path)
    theirs = ir_measures.calc_aggregate(
        [RR, P @ 5],
        list(ir_measures.read_trec_qrels(str(tmp_path / QRELS))),
        list(ir_measures.read_trec_run(str(run))),
    )
    ours = measured(case, scores)
    assert theirs[RR] == pytest.approx(ours["RR"].mean(), abs=1e-6)
    assert theirs[P @ 5] == pytest.approx(ours["P@5"].mean(), abs=1e-6)
    assert (tmp_path / QUERIES).read_text().splitlines()[1] == "q1\ta 1 long text\trest\tpassage"
