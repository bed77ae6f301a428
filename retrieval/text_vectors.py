"""Vectors of texts, each read once: what an encoder made of a text is kept on disk.

Training says the same thousands of sentences run after run; one thread reads a few hundred of them a second.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders.base import TextEncoder, sha256_of
from index import home
from retrieval.atomic import staged
from retrieval.progress import steps

_AT_ONCE = 256


def text_vectors(
    encoder: TextEncoder, texts: Sequence[str], layers: Sequence[int] = ()
) -> NDArray[np.float32]:
    """What `encoder.encode` gives, `[N, dimension]`, or where layers are named, what `encoder.states` does,
    `[N, layers, dimension]`; texts read before come from the home's cache."""
    which = "".join(f"-{layer}" for layer in layers)
    place = home.room("cache") / "texts" / f"{_identity(encoder)}{which}.npz"
    kept_keys = np.empty(0, "S32")
    kept = np.empty((0, *([len(layers)] if layers else []), encoder.dimension), np.float32)
    if place.exists():
        with np.load(place, allow_pickle=False) as stored:
            kept_keys, kept = stored["keys"], stored["vectors"]
    keys = np.array([hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts], "S32")
    _, first = np.unique(keys, return_index=True)
    new = np.sort(first[~np.isin(keys[first], kept_keys)])
    if len(new):
        parts = [new[start : start + _AT_ONCE] for start in range(0, len(new), _AT_ONCE)]
        told = ([texts[number] for number in part] for part in steps(parts, len(parts), "reading"))
        read = [encoder.states(own, layers) if layers else encoder.encode(own) for own in told]
        kept_keys, kept = np.concatenate([kept_keys, keys[new]]), np.concatenate([kept, *read])
        with staged(place) as path, path.open("wb") as stream:
            np.savez(stream, keys=kept_keys, vectors=kept)
    rows = {key: row for row, key in enumerate(kept_keys)}
    return kept[[rows[key] for key in keys]]


def _identity(encoder: TextEncoder) -> str:
    """A hash of everything that decides the vectors: what the encoder writes when it is saved."""
    with tempfile.TemporaryDirectory(prefix="leitmotif-") as name:
        encoder.save(Path(name))
        files = sorted(path for path in Path(name).rglob("*") if path.is_file())
        facts = "".join(f"{path.relative_to(name)} {sha256_of(path)}\n" for path in files)
    return hashlib.sha256(facts.encode()).hexdigest()[:20]
