"""Does it matter which triplets are drawn? Table 5.2 of Won's thesis on any manifest, by sound alone.

Won, Oramas, Nieto, Gouyon, Serra, "Multimodal metric learning for tag-based music retrieval", ICASSP 2021.
Its figures are of MSD100: other music, other tags; only the order of the arms can be compared.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from retrieval.config import JointConfig
from retrieval.data.manifest import Manifest
from retrieval.evaluation.tables import Report
from retrieval.evaluation.tag_retrieval import FIGURES
from retrieval.studies import joint_arms
from retrieval.studies.joint_arms import Arm

_WEIGHTED = "triplets.sampler=balanced_weighted"
ARMS = (
    Arm("random", ("triplets.sampler=random",), (0.1658, 0.2990)),
    Arm("balanced", ("triplets.sampler=balanced",), (0.1675, 0.3160)),
    Arm("balanced-weighted", (_WEIGHTED, "triplets.weighting=similarity"), (0.1852, 0.3500)),
    Arm("inverse density", (_WEIGHTED, "triplets.weighting=inverse_density")),
)
PAIRS = (
    ("balanced", "random"),
    ("balanced-weighted", "balanced"),
    ("balanced-weighted", "random"),
    ("inverse density", "balanced-weighted"),
    ("inverse density", "random"),
)


def study(
    config: JointConfig,
    manifest: Manifest,
    seeds: int,
    folder: Path,
    device: torch.device,
    workers: int | None = None,
) -> Report:
    """Train every arm with every seed under `folder`, and tell them side by side."""
    ground = joint_arms.prepared(config, manifest, workers=workers)
    case = ground.case()
    counts = joint_arms.resamples(len(case.ids), config.seed)
    outcomes = []
    for arm in ARMS:
        bundles = joint_arms.train_arm(ground, arm, seeds, folder, device)
        outcomes.append(joint_arms.outcome(arm, bundles, case, ground.songs, counts))
    every = {"all": np.ones(len(case.queries), dtype=bool)}
    tables = (
        joint_arms.figures_table("Table 5.2: samplings, by sound alone", case, outcomes, config.seed),
        joint_arms.paired_table(outcomes, PAIRS, every, FIGURES[:2], config.seed),
    )
    return Report(joint_arms.facts_of(ground, case, seeds), tables, (*joint_arms.NOTES, PUBLISHED))


PUBLISHED = "MSD: as published, MSD100, 115 000 songs, 100 tags, 200 epochs; compare orders, not sizes"
