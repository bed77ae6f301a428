"""Compose and render the demo library that ships with Leitmotif: sixty short pieces with covers, as Opus.

It is rendered once and kept in the repository; run this again only to change it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scripts._options import add_workers
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from retrieval.data.manifest import Track
    from retrieval.data.starter.demo_library import Release

LIBRARY = Path(__file__).parents[1] / "retrieval" / "data" / "starter" / "demo"


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Render the library, with progress, and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m scripts.render_demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=LIBRARY, metavar="FOLDER", help="another folder")
    add_workers(parser)
    chosen = parser.parse_args(arguments)
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    from retrieval.data.starter.demo_library import releases, write_library
    from retrieval.data.starter.fluid import SoundFontError, require
    from retrieval.parallel import Failure, map_in_order, usable_cores
    from retrieval.progress import steps
    from scripts._terminal import output

    try:
        require()
    except SoundFontError as error:
        sys.exit(str(error))
    chosen.out.mkdir(parents=True, exist_ok=True)
    out, tracks = output(), []
    planned = releases()
    with closing(
        map_in_order(partial(_maker, chosen.out), planned, chosen.workers or usable_cores())
    ) as answers:
        try:
            for release, answer in zip(planned, steps(answers, len(planned), "rendering", out), strict=False):
                if isinstance(answer, Failure):
                    sys.exit(f"{release.file_name}: {answer.message}")
                tracks.append(answer)
        except KeyboardInterrupt:
            print("stopped: the finished tracks are there, the manifest is not", file=sys.stderr)
            sys.exit(130)
    path = write_library(tracks, chosen.out)
    size = sum((chosen.out / track.path).stat().st_size for track in tracks)
    out.print(f"{path}: {len(tracks)} tracks, {size / 1e6:.1f} MB")


def _maker(folder: Path) -> Callable[[Release], Track]:
    """What each process does with a release."""
    from retrieval.data.starter.demo_library import make

    return partial(make, folder=folder)


if __name__ == "__main__":
    main()
