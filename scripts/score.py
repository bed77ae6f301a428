"""Score every music file beneath a folder for each typed line, as a table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scripts._options import add_workers, as_count, as_path
from scripts._stopping import stops_well

EPILOG = """\
examples:
  python -m scripts.score Music/ --queries lines.txt --out scores.csv

lines.txt holds a query a line, written as in a search: calm piano, no drums. The table has the columns query,
file and score: how likely it is that the file is what was asked for, 0 to 1. Interrupted, it goes on where it
was when the same command is given again.

exit code: 0 all went well, 1 some file failed (listed at the end),
2 wrong usage, 130 interrupted
"""


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.score",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=as_path, metavar="FOLDER", help="music, however deep")
    parser.add_argument("--queries", type=as_path, required=True, metavar="FILE", help="a query a line")
    parser.add_argument("--out", type=as_path, required=True, metavar="FILE", help="the table, as CSV")
    parser.add_argument(
        "--bundle", default="starter", metavar="NAME_OR_FOLDER", help="a joint bundle (default starter)"
    )
    parser.add_argument(
        "--segments", type=as_count, metavar="N", help="chunks to hear of each file (default 16)"
    )
    add_workers(parser)
    sys.exit(_run(parser.parse_args(arguments)))


def _run(options: argparse.Namespace) -> int:
    from retrieval.bundle import BundleError, find_bundle
    from retrieval.score_folder import SEGMENTS, ScoreError, read_lines, score_folder
    from scripts._terminal import printable

    folder: Path = options.folder
    if not folder.is_dir():
        sys.exit(f"{folder} is not a folder")
    # before hours of listening, not after them
    if options.out.is_dir() or options.out.resolve() == options.queries.resolve():
        sys.exit(f"the table cannot be written over {options.out}: give another --out")
    try:
        lines = read_lines(options.queries)
        bundle = find_bundle(options.bundle)
        segments = options.segments or SEGMENTS
        failures = score_folder(bundle, folder, lines, options.out, segments, options.workers)
    except (BundleError, ScoreError) as error:
        sys.exit(str(error))
    except (FileExistsError, FileNotFoundError, NotADirectoryError, PermissionError) as error:
        sys.exit(f"the table cannot be written to {options.out} ({error.strerror}): give another --out")
    except KeyboardInterrupt:
        print("stopped; the same command goes on where it was", file=sys.stderr)
        return 130
    if failures:
        print(f"{len(failures)} {'file' if len(failures) == 1 else 'files'} failed:", file=sys.stderr)
    for name, reason in failures.items():
        print(f"  {printable(Path(name))}: {reason}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    main()
