"""What is left of a tag that was never taught, beside who was taught it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.data.manifest import Manifest, Track
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.retrieval_report import systems_of
from retrieval.evaluation.tag_retrieval import Judged, TagQuery, judged
from retrieval.evaluation.zero_shot import zero_shot_table


@pytest.fixture
def case(rng: np.random.Generator) -> Judged:
    tags = ("a", "b", "c")
    tracks = tuple(
        Track(str(number), tags=tuple(tag for tag in tags if rng.random() < 0.3)) for number in range(60)
    )
    queries = (
        TagQuery("a", "a", "", training="held out"),
        TagQuery("b", "b", "", training="held out"),
        TagQuery("c", "c", ""),
        TagQuery("another a", "a", "", kind="synonym", training="held out"),
    )
    return judged(queries, Manifest(tracks, dict.fromkeys(tags, ""), Path()))


def test_only_tags_held_out_here_and_taught_there_count(case: Judged, rng: np.random.Generator) -> None:
    noise = rng.random(case.truth.shape)
    lead, teacher, other = systems_of(
        case, {"lead": noise, "teacher": case.truth + 0.0, "other": noise}, np.random.default_rng(0)
    )
    table = zero_shot_table(
        case, lead, {"teacher": (teacher, {"a", "c"}), "other": (other, {"c"})}, np.random.default_rng(0)
    )
    assert table is not None and len(table.rows) == 1
    name, count, without, with_it, chance, kept, above = table.rows[0]
    assert isinstance(without, Estimate) and isinstance(with_it, Estimate) and isinstance(chance, float)
    assert (name, count, with_it.value) == ("teacher", 1, 1.0)
    assert without.value == lead.values["MAP"][0] == kept
    assert above == pytest.approx((without.value - chance) / (1 - chance))


def test_nothing_is_told_where_nothing_was_held_out(case: Judged, rng: np.random.Generator) -> None:
    (lead,) = systems_of(case, {"lead": rng.random(case.truth.shape)}, rng)
    assert zero_shot_table(case, lead, {"itself": (lead, {"c"})}, rng) is None
