"""Draw what Leitmotif hears, and how it learned: a track's tags over time, a run's training curves.

Pictures are PNG files of 1600 x 1000 pixels; the same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scripts._options import add_bundle
from scripts._stopping import stops_well


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, draw, and say where the picture is."""
    parser = argparse.ArgumentParser(prog="python -m scripts.draw", description=__doc__)
    pictures = parser.add_subparsers(dest="picture", required=True, metavar="PICTURE")
    timeline = pictures.add_parser(
        "timeline", help="a track's tags over time", description="Draw one track, and its tags over time."
    )
    timeline.add_argument("file", type=Path, metavar="FILE", help="music")
    add_bundle(timeline)
    losses = pictures.add_parser(
        "losses", help="a run's training curves", description="Draw how a training run went."
    )
    losses.add_argument("run", type=Path, metavar="RUN_FOLDER", help="what scripts.train wrote")
    for picture in (timeline, losses):
        picture.add_argument("--out", type=Path, required=True, metavar="PNG", help="the picture to write")
    chosen = parser.parse_args(arguments)
    _draw(chosen)
    print(chosen.out)


def _draw(chosen: argparse.Namespace) -> None:
    from encoders.waveform import AudioFileError
    from retrieval.bundle import BundleError, find_bundle
    from retrieval.evaluation.learning_picture import draw_learning
    from retrieval.evaluation.pictures import PictureError
    from retrieval.evaluation.timeline_picture import draw_timeline
    from retrieval.tagger import Tagger

    try:
        if chosen.picture == "timeline":
            folder = find_bundle(chosen.bundle)
            draw_timeline(chosen.file, Tagger.load(folder).quickened(), chosen.out, folder.name)
        else:
            draw_learning(chosen.run, chosen.out)
    except (AudioFileError, BundleError, PictureError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"cannot write {chosen.out}: {error.strerror}")


if __name__ == "__main__":
    main()
