"""A run keeps the settings that it began with: half a run under other settings would be nobody's result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retrieval.atomic import staged
from retrieval.settings import read_config, to_toml
from retrieval.training import checkpoints
from retrieval.training.tagger_run import CONFIG_FILE
from retrieval.training.trainer import TrainingError, rank_and_world


def settle(config: Any, folder: Path) -> None:
    """Save the config in the run's folder; a run that is resumed must be the one that was begun.

    A run without a checkpoint has not begun: what was wrong with its settings may be put right.
    """
    saved = folder / CONFIG_FILE
    if saved.exists() and checkpoints.exists(folder, "last"):
        if read_config(type(config), saved) != config:
            raise TrainingError(
                f"{folder} holds a run with other settings: resume it with its own {CONFIG_FILE}, "
                f"or train into another --out"
            )
    elif rank_and_world()[0] == 0:
        with staged(saved) as place:
            place.write_text(to_toml(config), encoding="utf-8")
