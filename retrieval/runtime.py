"""The same encoder, faster: what may be rearranged once training is over, and what runs it.

Chunks of 3.7 s (the first) and 4.1 s (the second) a second, one thread of a CPU with AVX-512 and its bfloat16
instructions but without AMX; log-mels, of which one thread makes 2,000, not counted:

| | as trained | folded, channels last | and bfloat16 | OpenVINO fp32 | OpenVINO bf16 | int8 |
|---|---|---|---|---|---|---|
| short_chunk_resnet, width 128, 12.1 M | 12 | 17 | 36 | 20 | 40 | 71 |
| short_chunk_cnn, width 48, quick mels | 68 | 145 | 252 | 327 | 603 | 860 |

Such a CPU is then at the peak of what it can multiply: the 12.1 M network takes 2.7 billion multiplications a
chunk. Eight bits (`quantised.py`) lose nothing significant. On 200 test tracks of the corpus, by which
their headroom was chosen, mean average precision of 155 tags is .5011 in float32, .5012 in bfloat16, .5011 in
eight bits (p = .8); on 150 fresh tracks .540, .541, .541 (p = .3). 6 % of the lists of the ten best tracks
hold another track than in float32; in bfloat16, 3 and 5 %. They are taken where they are asked for.

One chunk at a time: more at once are at most 4 % quicker, and a chunk's vector would depend on its company.
"""

from __future__ import annotations

import copy
import os
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from encoders.base import AudioEncoder
from encoders.waveform import read_chunks
from retrieval import compiled
from retrieval.bundle import BundleError
from retrieval.compiled import CompiledNetwork, Graph, Precision
from retrieval.quantised import quantised

Runtime = Literal["openvino int8", "openvino bf16", "openvino fp32", "torch bf16", "torch fp32"]
"""What runs a network, and how precisely; an index remembers it."""
VARIABLE = "LEITMOTIF_RUNTIME"
Network = Callable[[Tensor], tuple[NDArray[np.float32], NDArray[np.float32]]]
"""Front-end output `[B, ...]` to the vectors before the output layer, `[B, A]`, and its logits, `[B, T]`."""

_PRECISIONS: dict[Runtime, Precision] = {
    "openvino int8": "int8",
    "openvino bf16": "bf16",
    "openvino fp32": "fp32",
}
_CONVOLUTIONS = (nn.Conv1d, nn.Conv2d)
_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)
_LARGEST_ERROR: dict[Precision, float] = {"fp32": 1e-3, "bf16": 5e-2, "int8": 5e-2}
"""Of a compiled network, as a share of the length of its answers."""
_MUSIC = Path(__file__).parent / "data" / "starter" / "demo"
_EVERY = 4  # of its tracks are enough to take ranges from


class RuntimeChoiceError(BundleError):
    """A runtime that does not exist, or cannot run here; the message says what to choose instead."""


def wished() -> Runtime | None:
    """The runtime that `$LEITMOTIF_RUNTIME` asks for, if any."""
    wish = os.environ.get(VARIABLE, "").strip().lower()
    for runtime in get_args(Runtime):
        if runtime == wish:
            return runtime
    if wish:
        raise RuntimeChoiceError(
            f"{VARIABLE} is '{wish}': choose from {', '.join(get_args(Runtime))}, or unset it for the fastest"
        )
    return None


def fastest(encoder: AudioEncoder) -> Runtime:
    """The fastest that this machine has for an encoder, on the device where it is."""
    if next(encoder.parameters()).device.type != "cpu":
        return "torch fp32"
    if compiled.available():
        return "openvino bf16" if has_fast_bfloat16() else "openvino fp32"
    return "torch bf16" if has_fast_bfloat16() else "torch fp32"


def served(
    encoder: AudioEncoder, fingerprint: str, wish: Runtime | None = None
) -> tuple[AudioEncoder, Network, Runtime]:
    """An encoder for serving, what runs it after its front end, and on what; `fingerprint` names its weights.

    Without a wish, here or in the environment, it is the fastest, or torch for an architecture that OpenVINO
    cannot run; with one, that is a `RuntimeChoiceError`.
    """
    wish = wish or wished()
    runtime = wish or fastest(encoder)
    if runtime.startswith("openvino"):
        precision = _PRECISIONS[runtime]
        try:
            return encoder, _compiled(encoder, precision, fingerprint), runtime
        except RuntimeChoiceError:
            if wish:
                raise
            runtime = "torch bf16" if precision == "bf16" else "torch fp32"
    quick = quickened(encoder)
    return quick, eager(quick, bfloat16=runtime == "torch bf16"), runtime


def eager(encoder: AudioEncoder, bfloat16: bool = False) -> Network:
    """The encoder as torch runs it, on whichever device it is."""

    @torch.inference_mode()
    def run(frames: Tensor) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        with torch.autocast(frames.device.type, torch.bfloat16, enabled=bfloat16):
            vectors = encoder.penultimate(frames)
            logits = encoder.output(vectors)
        return vectors.float().cpu().numpy(), logits.float().cpu().numpy()

    return run


def quickened(encoder: AudioEncoder) -> AudioEncoder:
    """A copy of a trained encoder that gives the same vectors sooner. It can neither be trained nor saved.

    Batch norms are folded into the convolutions defined just before them, which is where nearly all networks
    apply them; the copy is asked whether that was so, and a network that works otherwise keeps its norms.
    """
    plain = copy.deepcopy(encoder).eval()
    folded = copy.deepcopy(plain)
    for module in list(folded.modules()):
        for (first, convolution), (second, norm) in pairwise(list(module.named_children())):
            if isinstance(convolution, _CONVOLUTIONS) and isinstance(norm, _NORMS):
                setattr(module, first, fuse_conv_bn_eval(convolution, norm))
                setattr(module, second, nn.Identity())
    chosen = folded if _agree(plain, folded) else plain
    return chosen.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs lack it


def has_fast_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware; without it, bfloat16 is slower than float32."""
    able: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()  # older torch cannot tell
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


class _Outputs(nn.Module):
    """What a graph is made of: an encoder without its front end, and both things that are asked of it."""

    def __init__(self, encoder: AudioEncoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        vectors = self.encoder.penultimate(frames)
        return vectors, self.encoder.output(vectors)


def _compiled(encoder: AudioEncoder, precision: Precision, fingerprint: str) -> Network:
    """The encoder run by OpenVINO, after seeing that it answers as torch does."""
    if not compiled.available():
        raise RuntimeChoiceError(
            f"OpenVINO is not installed: pip install openvino, or set {VARIABLE} to 'torch fp32'"
        )
    frames = encoder.frontend(_noise(encoder))
    try:
        graph = exact = compiled.kept(fingerprint, lambda: _graph(encoder, frames))
        if precision == "int8":
            graph = compiled.kept([fingerprint, precision], lambda: quantised(exact, _music(encoder)))
        run = CompiledNetwork(graph.model(), precision)
        found = run(frames.numpy())
    except Exception as error:  # whatever OpenVINO's converter stumbles over, torch can still run
        raise RuntimeChoiceError(
            f"OpenVINO cannot run {encoder.name} ({str(error).strip().partition(chr(10))[0]}): "
            f"set {VARIABLE} to 'torch fp32'"
        ) from None
    for ours, expected in zip(found, eager(encoder)(frames), strict=True):
        if not np.linalg.norm(ours - expected) <= _LARGEST_ERROR[precision] * np.linalg.norm(expected):
            raise RuntimeChoiceError(
                f"OpenVINO runs {encoder.name} wrongly here: set {VARIABLE} to 'torch fp32'"
            )

    def each(frames: Tensor) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        vectors = np.empty((len(frames), encoder.penultimate_dimension), np.float32)
        logits = np.empty((len(frames), encoder.dimension), np.float32)
        for place, chunk in enumerate(frames.numpy()):
            vectors[place], logits[place] = run(chunk[None])
        return vectors, logits

    return each


def _graph(encoder: AudioEncoder, frames: Tensor) -> Graph:
    """The encoder's graph for one chunk at a time, `frames` being one."""
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # OpenVINO calls torch.jit.trace, which torch wants to see replaced
        model = compiled.openvino().convert_model(_Outputs(encoder).eval(), example_input=frames)
    model.reshape(list(frames.shape))
    return Graph.of(model)


def _music(encoder: AudioEncoder) -> NDArray[np.float32]:
    """What the encoder's network hears of the demo library, two chunks a track."""
    rate, samples = encoder.frontend.config.sample_rate, encoder.chunk_samples
    paths = sorted(_MUSIC.glob("*.opus"))[::_EVERY]
    if not paths:
        raise FileNotFoundError("the demo library, whose music tells its ranges, is not installed")
    chunks = np.concatenate([read_chunks(path, rate, samples, 2).samples for path in paths])
    with torch.inference_mode():
        frames: NDArray[np.float32] = encoder.frontend(torch.from_numpy(chunks)).numpy()
    return frames


def _agree(one: AudioEncoder, other: AudioEncoder) -> bool:
    noise = _noise(one)
    with torch.inference_mode():
        return bool(torch.allclose(one(noise), other(noise), rtol=1e-3, atol=1e-3))


def _noise(encoder: AudioEncoder) -> Tensor:
    device = next(encoder.parameters()).device
    noise = torch.randn(1, encoder.chunk_samples, generator=torch.Generator().manual_seed(0))
    return 0.1 * noise.to(device)
