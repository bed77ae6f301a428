"""Networks compiled for this very CPU by OpenVINO: the graph of a network in, its answers as arrays out.

Nothing here needs torch. Graphs are kept as one file of safetensors beside other caches, since taking one
from torch costs more than a second; its SHA-256 is checked before it is used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from index import home
from retrieval.atomic import staged

Precision = Literal["fp32", "bf16", "int8"]
_HINTS: dict[Precision, str] = {"fp32": "f32", "bf16": "bf16", "int8": "f32"}
"""Of what a graph leaves open; which parts of it are integers, it says itself (`quantised.py`)."""


def available() -> bool:
    """Whether OpenVINO is installed."""
    return importlib.util.find_spec("openvino") is not None


def openvino() -> Any:
    """The module, which is kept from telling its makers that it was imported."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None: cannot be imported
    import openvino

    return openvino


@dataclass(frozen=True)
class Graph:
    """A network without its framework: OpenVINO's description of it (XML) and its weights."""

    description: bytes
    weights: bytes

    @classmethod
    def of(cls, model: Any) -> Graph:
        """The graph of an `openvino.Model`, with weights as they are."""
        with tempfile.TemporaryDirectory(prefix="leitmotif-") as folder:
            path = Path(folder) / "graph.xml"
            openvino().save_model(model, path, compress_to_fp16=False)
            return cls(path.read_bytes(), path.with_suffix(".bin").read_bytes())

    def model(self) -> Any:
        """An `openvino.Model` again."""
        return openvino().Core().read_model(self.description, self.weights)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.description + self.weights).hexdigest()


class CompiledNetwork:
    """An `openvino.Model` at work, each call on one thread; threads may share it."""

    def __init__(self, model: Any, precision: Precision) -> None:
        options = {
            "INFERENCE_PRECISION_HINT": _HINTS[precision],
            "INFERENCE_NUM_THREADS": 1,
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,  # or the processes would all be pinned to the same core
            "CPU_DENORMALS_OPTIMIZATION": True,
        }
        self._compiled = openvino().Core().compile_model(model, "CPU", options)
        self._here = threading.local()

    def __call__(self, *inputs: NDArray[Any]) -> tuple[NDArray[np.float32], ...]:
        """The outputs; their memory is written again by this thread's next call."""
        found = self._request.infer(dict(enumerate(inputs)), share_inputs=True, share_outputs=True)
        return tuple(found.values())

    @property
    def _request(self) -> Any:
        """This thread's own: one request mixes up what several threads ask at once, without an error."""
        if not hasattr(self._here, "request"):
            self._here.request = self._compiled.create_infer_request()
        return self._here.request


def kept(belongs_to: object, make: Callable[[], Graph]) -> Graph:
    """The graph that `make` gives, or what it gave before for the same `belongs_to` (any JSON).

    A cache that cannot be read or written only costs time.
    """
    key = hashlib.sha256(json.dumps([openvino().__version__, belongs_to]).encode()).hexdigest()
    try:
        path = home.room("cache") / "compiled" / f"{key}.safetensors"
    except home.HomeError:
        return make()
    try:
        parts = load(path.read_bytes())
        graph = Graph(parts["description"].tobytes(), parts["weights"].tobytes())
        if graph.sha256 == parts["sha256"].tobytes().decode():
            return graph
    except (OSError, SafetensorError, KeyError, ValueError):
        pass
    graph = make()
    parts = {
        name: np.frombuffer(data, np.uint8)
        for name, data in (
            ("description", graph.description),
            ("weights", graph.weights),
            ("sha256", graph.sha256.encode()),
        )
    }
    try:
        with staged(path) as unfinished:
            unfinished.write_bytes(save(parts))
    except OSError:
        pass
    return graph
