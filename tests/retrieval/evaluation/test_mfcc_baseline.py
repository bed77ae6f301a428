"""The baseline must be a fair one: it hears what MFCCs can hear."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval.data.manifest import read_manifest
from retrieval.evaluation import metrics
from retrieval.evaluation.mfcc_baseline import MfccBaseline, statistics
from tests.retrieval.toys import toy_manifest


def test_a_change_of_level_moves_the_first_coefficient_only(rng: np.random.Generator) -> None:
    frames = rng.standard_normal((50, 128)).astype(np.float32)
    moved = statistics(frames + 10) - statistics(frames)
    assert moved[0] > 100 and np.abs(moved[1:]).max() < 1e-3


def test_it_tells_a_hum_from_a_whistle(tmp_path: Path) -> None:
    manifest = read_manifest(toy_manifest(tmp_path / "toy", tracks=60))
    words = (*manifest.tags, "never heard of")
    baseline = MfccBaseline.train(manifest, words, workers=1)
    valid = manifest.split("valid")
    scores = baseline.scores(valid, workers=1)
    assert scores.shape == (len(valid.tracks), 4) and (scores[:, 3] == scores[0, 3]).all()
    assert metrics.macro(metrics.roc_auc, scores, valid.matrix(words), valid.known(words)) > 0.9
