"""A run that was killed must end exactly as one that was not; the best weights must be the ones kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from retrieval.config import Stage, TrainingConfig
from retrieval.training.precision import Precision
from retrieval.training.trainer import State, Trainer, TrainingError
from tests.retrieval.training.toys import ToyScheme

STAGES = (
    Stage("adamw", 1e-2, 3, "one_cycle"),
    Stage("sgd", 1e-3, 3, "constant", from_best=True),
)
CONFIG = TrainingConfig(average_decay=0.9)


def run(
    scheme: ToyScheme, folder: Path, stages: tuple[Stage, ...] = STAGES, config: TrainingConfig = CONFIG
) -> State:
    return Trainer(scheme, stages, config, Precision("fp32", torch.device("cpu")), folder, seed=5).run()


def metrics(folder: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("epoch", [0, 1, 4], ids=["first epoch", "first stage", "second stage"])
def test_a_killed_and_resumed_run_ends_as_an_undisturbed_one(epoch: int, tmp_path: Path) -> None:
    undisturbed = ToyScheme()
    run(undisturbed, tmp_path / "a")
    with pytest.raises(KeyboardInterrupt):
        run(ToyScheme(stop_at=epoch), tmp_path / "b")
    resumed = ToyScheme()
    run(resumed, tmp_path / "b")
    assert resumed.validations == 6 - epoch, "no more than the epoch in progress may be lost"
    for key, value in undisturbed.network.state_dict().items():
        torch.testing.assert_close(resumed.network.state_dict()[key], value, rtol=0, atol=0)
    assert metrics(tmp_path / "a") == metrics(tmp_path / "b")


def test_an_epoch_that_was_logged_but_not_saved_is_logged_once(tmp_path: Path) -> None:
    run(ToyScheme(), tmp_path, STAGES[:1])
    with (tmp_path / "metrics.jsonl").open("a") as stream:
        stream.write('{"epoch": 4, "loss": 9.0}\n{"epo')
    run(ToyScheme(), tmp_path, STAGES)
    assert [line["epoch"] for line in metrics(tmp_path)] == [1, 2, 3, 4, 5, 6]


def test_another_seed_is_another_run_and_the_same_seed_the_same(tmp_path: Path) -> None:
    losses = []
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        precision = Precision("fp32", torch.device("cpu"))
        Trainer(ToyScheme(), STAGES[:1], CONFIG, precision, tmp_path / name, seed).run()
        losses.append([line["loss"] for line in metrics(tmp_path / name)])
    assert losses[0] == losses[1] != losses[2]


def test_the_best_epoch_is_kept_and_the_next_stage_starts_from_it(tmp_path: Path) -> None:
    scheme = ToyScheme(figures=[0.5, 0.9, 0.6])
    state = run(scheme, tmp_path, STAGES[:1])
    assert (state.best, state.best_epoch) == (0.9, 2)
    kept = {key: value.clone() for key, value in scheme.network.state_dict().items()}
    still = Stage("sgd", 0.0, 1, "constant", from_best=True)
    moved = ToyScheme(figures=[0.1])
    run(moved, tmp_path, (STAGES[0], still))
    for key, value in moved.network.state_dict().items():
        torch.testing.assert_close(value, kept[key])


def test_a_stage_ends_early_when_nothing_gets_better(tmp_path: Path) -> None:
    scheme = ToyScheme(figures=[0.5, 0.6, 0.6, 0.4, 0.9])
    state = run(scheme, tmp_path, (replace(STAGES[0], epochs=5, patience=2),))
    assert state.epoch == 4


def test_it_learns(tmp_path: Path) -> None:
    state = run(ToyScheme(), tmp_path, (Stage("adam", 1e-2, 20, "constant"),), TrainingConfig())
    assert state.best > 0.9


def test_a_loss_that_is_no_number_stops_the_run_with_advice(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="lower the learning rate"):
        run(ToyScheme(), tmp_path, (Stage("sgd", 1e30, 3, "constant"),), TrainingConfig(gradient_clip=0))


def test_selecting_by_an_unknown_figure_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="choose from roc_auc"):
        run(ToyScheme(), tmp_path, STAGES, TrainingConfig(select="beauty"))


def test_no_loss_selects_for_more_of_it_would_count_as_better(tmp_path: Path) -> None:
    scheme = ToyScheme()
    scheme.validate = lambda: {"roc_auc": 0.5, "valid_loss": 0.7}  # type: ignore[method-assign]
    with pytest.raises(TrainingError, match=r"choose from roc_auc$"):
        run(scheme, tmp_path, STAGES, TrainingConfig(select="valid_loss"))


def test_a_validation_that_tells_nothing_stops_the_run_with_advice(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="more tracks into split 'valid'"):
        run(ToyScheme(figures=[float("nan")]), tmp_path, STAGES)


def test_progress_can_be_read_by_tensorboard(tmp_path: Path) -> None:
    run(ToyScheme(), tmp_path, STAGES[:1])
    events = list((tmp_path / "events").glob("events.out.tfevents.*"))
    assert len(events) == 1 and b"roc_auc" in events[0].read_bytes()
