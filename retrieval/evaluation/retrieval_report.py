"""Tag queries as tables: macro figures with intervals and floors, categories, variants, comparisons, tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import get_args

import numpy as np

from retrieval.evaluation import bootstrap
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.significance import Comparison, compare, holm
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.evaluation.tag_retrieval import FIGURES, Judged, Training, floors, measured

INTERVALS = "95 % intervals: bootstrap over tracks; those of differences and their p-values: over queries"


@dataclass(frozen=True)
class System:
    """One system's figures of each query, `[Q]`, and of each resample of the tracks, `[R, Q]`.

    `answered` says which queries it has an answer to, `[Q]`; the others have NaN.
    """

    name: str
    answered: Bools
    values: dict[str, Floats]
    resampled: dict[str, Floats]

    def mean(self, figure: str, chosen: Bools) -> Estimate:
        """Mean of a figure over the chosen queries that were answered."""
        rows = chosen & self.answered
        if not rows.any():
            return bootstrap.estimate(float("nan"), np.empty(0))
        each = bootstrap.mean_of_tags(self.resampled[figure][:, rows])
        return bootstrap.estimate(float(self.values[figure][rows].mean()), each)


def systems_of(case: Judged, scores: Mapping[str, Floats], rng: np.random.Generator) -> tuple[System, ...]:
    """Measure systems, each with scores `[Q, N]` (rows of NaN: no answer), on the same resampled tracks."""
    counts = bootstrap.weights(len(case.ids), rng)
    return tuple(_system(name, case, each, counts) for name, each in scores.items())


def retrieval_report(
    case: Judged, systems: Sequence[System], rng: np.random.Generator, plays: Floats | None = None
) -> Report:
    """The report on some systems, of which the first leads; `plays` `[N]` ranks the floor by popularity.

    Variants are compared with the tags they stand for and count nowhere else.
    """
    lead = systems[0]
    tags = np.array([query.kind == "tag" for query in case.queries])
    groups = _groups(case)
    tables = [_by_tag(case, systems, tags)]
    if not tags.all():
        tables.append(_by_variant(case, lead, groups))
    own = {name: chosen & tags for name, chosen in groups.items() if (chosen & tags).any()}
    if len(systems) > 1:
        tables.append(_compared(systems, own, rng))
    tables += [_by_category(case, systems, tags), _macro(case, systems, own, rng, plays)]
    facts = {
        "tracks": len(case.ids),
        "queries": len(case.queries),
        "tags": int(tags.sum()),
        "tags left out": len(case.left_out),
    }
    return Report(facts, tuple(tables), (INTERVALS,))


def _groups(case: Judged) -> dict[str, Bools]:
    """All queries, and, where not all tags were trained, those of each kind of training."""
    of = np.array([query.training for query in case.queries])
    groups: dict[str, Bools] = {"all": np.ones(len(of), dtype=bool)}
    if len(set(of)) > 1:
        groups |= {str(name): of == name for name in get_args(Training) if (of == name).any()}
    return groups


def _system(name: str, case: Judged, scores: Floats, counts: Floats) -> System:
    answered = np.asarray(np.isfinite(scores).all(axis=1))
    asked = case.take(np.flatnonzero(answered).tolist())
    values, resampled = measured(asked, scores[answered]), measured(asked, scores[answered], counts)

    def whole(found: Floats) -> Floats:
        spread = np.full((len(found), len(case.queries)), np.nan)
        spread[:, answered] = found
        return spread

    return System(
        name,
        answered,
        {figure: whole(found)[0] for figure, found in values.items()},
        {figure: whole(found) for figure, found in resampled.items()},
    )


def _by_tag(case: Judged, systems: Sequence[System], tags: Bools) -> Table:
    lead, *others = systems
    order = sorted(
        np.flatnonzero(tags & lead.answered),
        key=lambda row: (case.queries[row].category, -lead.values["MAP"][row]),
    )
    rows: list[tuple[Cell, ...]] = []
    for row in order:
        query = case.queries[row]
        counted = (int(case.truth[row].sum()), int(case.known[row].sum()))
        figures = [float(lead.values[figure][row]) for figure in FIGURES]
        beside = [float(other.values["MAP"][row]) for other in others]
        name = query.tag if query.training == "trained" else f"{query.tag} ({query.training})"
        rows.append((name, query.category, *counted, *figures, *beside))
    columns = ("tag", "category", "true of", "known of", "AP", *FIGURES[1:])
    return Table("tags", (*columns, *(f"{other.name} AP" for other in others)), tuple(rows))


def _by_variant(case: Judged, lead: System, groups: Mapping[str, Bools]) -> Table:
    kinds = np.array([query.kind for query in case.queries])
    own = {query.tag: row for row, query in enumerate(case.queries) if query.kind == "tag"}
    rows: list[tuple[Cell, ...]] = []
    for group, within in groups.items():
        asked_for = [*dict.fromkeys(kinds[kinds != "tag"]), "any"] if group == "all" else ["any"]
        for kind in asked_for:
            chosen = within & lead.answered & (kinds != "tag" if kind == "any" else kinds == kind)
            asked = [int(row) for row in np.flatnonzero(chosen)]
            plain = [own[case.queries[row].tag] for row in asked]
            if asked and lead.answered[plain].all():
                found, typed = _mean_of(lead, asked), _mean_of(lead, plain)
                rows.append((kind, group, len(asked), found, typed, found.value / typed.value))
    columns = ("variant", "which tags", "queries", "MAP", "MAP of the tags themselves", "share kept")
    return Table("variants", columns, tuple(rows))


def _mean_of(system: System, rows: Sequence[int]) -> Estimate:
    chosen = np.asarray(rows, dtype=np.intp)
    each = bootstrap.mean_of_tags(system.resampled["MAP"][:, chosen])
    return bootstrap.estimate(float(system.values["MAP"][chosen].mean()), each)


def _compared(systems: Sequence[System], groups: Mapping[str, Bools], rng: np.random.Generator) -> Table:
    lead, *others = systems
    found: list[tuple[str, str, str, Floats, Floats, Comparison]] = []
    for other, group, figure in product(others, [g for g in groups if g != "trained"], FIGURES[:2]):
        both = groups[group] & lead.answered & other.answered
        if both.any():
            ours, theirs = lead.values[figure][both], other.values[figure][both]
            found.append((other.name, group, figure, ours, theirs, compare(ours, theirs, rng)))
    corrected = holm([each[-1].p for each in found])
    rows: list[tuple[Cell, ...]] = []
    for (name, group, figure, ours, theirs, test), p in zip(found, corrected, strict=True):
        means = (float(ours.mean()), float(theirs.mean()), test.difference)
        tests = (test.better, test.worse, f"{test.p:.4f}", f"{p:.4f}")
        rows.append((name, group, test.queries, figure, *means, *tests))
    columns = ("compared with", "which tags", "tags", "figure", lead.name, "the other", "difference")
    return Table("paired tests", (*columns, "better", "worse", "p", "p (Holm)"), tuple(rows))


def _by_category(case: Judged, systems: Sequence[System], tags: Bools) -> Table:
    of = np.array([query.category for query in case.queries])
    rows: list[tuple[Cell, ...]] = [
        (
            category,
            int((chosen := tags & (of == category)).sum()),
            *(system.mean("MAP", chosen) for system in systems),
        )
        for category in sorted(set(of[tags]))
    ]
    return Table("categories", ("category", "tags", *(f"{s.name} MAP" for s in systems)), tuple(rows))


def _macro(
    case: Judged,
    systems: Sequence[System],
    groups: Mapping[str, Bools],
    rng: np.random.Generator,
    plays: Floats | None,
) -> Table:
    lead, floor = systems[0], floors(case, rng, plays)
    rows: list[tuple[Cell, ...]] = []
    for group, chosen in groups.items():
        seen = {(chosen & lead.answered).tobytes()}
        for system in systems:
            asked = chosen & system.answered
            if not asked.any():
                continue
            rows.append((system.name, group, int(asked.sum()), *(system.mean(f, asked) for f in FIGURES)))
            if asked.tobytes() not in seen:  # figures over other tags do not compare: the leader's on these
                seen.add(asked.tobytes())
                figures = (lead.mean(figure, asked) for figure in FIGURES)
                rows.append((lead.name, f"{group}, of {system.name}", int(asked.sum()), *figures))
        for name, values in floor.items():
            cells = (float(values[figure][chosen].mean()) for figure in FIGURES)
            rows.append((f"floor: {name}", group, int(chosen.sum()), *cells))
    return Table("macro over tags", ("system", "which tags", "tags", *FIGURES), tuple(rows))
