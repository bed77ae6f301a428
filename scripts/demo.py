"""Listen to the demo library that ships with Leitmotif, and print what was heard in each track."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from scripts._options import add_bundle
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from retrieval.tagger import Tag, TaggedTrack

LIBRARY = Path(__file__).parents[1] / "retrieval" / "data" / "starter" / "demo"
COLUMNS = {"genre": "Genre", "mood": "Mood", "instrument": "Instruments", "tempo": "Tempo"}
WIDTHS = {"genre": 5, "mood": 3, "instrument": 4, "tempo": 3}
# Ends of scales: true of half of all music, they would crowd out the words that tell one mood from another.
SCALES = {"positive", "negative", "high arousal", "low arousal", "major key", "minor key"}


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description=__doc__)
    parser.add_argument(
        "--library", type=Path, default=LIBRARY, metavar="FOLDER", help="another folder of music"
    )
    add_bundle(parser)
    _run(parser.parse_args(arguments))


def _run(options: argparse.Namespace) -> None:
    from retrieval.audio_files import find_audio
    from retrieval.bundle import BundleError, find_bundle
    from retrieval.file_tags import title_and_artist
    from retrieval.parallel import Failure
    from retrieval.progress import clock, steps
    from retrieval.tag_files import sensible_workers, tag_files
    from retrieval.tagger import Tagger
    from scripts._terminal import about, output

    files = find_audio([options.library]) if options.library.is_dir() else []
    if not files:
        sys.exit(f"no music in {options.library}: give another folder with --library")
    try:
        folder = find_bundle(options.bundle)
        tags = Tagger.load(folder).tags
    except BundleError as error:
        sys.exit(str(error))

    out = output()
    table = table_of(tags)
    started, heard_seconds, failures = time.monotonic(), 0.0, []
    with closing(tag_files(folder, files, sensible_workers(len(files)))) as results:
        for path, result in steps(zip(files, results, strict=True), len(files), "listening", out):
            if isinstance(result, Failure):
                failures.append(about(path, result.message))
                continue
            heard_seconds += result.duration_seconds
            table.add_row(*row(*title_and_artist(path), result, tags))
    out.print(table, soft_wrap=False)
    took = clock(time.monotonic() - started)
    out.print(f"{table.row_count} tracks, {clock(heard_seconds)} of music, heard in {took}.")
    out.print("Your own music: python -m scripts.tag --timeline FILE_OR_FOLDER")
    if failures:
        sys.exit("\n".join(failures))


def table_of(tags: Sequence[Tag]) -> Table:
    """An empty table with a column for each category of `COLUMNS` that the vocabulary has."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1), header_style="bold cyan")
    table.add_column("Track", ratio=5, overflow="ellipsis", no_wrap=True)
    for category in shown(tags):
        table.add_column(COLUMNS[category], ratio=WIDTHS[category], overflow="ellipsis", no_wrap=True)
    return table


def shown(tags: Sequence[Tag]) -> list[str]:
    """The categories that get a column."""
    return [category for category in COLUMNS if any(tag.category == category for tag in tags)]


def row(title: str, artist: str, track: TaggedTrack, tags: Sequence[Tag]) -> list[Text]:
    """The cells of one track, two lines each: title over artist, the likeliest tag over the next."""
    from rich.text import Text

    from scripts._tag_report import Choice, percent

    likeliest = Choice(top=2 + len(SCALES), threshold=0.0).of(track.probabilities, tags)
    cells = [Text.assemble((title, "bold"), "\n", (artist, "dim"))]
    for category in shown(tags):
        # Tempo words exclude each other: the runner-up would only confuse.
        telling = [pair for pair in likeliest[category] if pair[0] not in SCALES]
        best = telling[: 1 if category == "tempo" else 2]
        names = [Text(name, "" if value >= 0.5 else "dim") for name, value in best]
        if category == "genre":
            names[0].append(f" {percent(best[0][1])}")
        cells.append(Text("silent", "dim") if track.silent else Text("\n").join(names))
    return cells


if __name__ == "__main__":
    main()
