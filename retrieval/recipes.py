"""What decides the bytes of an index besides the music: bundle, chunks a track, and what runs the encoder.

What each recipe heard lies in a folder of its own beneath `encoded/`, so that another bundle can be tried
beside the index that serves, and going back costs nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.catalogue import Catalogue
from index.durable import replace_file
from index.encoded import EncodedStore
from index.generations import Generation, GenerationError, generations
from index.home import home, room
from index.locks import BuildLock
from retrieval.bundle import BUNDLE_FILE, SHIPPED, find_bundle

if TYPE_CHECKING:
    from retrieval.runtime import Runtime

DEFAULT_BUNDLE = "starter"
ENCODED = "encoded"
RECIPE_FILE = "recipe.json"
Chunks = int | Literal["all"]
EVERY_CHUNK: Chunks = "all"
"""The default: moments are found only where somebody listened."""


def index_root() -> Path:
    """Where all of the index lies."""
    return room("index")


class RecipeError(Exception):
    """An index cannot be made as asked; the message says what to do."""


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


@dataclass(frozen=True)
class Kept:
    """A folder of what a recipe heard: where its bundle was, and the sizes that its arrays have."""

    folder: Path
    recipe: Recipe
    bundle_folder: Path
    dimension: int
    tags: int

    def open(self) -> EncodedStore:
        return EncodedStore(self.folder, self.dimension, self.tags)


def keep(root: Path, recipe: Recipe, bundle_folder: Path, dimension: int, tags: int) -> Kept:
    """The folder for what this recipe hears, made when not there."""
    kept = Kept(root / ENCODED / recipe.name, recipe, bundle_folder.resolve(), dimension, tags)
    kept.folder.mkdir(parents=True, exist_ok=True)
    document = {"bundle": recipe.bundle, **recipe.table, "found_in": str(kept.bundle_folder)}
    document |= {"dimension": dimension, "tags": tags}
    replace_file(kept.folder / RECIPE_FILE, (json.dumps(document, indent=1) + "\n").encode())
    return kept


def all_kept(root: Path) -> Iterator[Kept]:
    """What there is of all recipes, by name; folders that say nothing of themselves are left out."""
    for path in sorted((root / ENCODED).glob(f"*/{RECIPE_FILE}")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            recipe = Recipe(said["bundle"], said["chunks"], said["runtime"])
            yield Kept(path.parent, recipe, Path(said["found_in"]), said["dimension"], said["tags"])
        except (OSError, ValueError, KeyError, TypeError):
            continue


def forget(root: Path, keys: Collection[str]) -> None:
    """Remove what any recipe heard of these tracks."""
    with BuildLock(root):
        for kept in all_kept(root):
            kept.open().drop(keys)


def left_to_hear(catalogue: Catalogue, recipe: Recipe) -> int:
    """How many tracks this recipe has not heard yet, as far as the catalogue knows."""
    return len(set(catalogue.present_keys()) - catalogue.encoded_by(recipe.name).keys())


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
        return Plan(find_bundle(bundle or DEFAULT_BUNDLE), chunks or EVERY_CHUNK, None)
    folder = find_bundle(bundle) if bundle is not None else bundle_folder(root, served.bundle)
    if anew:
        return Plan(folder or find_bundle(DEFAULT_BUNDLE), chunks or served.chunks, None)
    if folder is None:
        raise RecipeError(
            f"the bundle that made the index ({served.bundle[:12]}) is not here any more: "
            "python -m scripts.index rebuild makes it with another one, and the old index serves until then"
        )
    if _fingerprint(folder) != served.bundle or chunks not in (None, served.chunks):
        asked = "".join(
            f" --{name} {value}"
            for name, value in (("bundle", bundle), ("chunks", chunks))
            if value is not None
        )
        raise RecipeError(
            f"the index was made otherwise ({served}): python -m scripts.index rebuild{asked} makes another "
            "beside it, and switches to that at the end"
        )
    return Plan(folder, served.chunks, served.runtime)


def _fingerprint(folder: Path) -> str | None:
    """What a bundle says of itself; it is checked when it is loaded."""
    try:
        said: Mapping[str, Any] = json.loads((folder / BUNDLE_FILE).read_text(encoding="utf-8"))
        return str(said["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
