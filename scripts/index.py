"""Build the index that searches use: hear new tracks, publish, check, go back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scripts._library import bytes_beneath, megabytes, some, told
from scripts._options import add_workers, as_count, as_path
from scripts._stopping import DISK_FULL, INTERRUPTED, stops_well

if TYPE_CHECKING:
    from retrieval.recipes import Chunks

EPILOG = """\
examples:
  python -m scripts.index build                   hear what is new in the library, and serve it
  python -m scripts.index build --chunks 8        the first time: eight moments a track, much sooner done
  python -m scripts.index rebuild --bundle BUNDLE make it anew with another bundle, beside the one that serves
  python -m scripts.index verify                  look for damage on the disk
  python -m scripts.index switch 3                serve an older generation again

Searches go on while an index is built, and find new tracks while others are still heard; a rebuild serves
once it is complete. A build that was stopped or killed goes on where it was when the same command is given
again.

exit code: 0 all went well, 1 something failed or is damaged, 2 wrong usage, 130 interrupted
"""
BUILD = "python -m scripts.index build"


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.index",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, help_ in (
        ("build", "hear what is new, and serve it"),
        ("rebuild", "make the index anew, with another bundle or other chunks"),
    ):
        making = what.add_parser(name, help=help_)
        making.add_argument(
            "--bundle", metavar="NAME_OR_FOLDER", help="a joint bundle (default: as before; starter at first)"
        )
        making.add_argument(
            "--chunks",
            type=_as_chunks,
            metavar="N|all",
            help="evenly spread chunks to hear of each track (default: as before; all at first)",
        )
        add_workers(making)
        making.add_argument(
            "--no-map", dest="map", action="store_false", help="leave the map to the next build: done sooner"
        )
    what.add_parser("status", help="what is served, how it was made, what is left to hear")
    what.add_parser("verify", help="check every byte of the index and of what was heard")
    switch = what.add_parser("switch", help="serve another generation")
    switch.add_argument("number", type=as_count, metavar="N")
    prune = what.add_parser(
        "prune",
        help="remove older generations, and what was heard that none of those left needs",
    )
    prune.add_argument("--keep", type=as_count, default=1, metavar="N", help="newest generations (default 1)")
    export = what.add_parser("export", help="one generation as a tar file")
    export.add_argument("file", type=as_path, metavar="FILE")
    sys.exit(_run(parser.parse_args(arguments)))


def _as_chunks(text: str) -> Chunks:
    if text == "all":
        return "all"
    try:
        return as_count(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no number of chunks: give a whole number of at least 1, or all"
        ) from None


def _run(options: argparse.Namespace) -> int:
    try:
        from retrieval.recipes import index_root
        from scripts._terminal import output

        output()  # names that cannot be shown must not end the command
        with told():
            return _COMMANDS[options.what](index_root(), options)
    except KeyboardInterrupt as stopped:
        if options.what not in ("build", "rebuild"):
            raise
        # what was half imported cannot be imported any more: in the first seconds this is all that is known
        so_far = str(stopped) or "nothing new was heard yet"
        print(f"stopped: {so_far}; the same command goes on", file=sys.stderr)
        return INTERRUPTED


def _build(root: Path, options: argparse.Namespace) -> int:
    from index.catalogue import Catalogue
    from index.generations import Generation
    from index.locks import BuildLock
    from retrieval.planning import plan
    from scripts._index_report import built_lines, draw_map, search_lines

    with (
        BuildLock(root),
        Catalogue.open() as catalogue,
    ):  # before torch is loaded: another build is told at once
        from retrieval.indexing import build

        planned = plan(root, options.bundle, options.chunks, anew=options.what == "rebuild")
        built = build(catalogue, root, planned, options.workers)
    for line in built_lines(built) + search_lines(Generation.open(root)):
        print(line, flush=True)
    if options.map:
        try:
            draw_map(root)
        except KeyboardInterrupt:
            print("stopped before the map was drawn; the index serves", file=sys.stderr)
            return INTERRUPTED
    return 1 if built.failed else 0


def _status(root: Path, options: argparse.Namespace) -> int:
    from index.catalogue import Catalogue
    from index.generations import Generation, NoGeneration, generations
    from retrieval.planning import INTERRUPTED, NO_FOLDERS, build_state, bundle_folder
    from retrieval.recipes import Recipe
    from scripts._index_report import search_lines
    from scripts._terminal import printable

    with Catalogue.open() as catalogue:
        present, state = set(catalogue.present_keys()), build_state(catalogue, root)
        folders = catalogue.folders()
    if state:
        print("a build runs now" if state == "building" else INTERRUPTED)
    try:
        served = Generation.open(root)
    except NoGeneration:
        first = "" if present else "python -m scripts.library add FOLDER, then "
        print(f"there is no index yet; {some(len(present), 'track')} in the library: {first}{BUILD}")
        return 0
    print(
        f"generation {served.number} serves {some(len(served.tracks), 'track')} in "
        f"{some(len(served.segments), 'segment')}, {served.segments.kind} search"
    )
    for line in search_lines(served):
        print(line)
    folder = bundle_folder(root, served.bundle)
    where = printable(folder) if folder else "not here any more"
    print(f"made with {Recipe.of(served)} ({where})")
    if left := len(present - set(served.keys)):
        print(f"{some(left, 'track')} not in it yet: {BUILD}")
    if not folders:
        print(NO_FOLDERS)
    elif gone := len(set(served.keys) - present):
        print(
            f"{some(gone, 'track')} in it left the library; no search finds them, the next build drops them"
        )
    elif not left:
        print("it holds exactly what the library holds")
    others = [str(number) for number in generations(root) if number != served.number]
    if others:
        print(f"also there: generation {', '.join(others)} (python -m scripts.index prune removes old ones)")
    for name, told_as in (("generations", "indexes"), ("encoded", "what was heard")):
        print(f"{megabytes(bytes_beneath(root / name))} of {told_as}")
    return 0


def _verify(root: Path, options: argparse.Namespace) -> int:
    from retrieval.checking import check

    damages = check(root)
    for damage in damages:
        print(damage)
    if damages:
        print(f"{some(len(damages), 'damage')} found", file=sys.stderr)
        return 1
    print("every byte is as it was written")
    return 0


def _switch(root: Path, options: argparse.Namespace) -> int:
    from index.generations import Generation, switch
    from retrieval.planning import bundle_folder
    from retrieval.recipes import Recipe

    switch(root, options.number)
    served = Generation.open(root)
    print(f"generation {served.number} serves {some(len(served.tracks), 'track')}: {Recipe.of(served)}")
    if bundle_folder(root, served.bundle) is None:
        print("its bundle is not here: put it back, or switch to another generation", file=sys.stderr)
        return 1
    return 0


def _prune(root: Path, options: argparse.Namespace) -> int:
    from index.catalogue import Catalogue
    from index.upkeep import prune
    from retrieval.kept import tidy

    gone = prune(root, options.keep)
    with Catalogue.open() as catalogue:
        tidied = tidy(catalogue, root)
    named = f" ({', '.join(map(str, gone))})" if gone else ""
    print(f"removed {some(len(gone), 'generation')}{named}")
    for recipe, size in tidied.idle.items():
        print(f"removed what was heard with {recipe} ({megabytes(size)}): no generation uses it")
    if tidied.tracks:
        print(f"removed what was heard of {some(tidied.tracks, 'track')} that the library has forgotten")
    return 0


def _export(root: Path, options: argparse.Namespace) -> int:
    from index.upkeep import export
    from scripts._terminal import printable

    shown = printable(options.file)
    try:
        if options.file.exists():
            sys.exit(f"{shown} is there already: remove it, or give another name")
        number = export(root, options.file)
    except OSError as error:
        if error.errno in DISK_FULL:
            raise
        sys.exit(f"{shown} cannot be written ({error.strerror}): give another name")
    print(f"generation {number} is in {shown} ({megabytes(options.file.stat().st_size)})")
    return 0


_COMMANDS = {
    "build": _build,
    "rebuild": _build,
    "status": _status,
    "verify": _verify,
    "switch": _switch,
    "prune": _prune,
    "export": _export,
}


if __name__ == "__main__":
    main()
