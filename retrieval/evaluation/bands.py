"""Are strong hits strong? How often what a search calls strong, fair or weak is right, by kind of query.

A hit is called as searches call it (`retrieval.composition.bands`). Queries are single tags, and those of
several parts that `retrieval.evaluation.multi_tag` draws.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from retrieval.composition import bands, chance, fits
from retrieval.data.manifest import Manifest
from retrieval.evaluation import bootstrap
from retrieval.evaluation.entrants import Entrant
from retrieval.evaluation.metrics import Bools
from retrieval.evaluation.multi_tag import MultiTagQuery, draw_queries, truth_of
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.match_calibration import FAIR, STRONG

Words = NDArray[np.str_]
BANDS = ("strong", "fair", "weak")


def band_report(entrant: Entrant, manifest: Manifest, segments: int, seed: int) -> Report:
    """The share of right tracks in each band, with 95 % intervals over queries."""
    tags = list(manifest.tags)
    probabilities = entrant.probabilities(tags, entrant.songs(manifest, segments))
    if probabilities is None:
        raise EvaluationError(f"{entrant.name} cannot tell probabilities: give a joint bundle with a matcher")
    row, truth = {tag: place for place, tag in enumerate(tags)}, truth_of(manifest)
    found: dict[str, list[tuple[Words, Bools]]] = defaultdict(list)
    for asked in (*(MultiTagQuery((tag,)) for tag in tags), *draw_queries(manifest)):
        query = asked.query
        right, known = truth.of(asked)
        parts = probabilities[[row[text] for text in query.texts]]
        called = np.array(bands(chance(query, parts), fits(query, parts)))
        found[asked.kind].append((called[known], right[known]))
    rng = np.random.default_rng(seed)
    rows: list[tuple[Cell, ...]] = [
        (kind, *(_share(each, band, rng) for band in BANDS)) for kind, each in found.items()
    ]
    facts = {"bundle": entrant.name, "manifest": manifest.name, "tracks": len(manifest.tracks), "seed": seed}
    note = (
        f"strong is a chance of {STRONG} and more, fair of {FAIR} and more, and nothing shut out is likelier "
        "there than not"
    )
    return Report(
        facts, (Table("share of right tracks among hits", ("query", *BANDS), tuple(rows)),), (note,)
    )


def _share(queries: list[tuple[Words, Bools]], band: str, rng: np.random.Generator) -> bootstrap.Estimate:
    counts = np.zeros((len(queries), 2))
    for place, (called, right) in enumerate(queries):
        chosen = called == band
        counts[place] = right[chosen].sum(), chosen.sum()
    drawn = bootstrap.weights(len(queries), rng) @ counts
    with np.errstate(invalid="ignore", divide="ignore"):
        value = counts[:, 0].sum() / counts[:, 1].sum()
        return bootstrap.estimate(float(value), drawn[:, 0] / drawn[:, 1])
