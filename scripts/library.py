"""Keep the library: which folders hold music, what is in them, what could not be read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import _hand_tags
from scripts._library import some, told
from scripts._options import add_workers, as_path
from scripts._stopping import INTERRUPTED, stops_well

if TYPE_CHECKING:
    from index.catalogue import Catalogue
    from retrieval.library import Scan

EPILOG = """\
examples:
  python -m scripts.library add ~/Music       from now on this folder is part of the library
  python -m scripts.library scan              look for new, changed and deleted files in all of them
  python -m scripts.library status
  python -m scripts.library failures --retry  read files again that could not be read
  python -m scripts.library tag "Ada Marsh Rain" --add kitchen --strike drums
  python -m scripts.library watch             keep library and index up to date while folders change

Music files are only ever read. A file keeps what was heard of it when it is moved, renamed or retagged.

exit code: 0 all went well, 1 some file could not be read or some folder is not there,
2 wrong usage, 130 interrupted
"""
BUILD = "python -m scripts.index build"
FAILURES = "python -m scripts.library failures"


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.library",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = what.add_parser("add", help="add folders of music to the library, and scan them")
    add.add_argument("folders", nargs="+", type=as_path, metavar="FOLDER")
    add_workers(add)
    scan = what.add_parser("scan", help="look for new, changed, moved and deleted files")
    scan.add_argument("folders", nargs="*", type=as_path, metavar="FOLDER", help="(default: every folder)")
    add_workers(scan)
    what.add_parser("status", help="how much there is, and what is left to do")
    failures = what.add_parser("failures", help="files that could not be read, or have a fault, and why")
    failures.add_argument("--retry", action="store_true", help="read them again")
    remove = what.add_parser("remove", help="take a folder out of the library; its files stay where they are")
    remove.add_argument("folder", type=as_path, metavar="FOLDER")
    what.add_parser("prune", help="forget files that are gone; tracks in playlists are kept")
    _hand_tags.add_to(what)
    watch = what.add_parser("watch", help="scan and build whenever something changes, until Ctrl-C")
    add_workers(watch)
    sys.exit(_run(parser.parse_args(arguments)))


def _run(options: argparse.Namespace) -> int:
    from index.catalogue import Catalogue
    from scripts._terminal import output

    output()  # names that cannot be shown must not end the command
    try:
        with told(), Catalogue.open() as catalogue:
            return _COMMANDS[options.what](catalogue, options)
    except KeyboardInterrupt:
        print("stopped; what was read so far is kept, and the next scan goes on", file=sys.stderr)
        return INTERRUPTED


def _add(catalogue: Catalogue, options: argparse.Namespace) -> int:
    from retrieval.library import absolute, add_folder

    with catalogue.writing():  # all of them, or none where one cannot be
        for folder in options.folders:
            add_folder(catalogue, folder)
    return _scanned(catalogue, [absolute(folder) for folder in options.folders], options.workers)


def _scan(catalogue: Catalogue, options: argparse.Namespace) -> int:
    from retrieval.library import LibraryError, absolute
    from scripts._terminal import typed

    known = catalogue.folders()
    folders = [absolute(folder) for folder in options.folders] or known
    if not folders:
        raise LibraryError("the library has no folders yet: python -m scripts.library add FOLDER")
    for folder in folders:
        if not any(folder.is_relative_to(each) for each in known):
            raise LibraryError(
                f"{folder} is not in the library: python -m scripts.library add {typed(folder)}"
            )
    return _scanned(catalogue, folders, options.workers)


def _scanned(catalogue: Catalogue, folders: Sequence[Path], workers: int | None) -> int:
    from retrieval.library import scan
    from retrieval.planning import departed, unheard

    tally = scan(catalogue, folders, workers)
    left = unheard(catalogue)
    for line in scan_lines(tally):
        print(line)
    if left:
        print(f"{some(left, 'track')} not in the index yet: {BUILD}")
    elif tally.seen and departed(catalogue):
        print(f"the index is behind: {BUILD}")
    return 1 if tally.failed or tally.unplugged or tally.out_of_reach else 0


def scan_lines(tally: Scan) -> list[str]:
    """What is to be said of a scan."""
    from scripts._terminal import printable, typed

    found = {
        "new": tally.new,
        "changed": tally.changed,
        "moved": tally.moved,
        "back again": tally.returned,
        "gone": tally.gone - tally.moved,
        "could not be read": tally.failed,
    }
    told = ", ".join(f"{count:,} {what}" for what, count in found.items() if count > 0) or "nothing new"
    lines = [f"{some(tally.seen, 'music file')}: {told}"]
    if tally.failed:
        lines.append(f"why they could not be read: {FAILURES}")
    for folder in tally.unplugged:
        shown = printable(folder)
        lines.append(
            f"{shown} is not there, or empty now: is its disk plugged in? Nothing in it was taken for "
            f"deleted. If the music is gone for good: python -m scripts.library remove {typed(folder)}"
        )
    for place in tally.out_of_reach:
        lines.append(f"{printable(place)} could not be looked into: what is known of it stays as it was")
    return lines


def _status(catalogue: Catalogue, options: argparse.Namespace) -> int:
    from retrieval.audio_files import holds
    from retrieval.planning import unheard
    from scripts._terminal import printable

    folders, counts = catalogue.folders(), catalogue.counts()
    if not folders:
        print("the library has no folders yet: python -m scripts.library add FOLDER")
        return 0
    gone = [folder for folder in folders if not holds(folder.is_dir)]
    for folder in folders:
        print(f"folder {printable(folder)}" + (" (not there now)" if folder in gone else ""))
    files = {path for folder in folders for path in catalogue.stamps(folder)}
    print(f"{some(counts.present, 'track')} in {some(len(files) - counts.failed, 'file')}")
    if counts.missing:
        print(
            f"{some(counts.missing, 'track')} whose files are gone; python -m scripts.library prune forgets "
            "those that are in no playlist"
        )
    if counts.failed:
        print(f"{some(counts.failed, 'file')} could not be read: {FAILURES}")
    left = unheard(catalogue)
    if left:
        print(f"{some(left, 'track')} not in the index yet: {BUILD}")
    elif counts.present:
        print("all of them are in the index")
    return 0


def _failures(catalogue: Catalogue, options: argparse.Namespace) -> int:
    from scripts._terminal import about

    failures = catalogue.failures()
    if options.retry and failures:
        catalogue.forget_failures()
        return _scanned(catalogue, catalogue.folders(), None)
    for failure in failures:
        print(about(failure.path, failure.message))
    partly = 0
    for track in sorted(catalogue.tracks(catalogue.present_keys()).values(), key=lambda row: row.path):
        # music is often made so loud that it clips: that is no fault of the file
        if faults := [each for each in track.problems if not each.startswith("clipped:")]:
            print(about(track.path, f"heard, but {'; '.join(faults).replace('too_short', 'too short')}"))
            partly += 1
    if failures:
        print(f"{some(len(failures), 'file')}; {FAILURES} --retry reads them again", file=sys.stderr)
    else:
        print("every file could be read" + (", those above with a fault" if partly else ""), file=sys.stderr)
    return 0


def _remove(catalogue: Catalogue, options: argparse.Namespace) -> int:
    from retrieval.library import absolute

    folder = absolute(options.folder)
    before = catalogue.counts().present
    catalogue.remove_folder(folder)
    gone = before - catalogue.counts().present
    print(f"{some(gone, 'track')} left the library; the files are where they were")
    if gone:
        print("they are found no more; python -m scripts.library prune forgets what is known of them")
    return 0


def _prune(catalogue: Catalogue, options: argparse.Namespace) -> int:
    from index.locks import BuildLock
    from retrieval.kept import forget
    from retrieval.recipes import index_root

    with BuildLock(index_root()):
        pruned = catalogue.prune()
        forget(index_root(), pruned.tracks)
    files = some(pruned.files, "file that is gone", "files that are gone")
    print(f"forgot {files}, {some(len(pruned.tracks), 'track')} with {'it' if pruned.files == 1 else 'them'}")
    if kept := catalogue.counts().missing:
        print(f"kept {some(kept, 'track')} for playlists and tags of yours")
    if pruned.tracks:
        print(f"older indexes still hold them: {BUILD}, then python -m scripts.index prune")
    return 0


def _watch(catalogue: Catalogue, options: argparse.Namespace) -> int:
    from retrieval.recipes import index_root
    from retrieval.watching import watch
    from scripts._index_report import built_lines, draw_map

    try:
        for scanned, built in watch(catalogue, options.workers):
            for line in scan_lines(scanned) + (built_lines(built) if built else []):
                print(line, flush=True)
            draw_map(index_root())
    except KeyboardInterrupt:
        print("watching no more", file=sys.stderr)
    return INTERRUPTED


_COMMANDS = {
    "add": _add,
    "scan": _scan,
    "status": _status,
    "failures": _failures,
    "remove": _remove,
    "prune": _prune,
    "tag": _hand_tags.tag,
    "watch": _watch,
}


if __name__ == "__main__":
    main()
