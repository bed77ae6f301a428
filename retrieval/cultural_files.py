"""From a manifest of listens to a cultural encoder, and from the encoder to the tracks of a collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from encoders.base import CulturalEncoder
from encoders.cultural.matrix_factorization import MatrixFactorization, MatrixFactorizationConfig
from retrieval.data.manifest import Listens, Track
from retrieval.parallel import usable_cores
from retrieval.progress import bar


def fit_listens(
    listens: Listens, config: MatrixFactorizationConfig | None = None, threads: int | None = None
) -> MatrixFactorization:
    """Learn vectors of everything that was listened to, with progress; one thread a core unless told."""
    config = replace(config or MatrixFactorizationConfig(), kind=listens.items)
    rows = ((listen.user, listen.item, listen.count) for listen in listens.listens)
    with bar() as progress:
        task = progress.add_task("factorising listens", total=config.iterations, note="")
        return MatrixFactorization.fit(
            rows, config, threads or usable_cores(), lambda done: progress.update(task, completed=done)
        )


def cultural_vectors(
    encoder: CulturalEncoder, tracks: Sequence[Track]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Vectors `[N, dimension]` of tracks, zeros for cold ones, and which are warm, `[N]`.

    An encoder of artists gives all tracks of an artist the same vector.
    """
    items = items_of(tracks, getattr(encoder.config, "kind", "track"))
    return encoder.encode(items), encoder.warm(items)


def items_of(tracks: Sequence[Track], kind: str) -> list[str]:
    """What listens of a kind, "track" or "artist", call each of the tracks."""
    return [track.artist if kind == "artist" else track.id for track in tracks]
