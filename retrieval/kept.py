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
    published: bool
    """False until all was heard for the first time: an interrupted rebuild wants to go on some day."""

    def open(self) -> EncodedStore:
        return EncodedStore(self.folder, self.dimension, self.tags)

    def write(self) -> None:
        """Have the folder say what it is."""
        said = {"bundle": self.recipe.bundle, **self.recipe.table, "found_in": str(self.bundle_folder)}
        said |= {"dimension": self.dimension, "tags": self.tags, "published": self.published}
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
            return cls(folder, recipe, Path(said["found_in"]), *sizes, said["published"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def keep(root: Path, recipe: Recipe, bundle_folder: Path, dimension: int, tags: int) -> Kept:
    """The folder for what this recipe hears, made when not there."""
    folder = root / ENCODED / recipe.name
    before = Kept.read(folder)
    published = before.published if before else False
    kept = Kept(folder, recipe, bundle_folder.resolve(), dimension, tags, published)
    if kept != before:
        kept.write()
    return kept


def all_kept(root: Path) -> list[Kept]:
    """What there is of all recipes, by name."""
    found = (Kept.read(folder) for folder in sorted((root / ENCODED).glob("*")))
    return [kept for kept in found if kept is not None]


def tidy(catalogue: Catalogue, root: Path) -> tuple[list[Recipe], list[Recipe], int]:
    """Remove what no generation was made of, and what was heard of tracks that the catalogue has forgotten.

    Gives the recipes removed, unfinished ones that were kept, and how many tracks were removed.
    """
    with BuildLock(root):
        used = {Recipe.of(Generation.open(root, number)) for number in generations(root)}
        idle = [kept for kept in all_kept(root) if kept.recipe not in used]
        tracks: set[str] = set()
        for kept in all_kept(root):
            if kept.recipe in used:
                store = kept.open()
                known = catalogue.tracks(store.keys()).keys()
                if not known:  # a catalogue that is new or another's: scanning comes first
                    continue
                unknown = store.keys() - known
                store.drop(unknown)
                tracks |= unknown
            elif kept.published:
                shutil.rmtree(kept.folder)
    removed = [kept.recipe for kept in idle if kept.published]
    return removed, [kept.recipe for kept in idle if not kept.published], len(tracks)


def forget(root: Path, keys: Collection[str]) -> None:
    """Remove what any recipe heard of these tracks."""
    with BuildLock(root):
        for kept in all_kept(root):
            kept.open().drop(keys)
