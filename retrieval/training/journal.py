"""What each epoch brought, for people and for TensorBoard."""

from __future__ import annotations

import json
from pathlib import Path

from tensorboardX import SummaryWriter

from retrieval.atomic import staged

METRICS_FILE = "metrics.jsonl"


class Journal:
    """Writes `metrics.jsonl`, one epoch a line, and TensorBoard events, into a run's folder.

    A resumed run passes how many epochs its checkpoint knows: lines of later ones, lost in a kill, are
    dropped.
    """

    def __init__(self, folder: Path, epochs_done: int) -> None:
        self._path = folder / METRICS_FILE
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        kept = [line for line in lines if line.endswith("}") and json.loads(line)["epoch"] <= epochs_done]
        with staged(self._path) as place:
            place.write_text("".join(line + "\n" for line in kept), encoding="utf-8")
        self._events = SummaryWriter(str(folder / "events"), purge_step=epochs_done + 1)

    def write(self, epoch: int, figures: dict[str, float]) -> None:
        """Note the figures of the epoch that just ended, the first being 1."""
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"epoch": epoch, **figures}) + "\n")
        for name, value in figures.items():
            self._events.add_scalar(name, value, epoch)
        self._events.flush()

    def close(self) -> None:
        self._events.close()
