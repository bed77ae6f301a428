"""A network whose convolutions multiply integers of eight bits, nearly twice as fast as bfloat16.

What enters a convolution is rounded to 256 steps, over a little more than what was seen while the network
heard music; each channel of a kernel to 255 steps. The first convolutions keep their input as it is: decibels
have more to tell than 256 steps hold.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.compiled import CompiledNetwork, Graph, openvino

HEADROOM = 1.3
"""Ranges reach so much further than what was seen: without it, other music lost some average precision."""
LARGEST_ERROR = 0.05
"""Of the answers, as a share of their length, on music that the ranges were not taken from."""


class QuantisationError(Exception):
    """A network that cannot do with eight bits; the message says how far off it is."""


def quantised(graph: Graph, frames: NDArray[np.float32]) -> Graph:
    """The graph with rounding before its convolutions, which makes a CPU multiply integers; it answers the
    same on every run, and within `LARGEST_ERROR` of the exact one, or `QuantisationError` is raised.

    `frames` `[N, ...]` are what it shall hear, such as log-mels of music: the even ones to take ranges from,
    the odd ones to see that its answers stay what they were.
    """
    model = graph.model()
    convolutions = _inner_convolutions(model)
    if not convolutions:
        return graph
    sources = dict.fromkeys(convolution.input_value(0) for convolution in convolutions)
    ranges = _ranges(graph, frames[::2])
    rounded = {
        source: _rounded(source, low, high, 256) for source, (low, high) in zip(sources, ranges, strict=True)
    }
    for convolution in convolutions:
        kernel = convolution.input_value(1)
        reach = _reach(kernel.get_node())
        convolution.input(0).replace_source_output(rounded[convolution.input_value(0)])
        convolution.input(1).replace_source_output(_rounded(kernel, -reach, reach, 255))
    model.validate_nodes_and_infer_types()
    found = Graph.of(model)
    _judge(graph, found, frames[1::2])
    return found


def _inner_convolutions(model: Any) -> list[Any]:
    """Those that do not hear the input itself, but what other convolutions made of it."""
    found, behind = [], set()
    for node in model.get_ordered_ops():
        before = [value.get_node() for value in node.input_values()]
        if any(one.get_type_name() == "Convolution" or one.get_friendly_name() in behind for one in before):
            behind.add(node.get_friendly_name())
            if node.get_type_name() == "Convolution":
                found.append(node)
    return found


def _ranges(graph: Graph, frames: NDArray[np.float32]) -> list[tuple[np.float32, np.float32]]:
    """The extremes of what enters the inner convolutions."""
    model = graph.model()
    answers = len(model.outputs)
    model.add_outputs(list(dict.fromkeys(node.input_value(0) for node in _inner_convolutions(model))))
    network = CompiledNetwork(model, "fp32")
    heard = [[(part.min(), part.max()) for part in network(frame[None])[answers:]] for frame in frames]
    lows, highs = HEADROOM * np.array(heard).min(axis=0)[:, 0], HEADROOM * np.array(heard).max(axis=0)[:, 1]
    # integers without a sign begin at zero; those with one reach one step further down than up
    reach = np.maximum(-lows, highs)
    signed = lows < 0
    lowest, highest = np.where(signed, -reach, 0), np.where(signed, reach * np.float32(127 / 128), highs)
    return list(zip(lowest, highest, strict=True))


def _reach(kernel: Any) -> NDArray[np.float32]:
    """The largest weight of each output channel."""
    weights = np.abs(kernel.data)
    return weights.max(axis=tuple(range(1, weights.ndim)), keepdims=True)


def _rounded(value: Any, low: Any, high: Any, steps: int) -> Any:
    make = openvino().opset13
    bounds = [make.constant(np.asarray(bound, np.float32)) for bound in (low, high)]
    return make.fake_quantize(value, *bounds, *bounds, steps).output(0)


def _judge(exact: Graph, rounded: Graph, frames: NDArray[np.float32]) -> None:
    networks = [CompiledNetwork(graph.model(), "int8") for graph in (exact, rounded)]
    heard = [[[part.copy() for part in network(frame[None])] for frame in frames] for network in networks]
    for wanted, found in zip(*(zip(*answers, strict=True) for answers in heard), strict=True):
        error = np.linalg.norm(np.stack(found) - np.stack(wanted)) / np.linalg.norm(np.stack(wanted))
        if not error <= LARGEST_ERROR:
            raise QuantisationError(f"eight bits change its answers by {error:.1%}")
