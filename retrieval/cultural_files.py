"""From a manifest of listens to a cultural encoder, and what that calls the tracks of a collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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


def items_of(tracks: Sequence[Track], kind: str) -> list[str]:
    """What listens of a kind, "track" or "artist", call each of the tracks."""
    return [track.artist if kind == "artist" else track.id for track in tracks]
