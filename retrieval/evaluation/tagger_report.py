"""A tagger bundle measured on a manifest, by whichever protocol the manifest's labels allow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from retrieval.data.manifest import Manifest
from retrieval.evaluation.emotions import carries_emotions, emotion_report
from retrieval.evaluation.mfcc_baseline import MfccBaseline
from retrieval.evaluation.scoring import score_tracks
from retrieval.evaluation.tables import Report, Table
from retrieval.evaluation.tagging import tagging_report


def measure(
    bundle: Path,
    manifest: Manifest,
    split: str = "test",
    teacher: Manifest | None = None,
    seed: int = 0,
    workers: int | None = None,
) -> Report:
    """The report on one split ("all": every track). `teacher` trains the MFCC baseline beside it."""
    felt = carries_emotions(manifest)
    # recordings that carry emotions are for measuring alone, whatever split they were filed under
    part = manifest if split == "all" or felt else manifest.split(split)
    scored = score_tracks(bundle, part, workers)
    words = tuple(tag.name for tag in scored.tags)
    baseline = None
    if teacher is not None:
        baseline = MfccBaseline.train(teacher, words, workers).scores(scored.manifest, workers)
    if felt:
        report = emotion_report(scored, np.random.default_rng(seed))
        if baseline is not None:
            beside = emotion_report(replace(scored, scores=baseline), np.random.default_rng(seed))
            named = tuple(Table(f"MFCC baseline: {t.title}", t.columns, t.rows) for t in beside.tables)
            report = replace(report, tables=(*named, *report.tables))
    else:
        systems = {"tagger": scored.scores}
        if baseline is not None:
            systems["MFCC baseline"] = baseline
        truth, known = scored.manifest.matrix(words), scored.manifest.known(words)
        report = tagging_report(systems, truth, known, scored.tags, np.random.default_rng(seed))
    facts = {
        "bundle": bundle.name,
        "manifest": manifest.name,
        "split": "all" if felt else split,
        **report.facts,
        "chunks": scored.chunks,
        "failed": len(scored.failures),
    }
    notes = tuple(f"not heard: {name}: {reason}" for name, reason in scored.failures.items())
    return replace(report, facts=facts, notes=(*report.notes, *notes))
