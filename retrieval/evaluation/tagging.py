"""The tagging protocol: macro ROC-AUC and PR-AUC over tags, with intervals, floors, categories and tags.

A song's score is the mean over its chunks' scores. Tags without a positive or without a negative among the
tracks are left out of every mean, and the report says how many were.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from retrieval.evaluation import bootstrap, floors, metrics
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.metrics import Bools, Floats, Metric
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.tagger import Tag

METRICS: dict[str, Metric] = {"ROC-AUC": metrics.roc_auc, "PR-AUC": metrics.average_precision}


def tagging_report(
    systems: Mapping[str, Floats],
    truth: Bools,
    known: Bools,
    tags: tuple[Tag, ...],
    rng: np.random.Generator,
) -> Report:
    """Compare systems, each with scores `[N, T]`, against what is true of N tracks; the first leads."""
    known_truth = truth & known
    usable = np.asarray(known_truth.any(axis=0) & (~truth & known).any(axis=0))
    if not usable.any():
        raise EvaluationError(
            "no tag of the tagger is both true of one track and false of another here: nothing to measure"
        )
    tags = tuple(tag for tag, use in zip(tags, usable, strict=True) if use)
    truth, known = truth[:, usable], known[:, usable]
    systems = {name: scores[:, usable] for name, scores in systems.items()}
    counts = bootstrap.weights(len(truth), rng)
    values = {
        (name, figure): metrics.per_tag(metric, scores, truth, known)
        for name, scores in systems.items()
        for figure, metric in METRICS.items()
    }
    resampled = {
        (name, figure): bootstrap.resampled_tags(metric, scores, truth, known, counts)
        for name, scores in systems.items()
        for figure, metric in METRICS.items()
    }

    def macro(name: str, figure: str, chosen: Bools) -> Estimate:
        each = resampled[name, figure][:, chosen]
        return bootstrap.estimate(float(values[name, figure][chosen].mean()), bootstrap.mean_of_tags(each))

    everything = np.ones(len(tags), bool)
    overall: list[tuple[Cell, ...]] = [
        (name, *(macro(name, figure, everything) for figure in METRICS)) for name in systems
    ]
    floor = {figure: floors.random_ranking(metric, truth, known, rng) for figure, metric in METRICS.items()}
    overall.append(("floor: random", *(float(floor[figure].mean()) for figure in METRICS)))
    popular = [floors.popularity_ranking(metric, truth, known).mean() for metric in METRICS.values()]
    overall.append(("floor: popularity", *map(float, popular)))

    lead = next(iter(systems))
    categories = sorted({tag.category for tag in tags})
    by_category: list[tuple[Cell, ...]] = []
    for category in categories:
        chosen = np.array([tag.category == category for tag in tags])
        cells = [macro(name, figure, chosen) for name in systems for figure in METRICS]
        by_category.append((category, int(chosen.sum()), *cells))
    order = sorted(
        range(len(tags)), key=lambda place: (tags[place].category, -values[lead, "ROC-AUC"][place])
    )
    by_tag: list[tuple[Cell, ...]] = [
        (
            tags[place].name,
            tags[place].category,
            int((truth & known)[:, place].sum()),
            int(known[:, place].sum()),
            *(float(values[name, figure][place]) for name in systems for figure in METRICS),
        )
        for place in order
    ]
    titles = tuple(f"{name} {figure}" for name in systems for figure in METRICS)
    facts = {"tracks": len(truth), "tags": len(tags), "tags left out": int((~usable).sum())}
    return Report(
        facts,
        (
            Table("tags", ("tag", "category", "true of", "known of", *titles), tuple(by_tag)),
            Table("categories", ("category", "tags", *titles), tuple(by_category)),
            Table("macro over tags", ("system", *METRICS), tuple(overall)),
        ),
    )
