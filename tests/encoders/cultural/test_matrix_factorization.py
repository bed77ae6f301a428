"""Matrix factorisation: items that the same people play lie together, and the folder gives them back."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from encoders.base import CONFIG_FILE, WEIGHTS_FILE, EncoderError
from encoders.cultural.matrix_factorization import (
    ITEMS_FILE,
    MatrixFactorization,
    MatrixFactorizationConfig,
    scaled,
)
from encoders.registry import load_cultural

ROOT = Path(__file__).resolve().parents[3]
SMALL = MatrixFactorizationConfig(dimension=2, regularization=0.1)


def two_camps(rng: np.random.Generator) -> list[tuple[str, str, float]]:
    """Forty users, each of whom plays the even items or the odd ones of twenty; one plays item 0 alone."""
    listens = [
        (f"user {user}", f"item {item}", float(rng.integers(1, 50)))
        for user in range(40)
        for item in range(user % 2, 20, 2)
        if rng.random() < 0.7
    ]
    return [*listens, ("hermit", "only heard once", 1.0), ("hermit", "item 0", 3.0)]


@pytest.fixture
def encoder(rng: np.random.Generator) -> MatrixFactorization:
    return MatrixFactorization.fit(two_camps(rng), SMALL)


def test_items_of_the_same_listeners_are_alike(encoder: MatrixFactorization) -> None:
    vectors = encoder.encode([f"item {item}" for item in range(20)])
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    same = np.arange(20)[:, None] % 2 == np.arange(20) % 2
    assert cosine[same].min() > cosine[~same].max()


def test_what_nobody_heard_is_cold_and_zero(encoder: MatrixFactorization) -> None:
    asked = ["item 3", "never heard", "item 4"]
    assert encoder.warm(asked).tolist() == [True, False, True]
    vectors = encoder.encode(asked)
    assert vectors.shape == (3, 2) and vectors.dtype == np.float32
    assert not vectors[1].any() and vectors[0].any() and vectors[2].any()
    assert encoder.encode([]).shape == (0, 2)


def test_a_count_of_zero_is_no_listen() -> None:
    encoder = MatrixFactorization.fit([("u", "a", 2), ("v", "a", 1), ("v", "b", 0)], SMALL)
    assert encoder.warm(["a", "b"]).tolist() == [True, False]


def test_little_heard_items_have_short_vectors(encoder: MatrixFactorization) -> None:
    lengths = np.linalg.norm(encoder.encode(encoder.items), axis=1)
    assert lengths.max() < 1
    assert encoder.items[int(lengths.argmin())] == "only heard once"


def test_order_and_threads_change_no_byte(rng: np.random.Generator, tmp_path: Path) -> None:
    listens = two_camps(rng)
    shuffled = random.Random(1).sample(listens, len(listens))
    MatrixFactorization.fit(listens, SMALL).save(tmp_path / "a")
    MatrixFactorization.fit(shuffled, SMALL, threads=3).save(tmp_path / "b")
    for file in (CONFIG_FILE, WEIGHTS_FILE, ITEMS_FILE):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_folder_gives_the_encoder_back(encoder: MatrixFactorization, tmp_path: Path) -> None:
    encoder.save(tmp_path)
    again = load_cultural(tmp_path)
    assert again.name == "matrix_factorization" and again.config == encoder.config
    asked = [*encoder.items, "never heard"]
    assert np.array_equal(again.encode(asked), encoder.encode(asked))
    assert np.array_equal(again.warm(asked), encoder.warm(asked))


def test_other_names_than_those_saved_are_refused(encoder: MatrixFactorization, tmp_path: Path) -> None:
    encoder.save(tmp_path)
    names = json.loads((tmp_path / ITEMS_FILE).read_text())
    (tmp_path / ITEMS_FILE).write_text(json.dumps(names[::-1]))
    with pytest.raises(EncoderError, match=r"items\.json is damaged"):
        load_cultural(tmp_path)
    (tmp_path / ITEMS_FILE).unlink()
    with pytest.raises(EncoderError, match="names of the items cannot be read"):
        load_cultural(tmp_path)


def test_progress_is_told(rng: np.random.Generator) -> None:
    told: list[int] = []
    MatrixFactorization.fit(two_camps(rng), SMALL, on_iteration=told.append)
    assert told == list(range(1, SMALL.iterations + 1))


def test_the_solver_never_meets_a_blas_with_threads() -> None:
    code = """
from encoders.cultural.matrix_factorization import MatrixFactorization
MatrixFactorization.fit([(str(n % 7), str(n % 5), 1.0) for n in range(35)], threads=2)
"""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2", "MKL_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    # implicit and OpenBLAS both complain where the two kinds of threads meet
    assert (done.returncode, done.stderr) == (0, "")


def test_bm25_finds_the_camps_too(rng: np.random.Generator) -> None:
    config = MatrixFactorizationConfig(dimension=2, regularization=0.1, weighting="bm25", scaling="unit")
    unit = MatrixFactorization.fit(two_camps(rng), config).encode(["item 0", "item 2", "item 1"])
    assert np.linalg.norm(unit, axis=1) == pytest.approx(1)
    assert unit[0] @ unit[1] > unit[0] @ unit[2] + 0.5


def test_no_scaling_changes_nothing(rng: np.random.Generator) -> None:
    vectors = rng.normal(size=(4, 3)).astype(np.float32)
    assert np.array_equal(scaled(vectors, "none"), vectors)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"weighting": "tfidf"}, "no weighting 'tfidf': choose from log, bm25"),
        ({"scaling": "big"}, "no scaling 'big': choose from saturating, unit, none"),
        ({"dimension": 0}, "dimension 0"),
    ],
)
def test_options_that_do_not_exist_are_named(options: dict[str, object], told: str) -> None:
    with pytest.raises(EncoderError, match=told):
        MatrixFactorization(MatrixFactorizationConfig(**options))  # type: ignore[arg-type]


def test_silence_is_refused() -> None:
    with pytest.raises(EncoderError, match="nobody listened to anything"):
        MatrixFactorization.fit([("u", "a", 0.0)], SMALL)
