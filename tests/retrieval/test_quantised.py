"""Networks in eight bits: integers where they are worth it, and answers that stay what they were."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from retrieval.compiled import CompiledNetwork, Graph, openvino
from retrieval.quantised import QuantisationError, quantised


def stack(rng: np.random.Generator, signed: bool, weight: float = 0.3) -> Graph:
    """Three convolutions in a row, with or without rectifiers between them."""
    make = openvino().opset13
    given = make.parameter([1, 1, 16, 16], np.float32)
    sides = [1, 1], [1, 1], [1, 1], [1, 1]
    value: Any = given
    for before, after in ((1, 16), (16, 16), (16, 16)):
        kernel = rng.normal(0, weight, (after, before, 3, 3)).astype(np.float32)
        value = make.convolution(value, make.constant(kernel), *sides)
        value = value if signed else make.relu(value)
    return Graph.of(openvino().Model([value], [given]))


def rounding(graph: Graph) -> list[Any]:
    nodes = graph.model().get_ordered_ops()
    return [node for node in nodes if node.get_type_name() == "FakeQuantize"]


@pytest.fixture
def frames(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0, 1, (8, 1, 16, 16)).astype(np.float32)


@pytest.mark.parametrize("signed", [False, True])
def test_answers_stay_and_the_first_convolution_hears_all(
    rng: np.random.Generator, frames: np.ndarray, signed: bool
) -> None:
    exact = stack(rng, signed)
    found = quantised(exact, frames)
    assert len(rounding(found)) == 4  # inputs and kernels of the second and the third
    fresh = rng.normal(0, 1, (1, 1, 16, 16)).astype(np.float32)
    (wanted,) = CompiledNetwork(exact.model(), "fp32")(fresh)
    (answer,) = CompiledNetwork(found.model(), "int8")(fresh)
    error = np.linalg.norm(answer - wanted) / np.linalg.norm(wanted)
    assert 0 < error < 0.03


def test_the_same_music_gives_the_same_graph(rng: np.random.Generator, frames: np.ndarray) -> None:
    exact = stack(rng, signed=False)
    assert quantised(exact, frames).weights == quantised(exact, frames).weights


def test_music_unlike_that_of_the_ranges_is_noticed(rng: np.random.Generator, frames: np.ndarray) -> None:
    frames[1::2] *= 10  # the odd ones judge
    with pytest.raises(QuantisationError, match="eight bits change its answers by"):
        quantised(stack(rng, signed=False), frames)


def test_a_network_without_convolutions_is_left_as_it_is(frames: np.ndarray) -> None:
    make = openvino().opset13
    given = make.parameter([1, 1, 16, 16], np.float32)
    plain = Graph.of(openvino().Model([make.multiply(given, np.float32(2))], [given]))
    assert quantised(plain, frames) is plain
