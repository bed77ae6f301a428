"""The learning rate must rise and fall as the stage says."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from retrieval.config import Stage
from retrieval.training import optimiser
from retrieval.training.precision import CHOICES, Precision, choose


def test_one_cycle_rises_then_falls_and_cosine_only_falls() -> None:
    cycle = [optimiser.rate_at(Stage(learning_rate=1.0, shape="one_cycle"), p / 100) for p in range(101)]
    cosine = [optimiser.rate_at(Stage(learning_rate=1.0, shape="cosine"), p / 100) for p in range(101)]
    top = cycle.index(max(cycle))
    assert 0 < top < 50 and max(cycle) == pytest.approx(1.0, abs=0.01)
    assert cycle[: top + 1] == sorted(cycle[: top + 1]) and cycle[top:] == sorted(cycle[top:], reverse=True)
    assert cosine == sorted(cosine, reverse=True) and cycle[-1] < 0.01 > cosine[-1]


@pytest.mark.parametrize(("name", "kind"), [("adam", "Adam"), ("adamw", "AdamW"), ("sgd", "SGD")])
def test_biases_and_norms_are_not_decayed(name: str, kind: str) -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    made = optimiser.make(Stage(name, weight_decay=0.1), model)  # type: ignore[arg-type]
    assert type(made).__name__ == kind
    decays = [(group["weight_decay"], len(group["params"])) for group in made.param_groups]
    assert decays == [(0.1, 1), (0.0, 3)]


def test_auto_takes_the_fastest_and_a_wish_is_granted_untimed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = {"now": 0.0}
    cost = dict.fromkeys(CHOICES, 1.0) | {"bf16": 0.2}

    def step(precision: Precision) -> None:
        clock["now"] += cost[precision.name]

    monkeypatch.setattr("retrieval.training.precision.time.perf_counter", lambda: clock["now"])
    cpu, model = torch.device("cpu"), nn.Conv2d(1, 1, 1)
    assert choose("auto", model, cpu, step).name == "bf16"
    spent = clock["now"]
    assert choose("fp32", model, cpu, step).name == "fp32" and clock["now"] == spent
