"""Number format and memory layout of the training step: the fastest that this machine measures.

bf16 is two to four times faster on a GPU and on processors with bf16 matrix instructions, and slower than
fp32 on others; channels-last likewise depends. Nothing but a clock tells, so a few real steps are timed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
from torch import nn

from retrieval.config import PrecisionName

CHOICES: tuple[PrecisionName, ...] = ("fp32", "fp32_channels_last", "bf16", "bf16_channels_last")


@dataclass(frozen=True)
class Precision:
    """One of `CHOICES` on one device."""

    name: PrecisionName
    device: torch.device

    def autocast(self) -> AbstractContextManager[object]:
        """The context in which the forward pass runs."""
        if self.name.startswith("bf16"):
            return torch.autocast(self.device.type, torch.bfloat16)
        return nullcontext()

    def place(self, model: nn.Module) -> None:
        """Bring the model's kernels into this memory layout, and allow TF32 where there is such a thing."""
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True
        layout = torch.channels_last if self.name.endswith("channels_last") else torch.contiguous_format
        model.to(self.device)
        model.to(memory_format=layout)  # type: ignore[call-overload]  # torch's own hints lack it


def choose(
    wanted: PrecisionName, model: nn.Module, device: torch.device, step: Callable[[Precision], object]
) -> Precision:
    """The wanted precision, or for `auto` the one in which `step` runs fastest."""
    if wanted != "auto":
        return Precision(wanted, device)
    seconds: dict[PrecisionName, float] = {}
    for name in CHOICES:
        candidate = Precision(name, device)
        candidate.place(model)
        step(candidate)  # the first step allocates and lets kernels settle
        started = time.perf_counter()
        step(candidate)
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        seconds[name] = time.perf_counter() - started
    return Precision(min(seconds, key=seconds.__getitem__), device)
