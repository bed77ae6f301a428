"""Checkpoints without pickle: tensors in one safetensors file, everything else in the JSON beside it.

The tensors are written first, under a name of their own; then one rename puts the JSON that names them in
place. A kill at any moment leaves the old checkpoint or the new one, whole.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from encoders.base import sha256_of


class CheckpointError(Exception):
    """A checkpoint that cannot be used."""


def save(folder: Path, name: str, tensors: dict[str, Tensor], facts: dict[str, Any]) -> None:
    """Replace checkpoint `name`; `facts` must be JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    staged = folder / f".{name}.{os.getpid()}.tmp"
    save_file({key: value.detach().cpu().contiguous().clone() for key, value in tensors.items()}, staged)
    digest = sha256_of(staged)
    weights = folder / f"{name}-{digest[:12]}.safetensors"
    staged.replace(weights)
    staged.write_text(json.dumps({"file": weights.name, "sha256": digest, **facts}), encoding="utf-8")
    staged.replace(folder / f"{name}.json")
    for stale in folder.glob(f"{name}-*.safetensors"):
        if stale != weights:
            stale.unlink()


def exists(folder: Path, name: str) -> bool:
    """Whether there is a checkpoint `name`, sound or not."""
    return (folder / f"{name}.json").exists()


def load(folder: Path, name: str) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    """Tensors and facts of checkpoint `name`; None when there is none."""
    described = folder / f"{name}.json"
    if not described.exists():
        return None
    facts = json.loads(described.read_text(encoding="utf-8"))
    weights = folder / facts.pop("file")
    if not weights.exists() or sha256_of(weights) != facts.pop("sha256"):
        raise CheckpointError(f"{weights} is missing or damaged: delete {folder} to train from the start")
    return load_file(weights), facts


def optimiser_parts(optimiser: torch.optim.Optimizer) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """An optimiser's state as tensors, named `parameter.field`, and JSON facts."""
    state = optimiser.state_dict()
    tensors: dict[str, Tensor] = {}
    facts: dict[str, Any] = {}
    for parameter, fields in state["state"].items():
        for field, value in fields.items():
            if isinstance(value, Tensor):
                tensors[f"{parameter}.{field}"] = value
            else:
                facts[f"{parameter}.{field}"] = value
    return tensors, {"state": facts, "groups": state["param_groups"]}


def restore_optimiser(
    optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor], facts: dict[str, Any]
) -> None:
    """Put back what `optimiser_parts` took."""
    state: dict[int, dict[str, Any]] = {}
    for name, value in [*tensors.items(), *facts["state"].items()]:
        parameter, _, field = name.partition(".")
        state.setdefault(int(parameter), {})[field] = value
    optimiser.load_state_dict({"state": state, "param_groups": facts["groups"]})
