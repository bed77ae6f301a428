"""What each recipe heard, in a folder of its own beneath `encoded/`.

So another bundle can be tried beside the index that serves, and going back costs nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from index.catalogue import Catalogue
from index.checksums import digest
from index.durable import replace_file
from index.encoded import EncodedStore
from index.generations import Generation, generations
from index.locks import BuildLock
from retrieval.recipes import Recipe

ENCODED = "encoded"
RECIPE_FILE = "recipe.json"


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

    def write(self) -> None:
        """Have the folder say what it is."""
        said = {"bundle": self.recipe.bundle, **self.recipe.table, "found_in": str(self.bundle_folder)}
        said |= {"dimension": self.dimension, "tags": self.tags}
        self.folder.mkdir(parents=True, exist_ok=True)
        document = json.dumps({"sha256": digest(json.dumps(said)), "said": said}, indent=1)
        replace_file(self.folder / RECIPE_FILE, f"{document}\n".encode())

    @classmethod
    def read(cls, folder: Path) -> Kept | None:
        """What a folder says of itself; None where that is missing or damaged, and a build has to say it."""
        try:
            document = json.loads((folder / RECIPE_FILE).read_text(encoding="utf-8"))
            said = document["said"]
            if digest(json.dumps(said)) != document["sha256"]:
                return None
            recipe = Recipe(said["bundle"], said["chunks"], said["runtime"])
            sizes = said["dimension"], said["tags"]
            return cls(folder, recipe, Path(said["found_in"]), *sizes)
        except (OSError, ValueError, KeyError, TypeError):
            return None


def keep(root: Path, recipe: Recipe, bundle_folder: Path, dimension: int, tags: int) -> Kept:
    """The folder for what this recipe hears, made when not there."""
    folder = root / ENCODED / recipe.name
    kept = Kept(folder, recipe, bundle_folder.resolve(), dimension, tags)
    if kept != Kept.read(folder):
        kept.write()
    return kept


def all_kept(root: Path) -> list[Kept]:
    """What there is of all recipes, by name."""
    found = (Kept.read(folder) for folder in sorted((root / ENCODED).glob("*")))
    return [kept for kept in found if kept is not None]


@dataclass(frozen=True)
class Tidied:
    """What was removed: by what had heard it, in bytes; and how many tracks that nobody knows any more."""

    idle: dict[str, int]
    tracks: int


def tidy(catalogue: Catalogue, root: Path) -> Tidied:
    """Remove what no generation was made of, that of an abandoned rebuild too, and what was heard of tracks
    that the catalogue has forgotten. Raises `BuildRunning` while a build may still publish it."""
    with BuildLock(root):
        used = {Recipe.of(Generation.open(root, number)).name for number in generations(root)}
        idle = {}
        # by their names: a folder too damaged to say what it is goes as well
        for folder in sorted((root / ENCODED).glob("*/")):
            if folder.name not in used:
                kept = Kept.read(folder)
                size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
                idle[str(kept.recipe if kept else folder.name)] = size
                shutil.rmtree(folder)
        tracks: set[str] = set()
        for kept in all_kept(root):
            store = kept.open()
            known = catalogue.tracks(store.keys()).keys()
            if not known:  # a catalogue that is new or another's: scanning comes first
                continue
            unknown = store.keys() - known
            store.drop(unknown)
            tracks |= unknown
    return Tidied(idle, len(tracks))


def forget(root: Path, keys: Collection[str]) -> None:
    """Remove what any recipe heard of these tracks."""
    with BuildLock(root):
        for kept in all_kept(root):
            kept.open().drop(keys)
