"""What is damaged, of all that searching needs: index, catalogue, what was heard, the bundle."""

from __future__ import annotations

from pathlib import Path

from index.catalogue import Catalogue
from index.database import CatalogueError
from index.encoded import EncodedError
from index.generations import Generation, GenerationError, NoGeneration, current, generations
from index.upkeep import verify
from retrieval import maps
from retrieval.bundle import JOINT, BundleError, read_bundle
from retrieval.kept import ENCODED, RECIPE_FILE, Kept
from retrieval.planning import NO_FOLDERS, bundle_folder, served_recipe
from retrieval.progress import say
from retrieval.recipes import Recipe

_CATALOGUE = (
    "put a backup in its place, or move it away and scan again with python -m scripts.library add FOLDER; "
    "what was heard is kept, playlists and taught tags are lost"
)
_STRUCTURE_ALONE = "of the catalogue, only the structure could be checked this time, not every byte"
_HEARD = "python -m scripts.index build hears it again"
_IDLE = "it is not what serves: python -m scripts.index prune removes it with the generations made of it"


def check(root: Path) -> list[str]:
    """A sentence for each damage, with what repairs it; every byte is read."""
    found = _in_generations(root) + _in_catalogue()
    recipe = served_recipe(root)
    for folder in sorted((root / ENCODED).glob("*/")):  # what systems leave beside them is no damage
        found += _in_what_was_heard(folder, serves=recipe is None or folder.name == recipe.name)
    found += _lost(root)
    found += [
        f"{path} is damaged: python -m scripts.index build draws it again" for path in maps.damaged(root)
    ]
    bundle = bundle_folder(root, recipe.bundle) if recipe else None
    if bundle is not None:
        try:
            read_bundle(bundle, JOINT)
        except BundleError as error:
            found.append(str(error))
    return found


def _in_generations(root: Path) -> list[str]:
    try:
        served = current(root).number
    except NoGeneration:
        raise
    except GenerationError as error:
        served, found = 0, [str(error)]
    else:
        found = []
    for number in sorted({*generations(root), *([served] if served else [])}):
        repair = "build makes it again" if number == served else "prune removes old generations"
        found += [f"{damage}: python -m scripts.index {repair}" for damage in verify(root, number)]
    return found


def _in_catalogue() -> list[str]:
    try:
        with Catalogue.open() as catalogue:
            seal, found = catalogue.seal(), catalogue.verify()
    except CatalogueError as error:
        return [str(error)]
    if found:
        return [f"the catalogue is damaged ({found[0]}): {_CATALOGUE}"]
    if seal == "damaged":
        return [f"the catalogue's seal was damaged and is written again; {_STRUCTURE_ALONE}"]
    if seal == "old":
        say(_STRUCTURE_ALONE)
    return []


def _lost(root: Path) -> list[str]:
    """What went without a trace of what the index that serves was made of."""
    try:
        served = Generation.open(root)
        kept = Kept.read(root / ENCODED / Recipe.of(served).name)
        store = kept.open() if kept else None
        with Catalogue.open() as catalogue:
            present, counts = catalogue.present_keys(), catalogue.counts()
            forgotten = not (catalogue.folders() or counts.present or counts.missing)
    except (GenerationError, EncodedError, CatalogueError):
        return []
    if forgotten and served.keys:
        return [NO_FOLDERS]
    if store is None or store.unreadable:  # told already
        return []
    gone = len(set(served.keys).intersection(present) - store.keys())
    if not gone:
        return []
    tracks = "1 track" if gone == 1 else f"{gone:,} tracks"
    return [f"what was heard of {tracks} is gone from {store.folder}: {_HEARD}"]


def _in_what_was_heard(folder: Path, serves: bool) -> list[str]:
    kept = Kept.read(folder)
    if kept is None:
        written = (
            "python -m scripts.index build writes it again, with --bundle FOLDER where the bundle is none of "
            "those that are found by name"
        )
        return [f"{folder / RECIPE_FILE} is damaged or missing: {written if serves else _IDLE}"]
    try:
        store = kept.open()
        damaged, unreadable = store.verify(), store.unreadable
    except EncodedError as error:
        return [str(error)]
    repair = _HEARD if serves else _IDLE
    found = [f"{path} is damaged: {repair}" for path in unreadable]
    if damaged:
        tracks = "1 track" if len(damaged) == 1 else f"{len(damaged):,} tracks"
        found.append(f"what was heard of {tracks} in {folder} is damaged: {repair}")
    return found
