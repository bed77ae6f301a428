"""Fixtures every test shares: a home of its own, one thread, fixed seeds."""

from __future__ import annotations

import os

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


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)
