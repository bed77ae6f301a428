"""With which bundle and how many chunks the next build hears: as before, unless it is made anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.catalogue import Catalogue
from index.generations import Generation, GenerationError, generations
from index.home import home
from index.locks import is_building
from index.people import RUNNING
from retrieval.bundle import BUNDLE_FILE, JOINT, SHIPPED, find_bundle, read_bundle
from retrieval.kept import all_kept
from retrieval.recipes import EVERY_CHUNK, Chunks, Recipe, index_root

if TYPE_CHECKING:
    from retrieval.runtime import Runtime

DEFAULT_BUNDLE = "starter"
BUILD_JOB = "index build"
"""What the catalogue calls the job of a build."""
NO_FOLDERS = (
    "the library has no folders (is its catalogue lost?): type python -m scripts.library add FOLDER, what "
    "was heard is kept"
)
"""Where an index is there all the same."""
NOTHING_HEARD = "nothing new was heard yet"
INTERRUPTED = "a build was interrupted: continue with python -m scripts.index build (or the same rebuild)"


class IndexingError(Exception):
    """An index cannot be made as asked; the message says what to do."""


@dataclass(frozen=True)
class Plan:
    """Which bundle shall hear how many chunks; `runtime` None is the fastest here."""

    bundle_folder: Path
    chunks: Chunks
    runtime: Runtime | None


def plan(root: Path, bundle: str | None, chunks: Chunks | None, anew: bool) -> Plan:
    """What a build does where `bundle` (a name or folder) and `chunks` are asked for, or None for as before.

    Only `anew` may it differ from how the index that serves was made.
    """
    served = served_recipe(root)
    if served is None:
        return Plan(find_bundle(bundle or DEFAULT_BUNDLE, JOINT), chunks or EVERY_CHUNK, None)
    folder = find_bundle(bundle, JOINT) if bundle is not None else bundle_folder(root, served.bundle)
    if anew:
        return Plan(folder or find_bundle(DEFAULT_BUNDLE, JOINT), chunks or served.chunks, None)
    if folder is None:
        raise IndexingError(
            f"the bundle that made the index ({served.bundle[:12]}) is not here any more: say where it is "
            "with --bundle FOLDER, or type python -m scripts.index rebuild, which makes the index with "
            "another one while the old one serves"
        )
    if _fingerprint(folder) != served.bundle or chunks not in (None, served.chunks):
        read_bundle(folder, JOINT)  # a bundle that cannot build an index is said to be one before all else
        asked = "".join(
            f" --{name} {value}"
            for name, value in (("bundle", bundle), ("chunks", chunks))
            if value is not None
        )
        raise IndexingError(
            f"the index was made otherwise ({served}): python -m scripts.index rebuild{asked} makes another "
            "beside it, and switches to that at the end"
        )
    return Plan(folder, served.chunks, served.runtime)


def served_recipe(root: Path) -> Recipe | None:
    """How the index that serves was made; of the newest that can be read where that one is damaged."""
    for number in (None, *reversed(generations(root))):
        try:
            return Recipe.of(Generation.open(root, number))
        except GenerationError:
            continue
    only = [kept.recipe for kept in all_kept(root)]
    return only[0] if len(only) == 1 else None


def bundle_folder(root: Path, fingerprint: str) -> Path | None:
    """Where the bundle with this fingerprint is: where it was when it heard, or among the installed ones."""
    shelves = (home() / "bundles", SHIPPED)
    shelved = (path.parent for shelf in shelves for path in sorted(shelf.glob(f"*/{BUNDLE_FILE}")))
    used = (kept.bundle_folder for kept in all_kept(root) if kept.recipe.bundle == fingerprint)
    return next((folder for folder in (*used, *shelved) if _fingerprint(folder) == fingerprint), None)


def unheard(catalogue: Catalogue) -> int:
    """How many tracks of the library are not in the index that serves."""
    return len(set(catalogue.present_keys()) - _indexed())


def departed(catalogue: Catalogue) -> int:
    """How many tracks of the index that serves are not in the library any more."""
    return len(_indexed() - set(catalogue.present_keys()))


def build_state(catalogue: Catalogue, root: Path) -> Literal["", "building", "interrupted"]:
    """Whether a build runs now, or the last one was killed before it could say how it ended."""
    before = catalogue.jobs(1)
    builds = is_building(root)
    jobs = catalogue.jobs(1)
    if not jobs or jobs[0].kind != BUILD_JOB or jobs[0].state != RUNNING:
        return ""
    # a job begins and ends under the lock: one that was there all along while the lock was free is dead
    return "interrupted" if not builds and before == jobs else "building"


def _indexed() -> set[str]:
    """The tracks of the index that serves."""
    try:
        return set(Generation.open(index_root()).keys)
    except GenerationError:
        return set()


def _fingerprint(folder: Path) -> str | None:
    """What a bundle says of itself; it is checked when it is loaded."""
    try:
        said: Mapping[str, Any] = json.loads((folder / BUNDLE_FILE).read_text(encoding="utf-8"))
        return str(said["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
