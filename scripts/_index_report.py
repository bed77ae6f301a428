"""What a build has to say, and what is to be said of an index."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scripts._library import some

if TYPE_CHECKING:
    from index.generations import Generation
    from retrieval.indexing import Built


def built_lines(built: Built) -> list[str]:
    """What a build did, and what it could not do."""
    from scripts._terminal import about, printable

    if built.published:
        lines = [f"generation {built.number} serves {some(built.tracks, 'track')}, {built.heard:,} heard now"]
    else:
        lines = [f"nothing to do: generation {built.number} serves all of {some(built.tracks, 'track')}"]
    if built.failed:
        lines.append(
            f"{some(len(built.failed), 'file')} could not be heard (python -m scripts.library failures):"
        )
        lines += [f"  {about(path, message)}" for path, message in built.failed]
    if built.outdated:
        lines.append(
            f"{some(len(built.outdated), 'file')} moved, changed or gone since the last scan, such as "
            f"{printable(built.outdated[0])}: python -m scripts.library scan, then build again"
        )
    return lines


def search_lines(generation: Generation) -> list[str]:
    """How near approximate searches come to exact ones, where there are any."""
    searched = {"moments": generation.segments, "tracks": generation.tracks}
    return [
        f"the search of {what} is approximate: it finds {vectors.recall_at_10:.1%} of the ten nearest"
        for what, vectors in searched.items()
        if vectors.kind == "approximate"
    ]


def draw_map(root: Path) -> None:
    """Lay out the index that serves, where that was not done yet; another build has a map of its own."""
    from index.generations import GenerationError
    from index.locks import BuildRunning
    from retrieval.maps import draw

    with suppress(BuildRunning, GenerationError):
        draw(root)
