"""The protocol of queries with several parts, with and without exclusions.

Queries are pairs and triples of tags that occur together in the measured tracks, drawn from a seed: a
conjunction must be true of at least `least` tracks and narrower than each of its tags. In a query with an
exclusion, the excluded tag is true of a fair share of the tracks that the wanted tags are true of. A track
is right when every wanted tag is true of it and no excluded one; tracks of which that is not known are not
ranked.

Figures: MAP over queries, and how often an excluded tag is among the first ten, with the exclusion and
without it. Part scores come as cosines and as calibrated probabilities, and each composition makes one score
of them; the one that ships is `retrieval.composition.compose`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

import numpy as np

from retrieval.data.manifest import Manifest
from retrieval.evaluation import bootstrap, metrics
from retrieval.evaluation.compositions import COMPOSITIONS, SHIPPED, Composition
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.evaluation.tag_retrieval import DEPTH, ranking
from retrieval.query import Part, Query

Item = TypeVar("Item")


@dataclass(frozen=True)
class Protocol:
    """How many queries of each kind are drawn, and which tags may meet in one."""

    queries: int = 200
    least: int = 8
    """Right tracks that a query needs."""
    narrower: float = 0.8
    """A conjunction is true of at most this share of the tracks of its rarest tag: every part counts."""
    excluded_share: tuple[float, float] = (0.2, 0.8)
    """The excluded tag is true of this share of the tracks of which the wanted tags are true."""
    seed: int = 0


@dataclass(frozen=True)
class MultiTagQuery:
    """Tags to look for and tags to leave out."""

    wanted: tuple[str, ...]
    excluded: tuple[str, ...] = ()

    @property
    def query(self) -> Query:
        return Query(
            (*(Part(tag) for tag in self.wanted), *(Part(tag, excluded=True) for tag in self.excluded))
        )

    @property
    def kind(self) -> str:
        wanted = f"{len(self.wanted)} wanted"
        return f"{wanted}, {len(self.excluded)} not" if self.excluded else wanted


@dataclass(frozen=True)
class Truth:
    """What is known of which track: bool `[T, N]` each, and where each tag stands."""

    true: Bools
    false: Bools
    row: Mapping[str, int] = field(default_factory=dict)

    def of(self, query: MultiTagQuery) -> tuple[Bools, Bools]:
        """Of which tracks the whole query is true, and of which it is known to be true or false, `[N]`."""
        wanted = [self.row[tag] for tag in query.wanted]
        excluded = [self.row[tag] for tag in query.excluded]
        right = np.asarray(self.true[wanted].all(axis=0) & self.false[excluded].all(axis=0))
        wrong = np.asarray(self.false[wanted].any(axis=0) | self.true[excluded].any(axis=0))
        return right, right | wrong


def draw_queries(manifest: Manifest, protocol: Protocol = Protocol()) -> tuple[MultiTagQuery, ...]:
    """Queries for a manifest's tracks, up to `queries` of each of four kinds; the seed decides which."""
    truth = truth_of(manifest)
    rng = np.random.default_rng(protocol.seed)
    tags = [tag for tag, row in truth.row.items() if truth.true[row].sum() >= protocol.least]
    pairs = [pair for pair in combinations(tags, 2) if _disjoint(pair) and _narrows(truth, pair, protocol)]
    triples = [
        (*pair, tag)
        for pair in _some(pairs, 20 * protocol.queries, rng)
        for tag in _some([tag for tag in tags if tag > max(pair)], 5, rng)
        if _disjoint((*pair, tag)) and _narrows(truth, (*pair, tag), protocol)
    ]
    found = [*map(MultiTagQuery, _some(pairs, protocol.queries, rng))]
    found += map(MultiTagQuery, _some(list(dict.fromkeys(triples)), protocol.queries, rng))
    for wanted in ([(tag,) for tag in tags], pairs):
        without = [
            MultiTagQuery(chosen, (tag,))
            for chosen in _some(wanted, 20 * protocol.queries, rng)
            for tag in _some(tags, 20, rng)
            if _disjoint((*chosen, tag)) and _is_fair(truth, chosen, tag, protocol)
        ]
        found += _some(without, protocol.queries, rng)
    if not found:
        raise EvaluationError(
            f"no two tags are true of {protocol.least} tracks together: nothing to ask with several parts"
        )
    return tuple(found)


def multi_tag_report(
    manifest: Manifest,
    tags: Sequence[str],
    cosines: Floats,
    probabilities: Floats,
    protocol: Protocol = Protocol(),
    compositions: Mapping[str, Composition] | None = None,
) -> Report:
    """MAP and exclusion rates of every composition over the manifest's tracks.

    **Shape**: `cosines` and `probabilities` are `[T, N]`: rows as `tags`, columns as the manifest's tracks.
    """
    if cosines.shape != (len(tags), len(manifest.tracks)) or cosines.shape != probabilities.shape:
        raise ValueError(
            f"{len(tags)} tags and {len(manifest.tracks)} tracks, but cosines {cosines.shape} and "
            f"probabilities {probabilities.shape}"
        )
    row = {tag: place for place, tag in enumerate(tags)}
    queries = tuple(
        each for each in draw_queries(manifest, protocol) if row.keys() >= {*each.wanted, *each.excluded}
    )
    if not queries:
        raise EvaluationError("none of the drawn queries is made of tags that were scored")
    truth, ids = truth_of(manifest), [track.id for track in manifest.tracks]
    kinds = [each.kind for each in queries]
    quality: list[tuple[Cell, ...]] = []
    exclusion: list[tuple[Cell, ...]] = []
    for name, composition in (COMPOSITIONS if compositions is None else compositions).items():

        def places(asked: Sequence[MultiTagQuery], composition: Composition = composition) -> Floats:
            found = []
            for query in (each.query for each in asked):
                chosen = [row[text] for text in query.texts]
                found.append(composition(query, cosines[chosen], probabilities[chosen]))
            return ranking(np.stack(found), ids)

        placed = places(queries)
        precision = np.full(len(queries), np.nan)
        for number, each in enumerate(queries):
            right, known = truth.of(each)
            precision[number] = metrics.average_precision(placed[number, known], right[known])[0]
        rng = np.random.default_rng(protocol.seed)
        means = [_mean(precision[[kind == chosen for kind in kinds]], rng) for chosen in dict.fromkeys(kinds)]
        quality.append((name, *means, _mean(precision, rng)))
        excluding = [number for number, each in enumerate(queries) if each.excluded]
        if excluding:
            cases = [queries[number] for number in excluding]
            before = _intruders(places([MultiTagQuery(each.wanted) for each in cases]), cases, truth)
            after = _intruders(placed[excluding], cases, truth)
            exclusion.append((name, *_rates(before, after, np.random.default_rng(protocol.seed))))
    facts = {"tracks": len(ids), "queries": len(queries), "protocol seed": protocol.seed}
    drawn = ", ".join(f"{kinds.count(kind)} of '{kind}'" for kind in dict.fromkeys(kinds))
    chance = np.mean([right[known].mean() for right, known in map(truth.of, queries)])
    columns = ("composition", *dict.fromkeys(kinds), "all")
    tables = [Table("MAP of queries with several parts", columns, tuple(quality))]
    if exclusion:
        names = ("composition", "without the exclusion", "with it", "ratio")
        tables.append(Table(f"excluded tag among the first {DEPTH}", names, tuple(exclusion)))
    notes = (
        f"95 % intervals: bootstrap over the queries with several parts, {drawn}",
        f"'{SHIPPED}' is what answers queries; a random order has a MAP of about {chance:.3f}",
    )
    return Report(facts, tuple(tables), notes)


def truth_of(manifest: Manifest) -> Truth:
    """What is true and known of the manifest's tracks."""
    tags = list(manifest.tags)
    matrix, known = manifest.matrix(tags).T, manifest.known(tags).T
    return Truth(matrix & known, ~matrix & known, {tag: row for row, tag in enumerate(tags)})


def _narrows(truth: Truth, tags: tuple[str, ...], protocol: Protocol) -> bool:
    rows = [truth.row[tag] for tag in tags]
    both = int(truth.true[rows].all(axis=0).sum())
    rarest = int(truth.true[rows].sum(axis=1).min())
    return both >= protocol.least and both <= protocol.narrower * rarest


def _is_fair(truth: Truth, wanted: tuple[str, ...], excluded: str, protocol: Protocol) -> bool:
    all_wanted = truth.true[[truth.row[tag] for tag in wanted]].all(axis=0)
    having = int((all_wanted & truth.true[truth.row[excluded]]).sum())
    lacking = int((all_wanted & truth.false[truth.row[excluded]]).sum())
    low, high = protocol.excluded_share
    return lacking >= protocol.least and low <= having / (having + lacking) <= high


def _disjoint(tags: Sequence[str]) -> bool:
    """Nobody types a tag together with one that names it: "guitar, acoustic guitar"."""
    words = [word for tag in tags for word in tag.split()]
    return len(words) == len(set(words))


def _intruders(places: Floats, cases: Sequence[MultiTagQuery], truth: Truth) -> Floats:
    """How many of the first ten have the excluded tag, and of how many that is known, `[Q, 2]`."""
    found = np.zeros((len(cases), 2))
    for row, (each, case) in enumerate(zip(places, cases, strict=True)):
        first = np.argsort(-each, kind="stable")[:DEPTH]
        excluded = [truth.row[tag] for tag in case.excluded]
        having = np.asarray(truth.true[excluded].any(axis=0))
        lacking = np.asarray(truth.false[excluded].all(axis=0))
        found[row] = having[first].sum(), (having | lacking)[first].sum()
    return found


def _rates(before: Floats, after: Floats, rng: np.random.Generator) -> tuple[bootstrap.Estimate, ...]:
    """Shares of the first ten that have what is excluded, without and with the exclusion, and their ratio."""

    def rates(counts: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = [np.divide(*(counts @ each).T) for each in (before, after)]
            return np.stack([*shares, shares[1] / shares[0]])

    values = rates(np.ones((1, len(before))))[:, 0]
    resampled = rates(bootstrap.weights(len(before), rng))
    return tuple(bootstrap.estimate(float(v), each) for v, each in zip(values, resampled, strict=True))


def _mean(values: Floats, rng: np.random.Generator) -> bootstrap.Estimate:
    counts = bootstrap.weights(len(values), rng)
    return bootstrap.estimate(float(values.mean()), counts @ values / len(values))


def _some(items: Sequence[Item], count: int, rng: np.random.Generator) -> list[Item]:
    """Up to `count` of the items, drawn without replacement."""
    return [items[place] for place in rng.permutation(len(items))[:count]]
