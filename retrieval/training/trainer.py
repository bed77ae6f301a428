"""The training loop, whatever is learned: stages, validation, best weights, checkpoints, logs, processes.

A *scheme* says what a batch is, what its loss is and how good the model has become; the rest is here.
Every epoch starts from random generators seeded by (seed, epoch, rank) alone, so the epoch number *is* the
random state, and a run that was killed goes on from its last epoch exactly as if it had not been.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, distributed, nn

from retrieval.config import Stage, TrainingConfig
from retrieval.progress import bar, left, say
from retrieval.training import checkpoints, optimiser
from retrieval.training.journal import Journal
from retrieval.training.precision import Precision


class Scheme(Protocol):
    """What is learned. `network` is called with a batch's inputs; `loss` judges what it gave."""

    network: nn.Module

    def steps_per_epoch(self) -> int:
        """Batches of one epoch in this process."""

    def batches(self, epoch: int, generator: np.random.Generator) -> Iterator[tuple[Any, Any]]:
        """Inputs for the network, and whatever else the loss needs."""

    def loss(self, outputs: Tensor, rest: Any) -> Tensor:
        """A number to make smaller."""

    def validate(self) -> dict[str, float]:
        """How good the network is now; it is in evaluation mode."""


class TrainingError(Exception):
    """A run that cannot go on, in one sentence."""


@dataclass
class State:
    """Where a run is; all of it is in every checkpoint."""

    epoch: int = 0  # epochs done, over all stages
    stage: int = 0
    stage_epoch: int = 0
    best: float = -math.inf
    best_epoch: int = 0
    since_best: int = 0
    history: list[dict[str, float]] = field(default_factory=list)


class Trainer:
    """Trains a scheme through its stages in `folder`, from wherever an earlier run left off.

    In `folder`: `last` and `best` checkpoints, `metrics.jsonl`, TensorBoard events.
    """

    def __init__(
        self,
        scheme: Scheme,
        stages: tuple[Stage, ...],
        config: TrainingConfig,
        precision: Precision,
        folder: Path,
        seed: int,
    ) -> None:
        self.scheme, self.stages, self.config = scheme, stages, config
        self.precision, self.folder, self.seed = precision, folder, seed
        self.rank, self.world = rank_and_world()
        precision.place(scheme.network)
        self.network: nn.Module = scheme.network
        if self.world > 1:
            self.network = nn.parallel.DistributedDataParallel(scheme.network)
        self.state = State()
        self.steps = 0
        self.average: dict[str, Tensor] = {}
        if config.average_decay > 0:
            self.average = {key: value.clone() for key, value in scheme.network.state_dict().items()}

    def run(self) -> State:
        """Train to the end; the scheme's network then holds the best weights."""
        restored = self._restore()
        journal = Journal(self.folder, self.state.epoch) if self.rank == 0 else None
        total = sum(stage.epochs for stage in self.stages)
        started, begun = time.monotonic(), self.state.epoch
        with bar() as progress:
            task = progress.add_task(
                "training", total=total * self.scheme.steps_per_epoch(), note="", visible=self.rank == 0
            )
            progress.advance(task, self.state.epoch * self.scheme.steps_per_epoch())
            while self.state.stage < len(self.stages):
                stage = self.stages[self.state.stage]
                if self.state.stage_epoch == 0 and stage.from_best and self.state.best > -math.inf:
                    self._load_best()
                moving = optimiser.make(stage, self.network)
                if restored is not None:
                    checkpoints.restore_optimiser(moving, *restored)
                    restored = None
                while self.state.stage_epoch < stage.epochs and not self._exhausted(stage):
                    figures = self._epoch(stage, moving, lambda: progress.advance(task))
                    self._finish_epoch(figures, moving)
                    if journal:
                        journal.write(self.state.epoch, figures)
                    told = " ".join(f"{key} {figures[key]:.4f}" for key in ("loss", self.config.select))
                    progress.update(task, note=f"{told} best {self.state.best:.4f}")
                    if self.rank == 0 and not progress.console.is_terminal:
                        done = self.state.epoch - begun
                        rest = left(time.monotonic() - started, done, total - begun)
                        say(f"epoch {self.state.epoch} of {total}: {told} best {self.state.best:.4f}, {rest}")
                self.state.stage, self.state.stage_epoch, self.state.since_best = self.state.stage + 1, 0, 0
        if journal:
            journal.close()
        self._load_best()
        return self.state

    def _exhausted(self, stage: Stage) -> bool:
        return 0 < stage.patience <= self.state.since_best

    def _epoch(self, stage: Stage, moving: torch.optim.Optimizer, tick: Any) -> dict[str, float]:
        state, steps = self.state, self.scheme.steps_per_epoch()
        torch.manual_seed(hash_seed(self.seed, state.epoch, self.rank))
        generator = np.random.default_rng([self.seed, state.epoch, self.rank])
        self.network.train()
        total, seen = 0.0, 0
        for step, (inputs, rest) in enumerate(self.scheme.batches(state.epoch, generator)):
            progress = (state.stage_epoch + step / steps) / stage.epochs
            optimiser.set_rate(moving, optimiser.rate_at(stage, progress))
            moving.zero_grad(set_to_none=True)
            with self.precision.autocast():
                outputs = self.network(inputs)
            loss = self.scheme.loss(outputs.float(), rest)
            loss.backward()
            optimiser.clip(self.network.parameters(), self.config.gradient_clip)
            moving.step()
            self._follow_average()
            total, seen = total + loss.item() * len(inputs), seen + len(inputs)
            if not math.isfinite(total):
                raise TrainingError(
                    f"the loss is {loss.item()} in epoch {state.epoch + 1}: lower the learning rate"
                    f" (now {stage.learning_rate:g}) with --set, or set training.gradient_clip"
                )
            tick()
        mean = _mean_over_processes(total / max(1, seen), self.world)
        return {"loss": mean, "learning_rate": moving.param_groups[0]["lr"], **self._validated()}

    def _validated(self) -> dict[str, float]:
        """Validation figures, of the averaged weights where there are such; process 0 alone works."""
        if self.rank > 0:
            return {self.config.select: _broadcast(0.0, self.world)}
        network = self.scheme.network
        network.eval()
        kept = self._swap_in_average()
        with torch.inference_mode(), self.precision.autocast():
            figures = self.scheme.validate()
        choices = [name for name in figures if not name.endswith("loss")]  # of a loss, less is better
        if self.config.select not in choices:
            raise TrainingError(
                f"training.select is '{self.config.select}': choose from {', '.join(choices)}"
            )
        if math.isnan(figures[self.config.select]):
            raise TrainingError(
                f"{self.config.select} cannot be told: no tag is true of one validation track and false of "
                "another; put more tracks into split 'valid'"
            )
        if kept:
            network.load_state_dict(kept)
        return {**figures, self.config.select: _broadcast(figures[self.config.select], self.world)}

    def _follow_average(self) -> None:
        if not self.average:
            return
        # early on, an average over few steps must forget the random start faster
        decay = min(self.config.average_decay, (1 + self.steps) / (10 + self.steps))
        self.steps += 1
        with torch.no_grad():
            for key, value in self.scheme.network.state_dict().items():
                if value.is_floating_point():
                    self.average[key].lerp_(value, 1 - decay)
                else:
                    self.average[key].copy_(value)

    def _swap_in_average(self) -> dict[str, Tensor]:
        if not self.average:
            return {}
        kept = {key: value.clone() for key, value in self.scheme.network.state_dict().items()}
        self.scheme.network.load_state_dict(self.average)
        return kept

    def _finish_epoch(self, figures: dict[str, float], moving: torch.optim.Optimizer) -> None:
        state = self.state
        state.epoch, state.stage_epoch = state.epoch + 1, state.stage_epoch + 1
        state.history.append(figures)
        better = figures[self.config.select] > state.best
        state.since_best = 0 if better else state.since_best + 1
        if better:
            state.best, state.best_epoch = figures[self.config.select], state.epoch
        if self.rank > 0:
            return
        weights = self.scheme.network.state_dict()
        if better:
            checkpoints.save(self.folder, "best", self.average or weights, {"epoch": state.epoch})
        tensors, facts = checkpoints.optimiser_parts(moving)
        everything = {f"network.{key}": value for key, value in weights.items()}
        everything |= {f"average.{key}": value for key, value in self.average.items()}
        everything |= {f"optimiser.{key}": value for key, value in tensors.items()}
        about = {**vars(state), "best": state.best if math.isfinite(state.best) else None}
        checkpoints.save(
            self.folder, "last", everything, {"state": about, "optimiser": facts, "steps": self.steps}
        )

    def _restore(self) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
        found = checkpoints.load(self.folder, "last")
        if found is None:
            return None
        tensors, facts = found
        about = facts["state"]
        self.state = State(**{**about, "best": -math.inf if about["best"] is None else about["best"]})
        self.steps = facts["steps"]
        self.scheme.network.load_state_dict(_under("network.", tensors))
        if self.average:
            self.average = _under("average.", tensors)
        return _under("optimiser.", tensors), facts["optimiser"]

    def _load_best(self) -> None:
        if self.world > 1:
            distributed.barrier()
        found = checkpoints.load(self.folder, "best")
        if found is None:
            raise TrainingError(f"{self.folder} holds no best weights: every epoch failed to validate")
        self.scheme.network.load_state_dict(found[0])


def rank_and_world() -> tuple[int, int]:
    """Which of how many training processes this is; (0, 1) outside torchrun."""
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return 0, 1


def join_processes() -> None:
    """Join the group that torchrun started, if it did: NCCL with GPUs, else gloo."""
    if "RANK" not in os.environ or "WORLD_SIZE" not in os.environ or distributed.is_initialized():
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
    # the first process may take long to decode a large collection while the others wait
    distributed.init_process_group(backend, timeout=timedelta(hours=6))


@contextmanager
def first_process_first() -> Iterator[None]:
    """What the first process makes on disk, the others then find there."""
    rank, world = rank_and_world()
    if rank > 0:
        distributed.barrier()
    yield
    if rank == 0 and world > 1:
        distributed.barrier()


def hash_seed(*numbers: int) -> int:
    """One 63-bit seed from several numbers."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)


def _mean_over_processes(value: float, world: int) -> float:
    if world == 1:
        return value
    held = torch.tensor([value], dtype=torch.float64)
    distributed.all_reduce(held)
    return float(held) / world


def _broadcast(value: float, world: int) -> float:
    if world == 1:
        return value
    held = torch.tensor([value], dtype=torch.float64)
    distributed.broadcast(held, 0)
    return float(held)


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}
