"""How far things are: what the library holds, what the index serves, what is being heard."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask import current_app

from index.catalogue import Catalogue
from index.generations import Generation, GenerationError, NoGeneration
from index.people import FAILED
from retrieval.kept import all_kept
from retrieval.planning import BUILD_JOB, INTERRUPTED, NO_FOLDERS, build_state
from retrieval.recipes import index_root
from webui.engines import engines
from webui.pace import Pace

FAILED_BEFORE = "the last build failed: "


@dataclass(frozen=True)
class Standing:
    """`tracks` of the library, `heard` by the newest build, `served` by the index; `trouble` for people."""

    tracks: int
    heard: int
    served: int
    failed: int
    generation: int
    building: bool
    seconds_left: float | None
    """Until all is heard, where that is known."""
    trouble: str

    @property
    def ready(self) -> bool:
        return self.served > 0

    @property
    def behind(self) -> int:
        """Tracks that no search can find yet."""
        return max(0, self.tracks - self.served)

    def described(self) -> dict[str, Any]:
        return {"ready": self.ready, **asdict(self)}


def standing() -> Standing:
    catalogue = engines().catalogue
    counts = catalogue.counts()
    state = build_state(catalogue, index_root())
    killed = INTERRUPTED if state == "interrupted" else ""
    number, served, trouble = 0, 0, killed
    try:
        generation = Generation.open(index_root())
        present = set(catalogue.present_keys())
        number, served = generation.number, len(present.intersection(generation.keys))
        if not catalogue.folders():
            trouble = NO_FOLDERS
    except NoGeneration as error:
        trouble = killed or _failure(catalogue) or ("" if state == "building" else str(error))
    except GenerationError as error:
        trouble = str(error)
    if served < counts.present:
        trouble = trouble or _failure(catalogue)
    heard = max((len(catalogue.encoded_by(kept.recipe.name)) for kept in all_kept(index_root())), default=0)
    building = state == "building"
    left = _pace().seconds_left(heard, counts.present) if building else None
    return Standing(counts.present, heard, served, counts.failed, number, building, left, trouble)


def _failure(catalogue: Catalogue) -> str:
    """What the last build failed for, whoever began it; nothing where it did not."""
    last = next(iter(catalogue.jobs(1)), None)
    if last is None or (last.kind, last.state) != (BUILD_JOB, FAILED):
        return ""
    return FAILED_BEFORE + last.note


def _pace() -> Pace:
    """That of the application that answers now."""
    found = current_app.extensions.setdefault("pace", Pace())
    assert isinstance(found, Pace)
    return found
