"""What decides the bytes of an index besides the music: bundle, chunks a track, and what runs the encoder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.generations import Generation
from index.home import room

if TYPE_CHECKING:
    from retrieval.runtime import Runtime

Chunks = int | Literal["all"]
EVERY_CHUNK: Chunks = "all"
"""The default: moments are found only where somebody listened."""


def index_root() -> Path:
    """Where all of the index lies."""
    return room("index")


@dataclass(frozen=True)
class Recipe:
    """The fingerprint of a bundle, how many chunks it hears of each track, and what runs it."""

    bundle: str
    chunks: Chunks
    runtime: Runtime

    @classmethod
    def of(cls, generation: Generation) -> Recipe:
        return cls(generation.bundle, generation.recipe["chunks"], generation.recipe["runtime"])

    @property
    def name(self) -> str:
        """Of its folder, and in the catalogue."""
        facts = json.dumps([self.bundle, self.chunks, self.runtime])
        return hashlib.sha256(facts.encode()).hexdigest()[:16]

    @property
    def table(self) -> dict[str, Any]:
        """What a generation keeps of it beside the bundle."""
        return {"chunks": self.chunks, "runtime": self.runtime}

    def __str__(self) -> str:
        chunks = "every chunk" if self.chunks == EVERY_CHUNK else f"{self.chunks} chunks a track"
        return f"bundle {self.bundle[:12]}, {chunks}, {self.runtime}"
