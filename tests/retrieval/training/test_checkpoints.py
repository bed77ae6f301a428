"""A checkpoint must hold everything, survive a kill at any moment, and never hold a pickle."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from retrieval.training import checkpoints


@pytest.mark.parametrize("kind", [torch.optim.Adam, torch.optim.AdamW, torch.optim.SGD])
def test_an_optimiser_goes_on_where_it_was(kind: type[torch.optim.Optimizer], tmp_path: Path) -> None:
    def step(optimiser: torch.optim.Optimizer, weight: torch.Tensor) -> None:
        optimiser.zero_grad()
        (weight**2).sum().backward()
        optimiser.step()

    options = {"lr": 0.1, **({"momentum": 0.9} if kind is torch.optim.SGD else {})}
    weight = torch.ones(3, requires_grad=True)
    optimiser = kind([weight], **options)
    step(optimiser, weight)
    tensors, facts = checkpoints.optimiser_parts(optimiser)
    checkpoints.save(tmp_path, "last", {"weight": weight, **tensors}, {"optimiser": facts})

    found = checkpoints.load(tmp_path, "last")
    assert found is not None
    loaded, described = found
    again = loaded.pop("weight").requires_grad_()
    restored = kind([again], **options)
    checkpoints.restore_optimiser(restored, loaded, described["optimiser"])
    step(optimiser, weight)
    step(restored, again)
    torch.testing.assert_close(again, weight, rtol=0, atol=0)


def test_a_kill_while_saving_leaves_the_checkpoint_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoints.save(tmp_path, "last", {"w": torch.zeros(2)}, {"epoch": 1})
    real, renames = Path.replace, []

    def kill_at_second(self: Path, target: Path) -> Path:
        renames.append(target)
        if len(renames) == 2:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", kill_at_second)
    with pytest.raises(KeyboardInterrupt):
        checkpoints.save(tmp_path, "last", {"w": torch.ones(2)}, {"epoch": 2})
    found = checkpoints.load(tmp_path, "last")
    assert found is not None and found[1]["epoch"] == 1 and found[0]["w"].sum() == 0


def test_old_weights_do_not_pile_up(tmp_path: Path) -> None:
    for epoch in range(3):
        checkpoints.save(tmp_path, "last", {"w": torch.full((2,), float(epoch))}, {"epoch": epoch})
    assert len(list(tmp_path.iterdir())) == 2


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    checkpoints.save(tmp_path, "last", {"w": torch.zeros(2)}, {})
    next(tmp_path.glob("last-*.safetensors")).write_bytes(b"torn")
    with pytest.raises(checkpoints.CheckpointError, match="damaged: delete"):
        checkpoints.load(tmp_path, "last")


def test_no_checkpoint_is_none(tmp_path: Path) -> None:
    assert checkpoints.load(tmp_path, "last") is None
