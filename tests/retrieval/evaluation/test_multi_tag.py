"""Queries with several parts: drawn fairly, judged by what is known, and won by who knows the truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.data.manifest import Manifest, Track
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.compositions import COMPOSITIONS, SHIPPED
from retrieval.evaluation.multi_tag import MultiTagQuery, Protocol, draw_queries, multi_tag_report
from retrieval.evaluation.scoring import EvaluationError

TAGS = ("piano", "drums", "calm", "fast", "dark", "acoustic guitar", "guitar")
SMALL = Protocol(queries=15)


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    """200 tracks, each tag true of two fifths of them and unknown of a tenth."""
    rng = np.random.default_rng(0)
    drawn = rng.random((200, len(TAGS)))
    tracks = [
        Track(
            f"t{number}",
            tags=tuple(tag for tag, value in zip(TAGS, row, strict=True) if value < 0.4),
            extra={"unknown_tags": [tag for tag, value in zip(TAGS, row, strict=True) if value > 0.9]},
        )
        for number, row in enumerate(drawn)
    ]
    return Manifest(tuple(tracks), dict.fromkeys(TAGS, "tag"), Path())


def figures(manifest: Manifest, probabilities: np.ndarray) -> dict[str, tuple[float, float, float]]:
    """Composition to MAP over all queries, and the rates of excluded tags without and with the exclusion."""
    cosines = 2 * probabilities - 1
    quality, exclusion = multi_tag_report(manifest, TAGS, cosines, probabilities, SMALL).tables
    means = {row[0]: row[-1] for row in quality.rows}
    found = {}
    for name, without, with_it, _ in exclusion.rows:
        mean = means[name]
        assert isinstance(mean, Estimate) and isinstance(without, Estimate) and isinstance(with_it, Estimate)
        assert without.low < without.value < without.high
        found[str(name)] = (mean.value, without.value, with_it.value)
    return found


def test_the_seed_decides_the_queries(manifest: Manifest) -> None:
    assert draw_queries(manifest, SMALL) == draw_queries(manifest, SMALL)
    assert draw_queries(manifest, SMALL) != draw_queries(manifest, Protocol(queries=15, seed=1))


def test_every_kind_is_drawn_and_has_enough_right_tracks(manifest: Manifest) -> None:
    queries = draw_queries(manifest, SMALL)
    kinds = [query.kind for query in queries]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == dict.fromkeys(
        ("2 wanted", "3 wanted", "1 wanted, 1 not", "2 wanted, 1 not"), 15
    )
    assert len(set(queries)) == len(queries)
    for query in queries:
        right = [
            track
            for track in manifest.tracks
            if {*query.wanted} <= {*track.tags}
            and not {*query.excluded} & {*track.tags, *track.extra["unknown_tags"]}
        ]
        assert len(right) >= SMALL.least
        assert not {"guitar", "acoustic guitar"} <= {*query.wanted, *query.excluded}


def test_a_query_says_its_exclusions() -> None:
    assert str(MultiTagQuery(("piano", "calm"), ("drums",)).query) == "piano, calm, -drums"


def test_who_knows_the_truth_wins_and_who_knows_nothing_gets_chance(manifest: Manifest) -> None:
    truth = manifest.matrix(TAGS).T
    perfect = figures(manifest, np.where(truth, 0.9, 0.1))
    for name in (SHIPPED, "worst part", "mean of probabilities"):
        assert perfect[name][0] == pytest.approx(1.0) and perfect[name][2] == 0.0
    assert perfect[SHIPPED][1] > 0.2
    blind = figures(manifest, np.random.default_rng(1).random(truth.shape))
    assert all(mean < 0.35 for mean, _, _ in blind.values())


def test_an_exclusion_lowers_the_rate_for_every_composition_of_uncertain_scores(manifest: Manifest) -> None:
    rng = np.random.default_rng(2)
    truth = manifest.matrix(TAGS).T
    unsure = np.clip(np.where(truth, 0.6, 0.3) + rng.normal(0, 0.15, truth.shape), 0.01, 0.99)
    found = figures(manifest, unsure)
    assert set(found) == set(COMPOSITIONS)
    for mean, without, with_it in found.values():
        assert 0.3 < mean < 1.0 and with_it < without


def test_tracks_of_which_the_answer_is_unknown_are_not_ranked() -> None:
    tracks = [
        *(Track(f"both{n}", tags=("a", "b")) for n in range(4)),
        *(Track(f"one{n}", tags=("a",)) for n in range(8)),
        *(Track(f"other{n}", tags=("b",)) for n in range(8)),
        *(Track(f"unknown{n}", tags=("a",), extra={"unknown_tags": ["b"]}) for n in range(4)),
    ]
    manifest = Manifest(tuple(tracks), {"a": "tag", "b": "tag"}, Path())
    scores = np.array([[track.tags.count(tag) for track in tracks] for tag in ("a", "b")], float)
    scores[:, -4:] = 1.0  # the unknown ones are put first, and it does no harm
    report = multi_tag_report(manifest, ("a", "b"), scores, scores, Protocol(queries=1, least=4))
    (row,) = [row for row in report.tables[0].rows if row[0] == SHIPPED]
    assert isinstance(row[1], Estimate) and row[1].value == pytest.approx(1.0)


def test_a_collection_without_joint_tags_is_told() -> None:
    lonely = Manifest((Track("t", tags=("a",)), Track("u", tags=("b",))), {"a": "tag", "b": "tag"}, Path())
    with pytest.raises(EvaluationError, match="no two tags"):
        multi_tag_report(lonely, ("a", "b"), np.zeros((2, 2)), np.zeros((2, 2)))
