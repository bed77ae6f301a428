"""A run that began keeps its settings; one that never began may be given others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from retrieval.settings import read_config
from retrieval.story.config import StoryConfig
from retrieval.training import checkpoints
from retrieval.training.settling import settle
from retrieval.training.tagger_run import CONFIG_FILE
from retrieval.training.trainer import TrainingError


def test_settings_are_kept_from_the_first_checkpoint_on(tmp_path: Path) -> None:
    config = StoryConfig()
    settle(config, tmp_path)
    mended = replace(config, seed=1)
    settle(mended, tmp_path)
    assert read_config(StoryConfig, tmp_path / CONFIG_FILE) == mended
    checkpoints.save(tmp_path, "last", {"weight": torch.zeros(1)}, {})
    settle(mended, tmp_path)
    with pytest.raises(TrainingError, match="holds a run with other settings"):
        settle(config, tmp_path)
