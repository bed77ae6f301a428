"""Fixtures every test shares: a home of its own, one thread, fixed seeds."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def leitmotif_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """State goes to a folder of this test alone, never to the person's own."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("LEITMOTIF_HOME", str(folder))
    yield folder


@pytest.fixture(autouse=True)
def exact_small_numbers() -> None:
    """Taggers round subnormal numbers to zero, for speed, in all of the process: not in the next test too."""
    if "torch" in sys.modules:
        sys.modules["torch"].set_flush_denormal(False)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)
