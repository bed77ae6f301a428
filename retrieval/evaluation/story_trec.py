"""Songs for stories as files that trec_eval and ir-measures read: a query is a passage."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.story_retrieval import StoryCase
from retrieval.evaluation.tag_retrieval import Judged, TagQuery
from retrieval.evaluation.trec import write_judgements, write_run


def write_stories(case: StoryCase, scores: Floats, system: str, folder: Path) -> Path:
    """Write `qrels.txt`, `queries.tsv` and `SYSTEM.run` into `folder`, from scores `[Q, N]`.

    Songs to which there is no answer are not in the run: tools count them as not found, as we do.
    """
    queries = tuple(
        TagQuery(" ".join(passage.text.split()), passage.emotions[0], "emotion", "passage")
        for passage in case.passages
    )
    truth, known = case.truth[case.emotion], case.known[case.emotion]
    write_judgements(Judged(queries, case.songs.ids, truth, known), folder)
    answered = np.isfinite(scores)
    ranked = Judged(queries, case.songs.ids, truth, known & answered)
    lowest = float(scores[answered].min()) if answered.any() else 0.0
    rows = np.flatnonzero(ranked.known.any(axis=1)).tolist()
    return write_run(ranked, np.where(answered, scores, lowest), system, folder, rows)
