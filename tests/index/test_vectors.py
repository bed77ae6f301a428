"""Nearest vectors: exact ones, approximate ones, and what may change without building again."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.vectors
from index import filled_lists
from index.gpu import cards
from index.vectors import Device, VectorIndex, VectorIndexError, Vectors
from tests.index.encoded_toys import clustered, contents, units


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 30), st.integers(0, 4), st.integers(1, 12), st.integers(0, 10_000))
def test_exact_search_is_what_numpy_says(rows: int, queries: int, k: int, seed: int) -> None:
    vectors, asked = units(rows, seed=seed), units(queries, seed=seed + 1)
    allowed = np.random.default_rng(seed).random(rows) < 0.6
    scores, found = VectorIndex.build(vectors).search(asked, k, allowed)
    assert scores.shape == found.shape == (queries, k)
    for own_scores, own_rows, query in zip(scores, found, asked, strict=True):
        all_scores = np.where(allowed, vectors @ query, -np.inf)
        expected = [row for row in np.argsort(-all_scores) if allowed[row]][:k]
        assert own_rows.tolist() == expected + [-1] * (k - len(expected))
        np.testing.assert_allclose(own_scores[: len(expected)], all_scores[expected], atol=1e-6)
        assert np.isneginf(own_scores[len(expected) :]).all()


def test_batch_equals_single() -> None:
    searched, asked = VectorIndex.build(units(500)), units(40, seed=1)
    scores, rows = searched.search(asked, 5)
    single = [searched.search(query[None], 5) for query in asked]
    assert np.array_equal(rows, np.vstack([own for _, own in single]))
    np.testing.assert_allclose(scores, np.vstack([own for own, _ in single]), atol=1e-6)


def test_equal_vectors_come_by_their_rows() -> None:
    _, rows = VectorIndex.build(np.tile(units(1), (5, 1))).search(units(1), 5)
    assert rows.tolist() == [[0, 1, 2, 3, 4]]


@pytest.mark.parametrize("kind", ["exact", "approximate"])
def test_silence_has_a_row_and_is_never_found(kind: index.vectors.Kind) -> None:
    vectors = clustered(3000)
    vectors[::7] = 0
    searched = VectorIndex.build(vectors, kind)
    assert searched.kind == kind
    # even where silence, at 0, is nearer than all the rest
    _, rows = searched.search(-vectors[1:2], 2999)
    found = rows[rows >= 0]
    assert len(found) and vectors[found].any(axis=1).all()


def test_few_vectors_are_searched_exactly_and_many_by_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.vectors, "APPROXIMATE_FROM", 2000)
    assert VectorIndex.build(clustered(1999)).kind == "exact"
    many = VectorIndex.build(clustered(2000))
    assert many.kind == "approximate" and many.recall_at_10 >= 0.99


@pytest.fixture
def approximate(monkeypatch: pytest.MonkeyPatch) -> VectorIndex:
    monkeypatch.setattr(index.vectors, "APPROXIMATE_FROM", 2000)
    return VectorIndex.build(clustered(20_000), queries=clustered(20, seed=5))


def overlap(found: np.ndarray, wanted: np.ndarray) -> float:
    pairs = zip(found.tolist(), wanted.tolist(), strict=True)
    return float(np.mean([len(set(own) & set(other)) / len(own) for own, other in pairs]))


@pytest.mark.parametrize("k", [1, 10, 300])
@pytest.mark.parametrize("share", [1.0, 0.3])
def test_candidates_hold_what_exact_search_finds(approximate: VectorIndex, k: int, share: float) -> None:
    allowed = np.random.default_rng(3).random(len(approximate)) < share
    asked = clustered(100, seed=7)
    scores, rows = approximate.search(asked, k, allowed)
    exact_scores, exact_rows = VectorIndex.build(approximate.vectors, "exact").search(asked, k, allowed)
    assert overlap(rows, exact_rows) >= 0.97
    assert allowed[rows].all()
    same = rows[:, 0] == exact_rows[:, 0]
    np.testing.assert_allclose(scores[same, 0], exact_scores[same, 0], atol=1e-6)


def test_few_allowed_rows_are_all_found(approximate: VectorIndex) -> None:
    allowed = np.zeros(len(approximate), bool)
    allowed[[3, 777, 19_999]] = True
    _, rows = approximate.search(clustered(3, seed=7), 5, allowed)
    assert np.array_equal(np.sort(rows, axis=1), [[-1, -1, 3, 777, 19_999]] * 3)


def test_what_cannot_be_approximated_is_searched_exactly() -> None:
    # no structure at all: every approximate index fails on it
    assert VectorIndex.build(units(3000, 256), "approximate").kind == "exact"


@pytest.mark.parametrize("kind", ["exact", "approximate"])
def test_save_equals_load_also_when_the_files_are_gone(kind: index.vectors.Kind, tmp_path: Path) -> None:
    searched = VectorIndex.build(clustered(3000), kind)
    searched.save(tmp_path / "saved")
    opened = VectorIndex.open(tmp_path / "saved", "cpu")
    assert (opened.kind, opened.recall_at_10) == (searched.kind, searched.recall_at_10)
    shutil.rmtree(tmp_path / "saved")
    for own, other in zip(
        opened.search(clustered(9, seed=4), 7), searched.search(clustered(9, seed=4), 7), strict=True
    ):
        assert np.array_equal(own, other)


@pytest.mark.parametrize("kind", ["exact", "approximate"])
def test_rows_come_and_go_without_building_again(kind: index.vectors.Kind, tmp_path: Path) -> None:
    searched, new = VectorIndex.build(clustered(3000), kind), clustered(5, seed=8)
    added = searched.add(new)
    assert added.tolist() == [3000, 3001, 3002, 3003, 3004]
    assert searched.search(new, 1)[1][:, 0].tolist() == added.tolist()
    searched.remove(added[:2])
    searched.remove(np.array([17]))
    for index_ in (searched, _saved_and_opened(searched, tmp_path / "a")):
        assert len(index_) == 3005
        assert index_.search(new[2:], 1)[1][:, 0].tolist() == added[2:].tolist()
        assert not set(index_.search(new, 3000)[1].ravel().tolist()) & {17, 3000, 3001}
    again = _saved_and_opened(_saved_and_opened(searched, tmp_path / "b"), tmp_path / "c")
    assert again.add(new[:1]).tolist() == [3005]
    assert again.search(new[:1], 1)[1].tolist() == [[3005]]


def _saved_and_opened(searched: VectorIndex, folder: Path) -> VectorIndex:
    searched.save(folder)
    return VectorIndex.open(folder, "cpu")


def test_the_same_vectors_give_the_same_bytes_whatever_the_threads(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.vectors import VectorIndex; "
        "from tests.index.encoded_toys import clustered; "
        "VectorIndex.build(clustered(5000), 'approximate').save(Path(sys.argv[1]))"
    )
    for threads in ("1", "4"):
        environment = {**os.environ, "OMP_NUM_THREADS": threads}
        subprocess.run([sys.executable, "-c", code, str(tmp_path / threads)], env=environment, check=True)
    assert contents(tmp_path / "1") == contents(tmp_path / "4")
    assert "lists.faiss" in contents(tmp_path / "1")


@pytest.mark.parametrize("block_rows", [1 << 15, 700, 1])
def test_lists_are_the_bytes_that_faiss_would_write(monkeypatch: pytest.MonkeyPatch, block_rows: int) -> None:
    vectors = clustered(2000, dimension=30)
    vectors[[3, 700]] = 0
    lists = faiss.index_factory(30, "Pad32,IVF40,SQ8", faiss.METRIC_L2)
    lists.train(vectors)
    filled = faiss.clone_index(lists)
    filled.add(vectors)
    monkeypatch.setattr(filled_lists, "BLOCK_ROWS", block_rows)
    written = io.BytesIO()
    filled_lists.write_filled(written, lists, vectors)
    assert written.getvalue() == faiss.serialize_index(filled).tobytes()


@pytest.mark.parametrize("queries", [units(2, 9), units(2)[0]])
def test_queries_of_another_space_are_refused(queries: Vectors) -> None:
    with pytest.raises(VectorIndexError, match="another bundle"):
        VectorIndex.build(units(5)).search(queries, 1)


def test_a_choice_of_another_length_is_refused() -> None:
    with pytest.raises(VectorIndexError, match="one for each vector"):
        VectorIndex.build(units(5)).search(units(1), 1, np.ones(4, bool))


@pytest.mark.skipif(cards() > 0, reason="FAISS sees a graphics card")
def test_without_a_card_asking_for_one_says_what_to_install(tmp_path: Path) -> None:
    VectorIndex.build(units(5)).save(tmp_path)
    with pytest.raises(VectorIndexError, match="faiss-gpu"):
        VectorIndex.open(tmp_path, "cuda")


@pytest.mark.skipif(cards() == 0, reason="FAISS sees no graphics card (package faiss-gpu)")
@pytest.mark.parametrize("allowed", [None, 0.5, 0.01])
def test_a_card_answers_as_the_processor_does(tmp_path: Path, allowed: float | None) -> None:
    VectorIndex.build(clustered(50_000)).save(tmp_path)
    choice = None if allowed is None else np.random.default_rng(0).random(50_000) < allowed
    answers = {}
    devices: list[Device] = ["cpu", "cuda"]
    for device in devices:
        answers[device] = VectorIndex.open(tmp_path, device).search(clustered(50, seed=4), 10, choice)
    np.testing.assert_allclose(answers["cpu"][0], answers["cuda"][0], atol=1e-4)
    assert overlap(answers["cuda"][1], answers["cpu"][1]) > 0.99
