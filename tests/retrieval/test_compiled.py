"""Compiled networks: exact, kept without harm, and silent to the outside."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import home
from retrieval import compiled
from retrieval.compiled import CompiledNetwork, Graph


def doubling(factor: float = 2.0) -> Graph:
    openvino = compiled.openvino()
    given = openvino.opset13.parameter([1, 3], np.float32)
    return Graph.of(openvino.Model([openvino.opset13.multiply(given, np.float32(factor))], [given]))


def test_a_graph_computes() -> None:
    row = np.array([[1, 2, 3]], np.float32)
    (found,) = CompiledNetwork(doubling().model(), "fp32")(row)
    np.testing.assert_array_equal(found, 2 * row)


def test_threads_share_a_network_and_get_their_own_answers() -> None:
    network = CompiledNetwork(doubling().model(), "fp32")
    together = threading.Barrier(2)

    def ask(number: int) -> float:
        (found,) = network(np.full((1, 3), number, np.float32))
        together.wait()  # both have been answered, and neither has looked
        return float(found[0, 0])

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(ask, (1, 2))) == [2.0, 4.0]


def test_a_kept_graph_is_made_once() -> None:
    made = []

    def make() -> Graph:
        made.append(1)
        return doubling()

    first, second, other = (compiled.kept(name, make) for name in ("a", "a", "b"))
    assert first == second and first.weights == other.weights
    assert len(made) == 2


@pytest.mark.parametrize("place", [100, -1])
def test_a_damaged_graph_is_made_again(place: int) -> None:
    good = compiled.kept("a", doubling)
    (path,) = (home.room("cache") / "compiled").iterdir()
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    mended = compiled.kept("a", doubling)
    assert mended.weights == good.weights
    assert compiled.kept("a", lambda: pytest.fail("it was mended")) == mended


def test_a_cache_that_cannot_be_written_costs_time_alone(leitmotif_home: Path) -> None:
    (leitmotif_home / "cache").write_text("in the way")
    assert compiled.kept("a", doubling).weights == doubling().weights


def test_nothing_is_told_to_anyone(tmp_path: Path) -> None:
    code = "import sys; from retrieval import compiled; compiled.openvino().Core(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "HOME": str(tmp_path), "CI": "", "TF_BUILD": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = done.stdout.split()
    assert "openvino" in modules and "torch" not in modules
    assert "openvino_telemetry.main" not in modules
    assert not list(tmp_path.rglob("*"))
