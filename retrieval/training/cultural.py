"""From listens to a cultural encoder, as a config wants it."""

from __future__ import annotations

from typing import Any

from encoders.base import CulturalEncoder
from encoders.registry import encoder_class
from retrieval.config import CulturalChoice
from retrieval.data.manifest import Listens
from retrieval.progress import bar
from retrieval.settings import from_table
from retrieval.training.trainer import TrainingError


def fit_cultural(listens: Listens, choice: CulturalChoice, threads: int = 1) -> CulturalEncoder:
    """Learn vectors of tracks or artists from who listened to them; `kind` follows the listens."""
    cls: Any = encoder_class("cultural", choice.name)
    if not hasattr(cls, "fit"):
        raise TrainingError(f"the cultural encoder {choice.name} does not learn from listens")
    config: Any = from_table(cls.Config, {**choice.options, "kind": listens.items}, "cultural.options.")
    counts = ((listen.user, listen.item, listen.count) for listen in listens.listens)
    with bar() as progress:
        task = progress.add_task("listening habits", total=config.iterations, note="")
        encoder = cls.fit(
            counts, config, threads, on_iteration=lambda done: progress.update(task, completed=done)
        )
    assert isinstance(encoder, CulturalEncoder)
    return encoder
