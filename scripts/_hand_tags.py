"""`scripts.library tag`: tags given by hand, and heard ones struck out, from the command line."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.catalogue import Catalogue
    from retrieval.shelf import Shelf

HELP = "say what tracks are: give them tags, strike out what was heard wrongly; or see what they have"
TOLD, LIKELY = 12, 0.3
"""Heard tags that are told of a track, and how likely they are at least."""
EPILOG = """\
examples:
  python -m scripts.library tag "Ada Marsh Rain"                          what it has
  python -m scripts.library tag "Ada Marsh Rain" --add "kitchen radio"    searches for it find the track
  python -m scripts.library tag rain.mp3 3fa9c1 --strike drums            they are no hits for drums any more
  python -m scripts.library tag rain.mp3 --restore drums                  they are again

A track is given as a file of the library, as the start of its key, or as words of title and artist.
Strike out what is wrong of one track; where a word means something else to you, teach it with
python -m scripts.teach.
"""


def add_to(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = parsers.add_parser(
        "tag",
        help=HELP,
        description=HELP[:1].upper() + HELP[1:] + ".",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("tracks", nargs="+", metavar="TRACK")
    for flag, told in (
        ("--add", "tags of your own to give"),
        ("--remove", "tags of your own to take back"),
        ("--strike", "tags that were heard wrongly: they count as unheard"),
        ("--restore", "tags that were struck out and are right after all"),
    ):
        parser.add_argument(flag, nargs="+", action="extend", default=[], metavar="TAG", help=told)


def tag(catalogue: Catalogue, options: argparse.Namespace) -> int:
    """Change the tags of tracks, all or none, and show what they have then."""
    from index.generations import Generation, NoGeneration
    from retrieval.pointing import PointingError, called, track
    from retrieval.recipes import index_root
    from retrieval.shelf import Shelf
    from retrieval.struck import StruckError, strike
    from scripts._terminal import printable_text

    try:
        shelf = Shelf(Generation.open(index_root()), catalogue)
    except NoGeneration:
        if options.strike:
            raise
        shelf = None
    try:
        rows = [track(typed, catalogue) for typed in options.tracks]
        with catalogue.writing():
            for row in rows:
                for each in options.remove:
                    if each not in row.tags:
                        print(f"'{each}' is no tag of your own: --strike says that it is heard wrongly")
                if options.add or options.remove:
                    catalogue.tag_track(row.key, options.add, options.remove)
                if options.strike or options.restore:
                    names = shelf.generation.tag_names if shelf else ()
                    strike(catalogue, names, row.key, options.strike, options.restore)
    except (PointingError, StruckError) as error:
        sys.exit(str(error))
    struck = catalogue.struck_tags()
    for row in catalogue.tracks(row.key for row in rows).values():
        print(printable_text(called(row)))
        told = {
            "yours": row.tags,
            "struck out": struck.get(row.key, ()),
            "heard": tuple(_heard(shelf, row.key, struck.get(row.key, ()))),
        }
        for what, tags in told.items():
            if tags:
                print(printable_text(f"  {what}: {', '.join(tags)}"))
    return 0


def _heard(shelf: Shelf | None, key: str, struck: tuple[str, ...]) -> Iterator[str]:
    if shelf is None or not len(rows := shelf.rows([key])):
        yield "nothing yet; python -m scripts.index build listens"
        return
    names, chances = shelf.generation.tag_names, shelf.generation.track_tags[rows[0]].tolist()
    likely = sorted(zip(chances, names, strict=True), key=lambda each: -each[0])
    shown = [(name, chance) for chance, name in likely if chance >= LIKELY and name not in struck]
    for name, chance in shown[:TOLD]:
        yield f"{name} {chance:.0%}"
