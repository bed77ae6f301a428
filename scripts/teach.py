"""Teach a tag of your own by examples, and search by its name from then on."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from scripts._stopping import stops_well

if TYPE_CHECKING:
    from index.catalogue import Catalogue

EPILOG = """\
examples:
  python -m scripts.teach "kitchen radio" --like song.mp3 "Ada Marsh Rain" 3fa9c1 --unlike "Iron Bells March"
  python -m scripts.search "kitchen radio, no vocals"
  python -m scripts.teach --list

About ten liked tracks are enough; unliked ones that are nearly right help most. A track is given as a file of
the library, as the start of its key, or as words of title and artist. Given again, a tag learns from the new
examples as well as from the old. It goes before a word that is known without teaching, until it is forgotten.

exit code: 0 all went well, 1 it could not be learned, 2 wrong usage, 130 interrupted
"""


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, learn, and tell what it is worth."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.teach",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="?", help="what you call it")
    parser.add_argument(
        "--like", nargs="+", action="extend", default=[], metavar="TRACK", help="tracks that it is true of"
    )
    parser.add_argument(
        "--unlike",
        nargs="+",
        action="extend",
        default=[],
        metavar="TRACK",
        help="tracks that it is not true of",
    )
    parser.add_argument("--list", action="store_true", help="the tags that you taught")
    parser.add_argument("--forget", action="store_true", help="forget this tag and its examples")
    options = parser.parse_args(arguments)
    if options.list == (options.name is not None):
        parser.error("give the tag a name, or --list to see those that you taught")
    if options.name is not None and not options.forget and not options.like and not options.unlike:
        parser.error(f"give examples of '{options.name}': --like TRACK TRACK ...")
    sys.exit(_run(options))


def _run(options: argparse.Namespace) -> int:
    from index.catalogue import Catalogue
    from index.database import CatalogueError
    from index.generations import Generation, GenerationError
    from index.home import HomeError
    from retrieval.examples import ExampleError
    from retrieval.pointing import PointingError, track
    from retrieval.recipes import index_root
    from retrieval.shelf import Shelf
    from retrieval.teaching import TeachingError, teach, word_before
    from scripts._terminal import output

    output()  # names that cannot be shown must not end the command
    try:
        with Catalogue.open() as catalogue:
            if options.list:
                return _list(catalogue)
            if options.forget:
                catalogue.forget_taught(options.name)
                print(f"'{options.name}' is forgotten")
                return 0
            shelf = Shelf(Generation.open(index_root()), catalogue)
            likes, unlikes = (
                [track(each, catalogue).key for each in typed] for typed in (options.like, options.unlike)
            )
            tag, judgement = teach(catalogue, shelf, options.name, likes, unlikes)
            known = word_before(shelf, tag.name)
    except (CatalogueError, ExampleError, GenerationError, HomeError, PointingError, TeachingError) as error:
        sys.exit(str(error))
    print(f"'{tag.name}' is taught by {len(tag.likes)} liked and {len(tag.unlikes)} unliked tracks")
    if judgement.figure is not None:
        print(
            f"a liked track that was left out came before {judgement.figure:.0%} of your other music "
            "(cross-validated; 50% is chance)"
        )
    if judgement.warning:
        print(judgement.warning)
    if known is not None:
        print(f"'{known}' was known without it: by itself, or between commas, it means your tag from now on,")
        print(f'within a phrase what it did; python -m scripts.teach "{tag.name}" --forget goes back')
    print(f'search by it: python -m scripts.search "{tag.name}"')
    return 0


def _list(catalogue: Catalogue) -> int:
    tags = catalogue.taught_tags()
    for tag in tags:
        worth = "" if tag.figure is None else f", a left-out example before {tag.figure:.0%} of other music"
        print(f"{tag.name}: {len(tag.likes)} liked, {len(tag.unlikes)} unliked{worth}")
    if not tags:
        print('you have taught nothing yet: python -m scripts.teach "my tag" --like TRACK TRACK ...')
    return 0


if __name__ == "__main__":
    main()
