"""The probe finds tags that listeners sort by, finds none that they do not, and sees no test tag before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from encoders.cultural.matrix_factorization import MatrixFactorizationConfig
from retrieval.data.manifest import Listen, Listens, Manifest, Track
from retrieval.evaluation.listening_probe import ProbeConfig, measure, ridge_scores
from retrieval.evaluation.scoring import EvaluationError

ENCODER = MatrixFactorizationConfig(dimension=8)
CONFIG = ProbeConfig(min_listeners=2)


@pytest.fixture
def world(rng: np.random.Generator) -> tuple[Listens, Manifest]:
    """Four camps of listeners and of artists; "near" is a camp's tag, "coin" is tossed, "any" is all's."""
    camps = rng.integers(4, size=160)
    tracks = tuple(
        Track(
            f"t{number}",
            artist=f"a{number}",
            split=("train", "train", "test")[number % 3],
            tags=("any", *(("near",) if camp == 0 else ()), *(("coin",) if rng.random() < 0.5 else ())),
        )
        for number, camp in enumerate(camps)
    )
    tags = {"near": "scene", "coin": "other", "any": "other"}
    listens = tuple(
        Listen(f"u{user}", f"a{number}", float(rng.integers(1, 20)))
        for user in range(120)
        for number, camp in enumerate(camps)
        if rng.random() < (0.4 if user % 4 == camp else 0.03)
    )
    return Listens(listens, "artist"), Manifest(tracks, tags, Path())


def figures(
    listens: Listens, manifest: Manifest, config: ProbeConfig = CONFIG
) -> dict[tuple[str, str], float]:
    rows = measure(listens, manifest, config, ENCODER).tables[0].rows
    return {(str(row[0]), str(row[1])): row[3].value for row in rows}  # type: ignore[union-attr]


def test_listeners_tell_the_tags_they_sort_by(world: tuple[Listens, Manifest]) -> None:
    found = figures(*world)
    for method in ("matrix_factorization, 8", "SVD, 64"):
        assert found[method, "scene"] > 0.9
        assert 0.25 < found[method, "other"] < 0.75
    assert found["audience size", "scene"] < 0.8


def test_test_tags_are_not_learned_from(world: tuple[Listens, Manifest], rng: np.random.Generator) -> None:
    """Were any seen, then vectors as many as tracks would know them by heart."""
    truth = rng.random((90, 2)) < 0.5
    train = np.arange(90) < 60
    scores = ridge_scores(np.eye(90), truth, np.ones_like(truth), train, ~train)
    assert np.ptp(scores, axis=0) == pytest.approx(0)


def test_unknown_tags_are_neither_learned_nor_scored(rng: np.random.Generator) -> None:
    vectors = rng.normal(size=(300, 4))
    truth = vectors[:, :1] > 0
    wrong = np.arange(300) % 2 == 1
    known = ~wrong[:, None]
    train = np.arange(300) < 200
    lied = np.where(known, truth, ~truth)
    honest = ridge_scores(vectors, truth, known, train, ~train)
    assert np.array_equal(ridge_scores(vectors, lied, known, train, ~train), honest)


def test_the_most_common_tags_are_taken(world: tuple[Listens, Manifest]) -> None:
    report = measure(*world, replace(CONFIG, top=2), ENCODER)
    assert report.facts["tags"] == 2
    assert {row[1] for row in report.tables[0].rows} == {"all tags"}


def test_categories_are_chosen_by_name(world: tuple[Listens, Manifest]) -> None:
    report = measure(*world, replace(CONFIG, categories=("other",)), ENCODER)
    assert report.facts["tags"] == 2
    with pytest.raises(EvaluationError, match="no tag has the category 'mood': choose from scene, other"):
        measure(*world, replace(CONFIG, categories=("mood",)), ENCODER)


def test_what_few_heard_is_left_out(world: tuple[Listens, Manifest]) -> None:
    listens, manifest = world
    lonely = replace(manifest, tracks=(*manifest.tracks, Track("x", artist="x", split="test", tags=("any",))))
    with_x = replace(listens, listens=(*listens.listens, Listen("u0", "x", 3.0)))
    sizes = [measure(with_x, lonely, ProbeConfig(min_listeners=n), ENCODER).facts["test"] for n in (1, 2)]
    assert sizes[0] == sizes[1] + 1


def test_a_manifest_without_splits_is_told_how_to_get_them(world: tuple[Listens, Manifest]) -> None:
    listens, manifest = world
    bare = replace(manifest, tracks=tuple(replace(track, split="") for track in manifest.tracks))
    with pytest.raises(EvaluationError, match=r"scripts\.manifest split"):
        measure(listens, bare, CONFIG, ENCODER)
