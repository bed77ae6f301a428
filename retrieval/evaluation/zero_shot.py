"""Tags held out of one bundle's training, beside bundles that were taught them: how much is left untaught."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from retrieval.evaluation.retrieval_report import System
from retrieval.evaluation.tables import Cell, Table
from retrieval.evaluation.tag_retrieval import Judged, floors


def zero_shot_table(
    case: Judged, lead: System, taught: Mapping[str, tuple[System, Collection[str]]], rng: np.random.Generator
) -> Table | None:
    """MAP on the tags held out of `lead`, by it and by each bundle that was taught them; None without any.

    `taught` holds, by name, how other bundles did and which tags they were trained on.
    """
    rows: list[tuple[Cell, ...]] = []
    for name, (system, trained) in taught.items():
        asked = np.array(
            [q.kind == "tag" and q.training == "held out" and q.tag in trained for q in case.queries]
        )
        asked &= lead.answered & system.answered
        if asked.any():
            chance = float(floors(case.take(np.flatnonzero(asked).tolist()), rng)["random"]["MAP"].mean())
            without, with_it = lead.mean("MAP", asked), system.mean("MAP", asked)
            kept = without.value / with_it.value
            above = (without.value - chance) / (with_it.value - chance)
            rows.append((name, int(asked.sum()), without, with_it, chance, kept, above))
    columns = ("taught by", "tags", "held out", "when taught", "random", "share kept", "share above random")
    return Table("MAP of held-out tags", columns, tuple(rows)) if rows else None
