"""Where each track of an index lies on a map of two dimensions: what sounds alike lies together.

Made once for each generation, when it is built, and kept beside the generations under what it was made of.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.durable import replace_file
from index.generations import Generation, folder_of, generations, sums_digest
from index.locks import BuildLock
from retrieval.progress import say

FOLDER = "maps"
FEWEST = 15
"""Of fewer tracks the two main directions say as much as their neighbours."""
NEIGHBOURS, SPREAD, SEED = 15, 0.12, 0
MOST_LEARNED = 20_000
"""Of more tracks these many are laid out, evenly chosen, and the others among those that they are like."""
NEAREST = 8
BLOCK = 512
_SUM_BYTES = 32

Vectors = NDArray[np.float32]


def laid_out(vectors: Vectors) -> Vectors:
    """Places of tracks, from 0 to 1; NaN for the silent ones, which are like nothing.

    **Shape**: `[N, D]` of length 1 or 0, to `[N, 2]`.
    """
    places = np.full((len(vectors), 2), np.nan, np.float32)
    audible = np.flatnonzero(vectors.any(axis=1))
    learned = audible[:: max(1, -(-len(audible) // MOST_LEARNED))]
    if len(learned):
        known = _main_directions(vectors[learned]) if len(learned) < FEWEST else _umap(vectors[learned])
        places[learned] = _within_a_square(known)
        others = np.setdiff1d(audible, learned)
        places[others] = placed(vectors[others], vectors[learned], places[learned])
    return places


def placed(vectors: Vectors, known: Vectors, places: Vectors) -> Vectors:
    """Where others belong on a map: the middle of what they are nearest to, the nearer the more.

    **Shape**: `[Q, D]`, known ones `[M, D]` at places `[M, 2]`, to `[Q, 2]`.
    """
    found = np.zeros((len(vectors), 2), np.float32)
    for first in range(0, len(vectors), BLOCK):
        alike = vectors[first : first + BLOCK] @ known.T
        nearest = np.argpartition(-alike, min(NEAREST, len(known)) - 1, axis=1)[:, :NEAREST]
        weights = np.maximum(np.take_along_axis(alike, nearest, axis=1), 1e-3) ** 4
        found[first : first + BLOCK] = np.einsum("qk,qkx->qx", weights, places[nearest]) / weights.sum(
            axis=1, keepdims=True
        )
    return found


def draw(root: Path) -> None:
    """Make the map of the generation that serves, where it is not there, and remove those that nothing needs.

    Raises `BuildRunning` where a build begins meanwhile, which will have a map of its own.
    """
    generation = Generation.open(root)
    path = _path(root, generation.number)
    for other in damaged(root):
        other.unlink(missing_ok=True)
    if _content(path) is None:
        if len(generation.tracks) >= FEWEST:
            say("drawing the map of the library")
        content = io.BytesIO()
        np.save(content, laid_out(np.asarray(generation.tracks.vectors)))
        with BuildLock(root):
            path.parent.mkdir(exist_ok=True)
            replace_file(path, content.getvalue() + hashlib.sha256(content.getvalue()).digest())
            needed = {_path(root, number) for number in generations(root)}
            for other in set(path.parent.glob("*.npy")) - needed:
                other.unlink(missing_ok=True)


def read(root: Path, generation: Generation) -> Vectors | None:
    """Places of a generation's tracks, `[N, 2]`; None where its map is not made yet."""
    content = _content(_path(root, generation.number))
    if content is None:
        return None
    places: Vectors = np.load(io.BytesIO(content), allow_pickle=False)
    return places if places.shape == (len(generation.tracks), 2) else None


def damaged(root: Path) -> list[Path]:
    """Maps that are not as they were written; they are drawn again by the next build."""
    return [path for path in sorted((root / FOLDER).glob("*.npy")) if _content(path) is None]


def sketched(vectors: Vectors) -> Vectors:
    """What stands in for a map that is not made yet, at next to no cost. **Shape**: `[N, D]` to `[N, 2]`."""
    places = np.full((len(vectors), 2), np.nan, np.float32)
    audible = vectors.any(axis=1)
    if audible.any():
        places[audible] = _within_a_square(_main_directions(vectors[audible]))
    return places


def _content(path: Path) -> bytes | None:
    """What is in a map's file, whose SHA-256 stands at its end; None where it is not there or damaged."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    content, said = kept[:-_SUM_BYTES], kept[-_SUM_BYTES:]
    return content if hashlib.sha256(content).digest() == said else None


def _path(root: Path, number: int) -> Path:
    return root / FOLDER / f"{sums_digest(folder_of(root, number))[:32]}.npy"


def _umap(vectors: Vectors) -> Vectors:
    with warnings.catch_warnings():  # that parts of it which nobody uses here are not installed
        warnings.simplefilter("ignore")
        from umap import UMAP

        made = UMAP(
            n_neighbors=min(NEIGHBOURS, len(vectors) - 1),
            min_dist=SPREAD,
            metric="cosine",
            init="pca",
            random_state=SEED,
            n_jobs=1,
        )
        return np.asarray(made.fit_transform(vectors), np.float32)


def _main_directions(vectors: Vectors) -> Vectors:
    """Principal components, each with the sign by which its largest weight is positive."""
    centred = vectors - vectors.mean(axis=0)
    directions = np.linalg.eigh(centred.T.astype(np.float64) @ centred)[1].T[:-3:-1]
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    found = np.zeros((len(vectors), 2), np.float32)
    found[:, : len(directions)] = centred @ (directions * np.sign(largest)).T
    return found


def _within_a_square(places: Vectors) -> Vectors:
    """From 0 to 1 along the longer side, in the middle along the other."""
    low, high = places.min(axis=0), places.max(axis=0)
    size = max(float((high - low).max()), 1e-9)
    return np.clip((places - (low + high) / 2) / size + 0.5, 0, 1).astype(np.float32)
