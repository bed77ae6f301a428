"""Search your music: words, names and examples in, the fitting moments out."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from retrieval.progress import clock
from scripts._options import as_count, no_option
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from retrieval.hits import Example, Hit, SearchResult
    from retrieval.search import SearchEngine

EPILOG = """\
examples:
  python -m scripts.search "dreamy piano -drums"
  python -m scripts.search "sad songs by Nina Simone" -k 5
  python -m scripts.search --like song.mp3 --unlike "Ada Marsh Rain" --filter "year>=1990 bpm:90-120"
  python -m scripts.search "chase scene" --diverse --m3u8 > chase.m3u8

A comma parts what is asked for, a minus or "no" leaves out, quotes keep a phrase whole, ^2 counts double.
Names of artists, titles and albums are found as well, and tags that you taught (python -m scripts.teach).
A track is given as a file, in your library or not, as the start of its key, or as words of title and artist.

exit code: 0 something was found, 1 nothing was, or there is no index, 2 wrong usage, 130 interrupted
"""
WIDTH = 34


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, search, and print what was found."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.search",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("query", nargs="*", help="what the music should be like")
    parser.add_argument(
        "--like", nargs="+", action="extend", default=[], metavar="TRACK", help="music that sounds like this"
    )
    parser.add_argument(
        "--unlike", nargs="+", action="extend", default=[], metavar="TRACK", help="and less like that"
    )
    parser.add_argument(
        "--filter", default="", metavar="CONDITIONS", help="such as 'year>=1990 bpm:90-120 -genre:jazz'"
    )
    parser.add_argument("-k", type=as_count, default=20, metavar="N", help="how many tracks (default 20)")
    parser.add_argument(
        "--spans", type=as_count, default=1, metavar="N", help="moments of each track (default 1)"
    )
    parser.add_argument(
        "--diverse", action="store_true", help="two tracks of an artist at most, one of several versions"
    )
    parser.add_argument(
        "--bundle", metavar="NAME_OR_FOLDER", help="a joint bundle (default: what built the index)"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything that is known of each hit, as JSON")
    form.add_argument("--m3u8", action="store_true", help="a playlist that most players open")
    form.add_argument("--xspf", action="store_true", help="a playlist with escaped names")
    given = sys.argv[1:] if arguments is None else arguments
    sys.exit(_run(parser.parse_args([no_option(each) for each in given])))


def _run(options: argparse.Namespace) -> int:
    words = " ".join(options.query)
    if not words.strip() and not options.like:
        print(
            'say what to look for: words such as "dreamy piano, no drums", or --like TRACK', file=sys.stderr
        )
        return 2
    from encoders.waveform import AudioFileError
    from index.database import CatalogueError
    from index.filters import FilterError
    from index.generations import GenerationError
    from index.home import HomeError
    from retrieval.bundle import BundleError
    from retrieval.examples import ExampleError
    from retrieval.hits import SearchRequest
    from retrieval.pointing import PointingError
    from retrieval.query import QueryError
    from retrieval.search import SearchEngine, SearchError

    try:
        with SearchEngine.open(options.bundle) as engine:
            request = SearchRequest(
                words,
                _examples(options.like, engine),
                _examples(options.unlike, engine),
                options.filter,
                options.k,
                options.diverse,
                options.spans,
            )
            result = engine.search(request)
    except (FilterError, QueryError) as error:
        print(error, file=sys.stderr)
        return 2
    except (
        AudioFileError,
        BundleError,
        CatalogueError,
        ExampleError,
        GenerationError,
        HomeError,
        PointingError,
        SearchError,
    ) as error:
        sys.exit(str(error))
    _show(result, words or "examples", options)
    return 0 if result.hits else 1


def _examples(typed: Sequence[str], engine: SearchEngine) -> tuple[Example, ...]:
    # a name that begins with a dash came through `no_option`
    return tuple(engine.example(each[each.startswith(" -") :]) for each in typed)


def _show(result: SearchResult, name: str, options: argparse.Namespace) -> None:
    import json

    from retrieval.playlists import m3u8, xspf
    from scripts._terminal import output

    console = output()  # names that cannot be shown must not end the command
    for remark in result.remarks:
        print(f"note: {remark}", file=sys.stderr)
    if options.json:
        print(json.dumps(result.described(), indent=2, ensure_ascii=False))
    elif options.m3u8 or options.xspf:
        made = (m3u8 if options.m3u8 else xspf)([hit.entry for hit in result.hits], name)
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        if result.message:
            print(result.message, file=sys.stderr)
    else:
        _print(result, console)


def _print(result: SearchResult, console: Console) -> None:
    if result.message:
        console.print(result.message)
    for place, hit in enumerate(result.hits):
        if place == result.weak_from and place:
            console.print("-- from here on it hardly fits --")
        console.print(_line(place + 1, hit))
        if reasons := _reasons(hit):
            console.print(f"      {reasons}")


def _line(place: int, hit: Hit) -> str:
    from scripts._terminal import printable_text

    name = f"{hit.artist} - {hit.title}" if hit.artist else hit.title
    moments = ", ".join(f"{clock(span.start_seconds)}-{clock(span.end_seconds)}" for span in hit.spans)
    return f"{place:3}. {hit.chance:4.0%} {hit.band:6}  {printable_text(name):{WIDTH}}  {moments}"


def _reasons(hit: Hit) -> str:
    from scripts._terminal import printable_text

    parts = [
        f"{'no ' if each.part.excluded else ''}{each.part.text} "
        f"{1 - each.probability if each.part.excluded else each.probability:.0%}"
        for each in hit.why.parts
    ]
    told = [", ".join(parts)] if len(parts) > 1 else []
    told += [f"you struck out: {', '.join(hit.why.struck)}"] if hit.why.struck else []
    told += [f"{each.field}: {each.value}" for each in hit.why.names if each.field != "path"]
    told += [", ".join(tag for tag, _ in hit.why.tags)] if hit.why.tags else []
    told += [f"also as {len(hit.versions)} other version(s)"] if hit.versions else []
    return printable_text(" | ".join(told))


if __name__ == "__main__":
    main()
