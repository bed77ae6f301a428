"""Find the soundtrack for a story: scenes where its mood turns, a track for each, and why."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.progress import clock
from scripts._library import some
from scripts._options import as_count, no_option
from scripts._stopping import stops_well
from scripts._text_files import PIPED, TextFileError, read_text

if TYPE_CHECKING:
    from retrieval.story.cues import Choice, Cue
    from retrieval.story.soundtrack import Soundtrack

EPILOG = """\
examples:
  python -m scripts.story tale.txt
  python -m scripts.story script.txt --cues 6 --filter 'heard:"no vocals" duration>=60' --edl > script.edl
  python -m scripts.story tale.txt --explain --arc tale.svg
  pbpaste | python -m scripts.story - --m3u8 > scene.m3u8

The text is plain, in any language that the bundle's encoder knows (the starter bundle's: English). Each scene
lasts as long as it takes to read it aloud, and its cue as long as the scene. A passage without a mood keeps
the music of the one before.

exit code: 0 there is music for it, 1 there is none, 2 wrong usage, 130 interrupted
"""
WAYS = ("manual", "va", "w2v")


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, read the story, and print its cues."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.story",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="the story, as plain text; - reads what is piped in")
    scenes = parser.add_mutually_exclusive_group()
    scenes.add_argument(
        "--cues", type=as_count, metavar="N", help="so many scenes (default: as the mood turns)"
    )
    scenes.add_argument("--per-passage", action="store_true", help="a cue for every passage")
    parser.add_argument(
        "--mapping",
        default="",
        metavar="WAY",
        help="which music fits which mood: manual, va, w2v, or a TOML file (default: as the bundle learned)",
    )
    parser.add_argument(
        "--filter", default="", metavar="CONDITIONS", help="such as 'year>=1990 duration>=60 -genre:jazz'"
    )
    parser.add_argument(
        "--wpm", type=_as_pace, default=200.0, metavar="WORDS", help="words read in a minute (default 200)"
    )
    parser.add_argument("--bundle", metavar="NAME_OR_FOLDER", help="a joint bundle that reads passages")
    parser.add_argument("--arc", type=Path, metavar="FILE", help="draw the emotion arc: a .png or .svg")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--explain", action="store_true", help="passage by passage: mood, mapping, runner-up")
    form.add_argument("--m3u8", action="store_true", help="a playlist of the cues")
    form.add_argument("--csv", action="store_true", help="a cue sheet for a spreadsheet")
    form.add_argument("--edl", action="store_true", help="an edit decision list (CMX 3600, 25 frames)")
    form.add_argument("--json", action="store_true", help="cues and passages, with all that is known of them")
    given = sys.argv[1:] if arguments is None else arguments
    options = parser.parse_args([no_option(each) for each in given])
    if options.arc is not None and options.arc.suffix.lower() not in (".png", ".svg"):
        parser.error(f"--arc {options.arc}: give a name that ends in .png or .svg")
    sys.exit(_run(parser, options))


def _as_pace(typed: str) -> float:
    try:
        pace = float(typed)
    except ValueError:
        pace = 0.0
    if not 20 <= pace <= 2000:
        raise argparse.ArgumentTypeError(f"'{typed}' words in a minute: give a number from 20 to 2000")
    return pace


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from index.database import CatalogueError
    from index.filters import FilterError
    from index.generations import GenerationError
    from index.home import HomeError
    from retrieval.bundle import BundleError
    from retrieval.evaluation.pictures import PictureError
    from retrieval.passages import PassageError
    from retrieval.search import SearchEngine, SearchError
    from retrieval.story.mappings import MappingError
    from retrieval.story.opening import story_reader
    from retrieval.story.reading import StoryError
    from retrieval.story.soundtrack import Wishes, soundtrack

    try:
        text = read_text(options.file)
        with SearchEngine.open(options.bundle) as engine:
            story = story_reader(engine, options.mapping)
            wishes = Wishes(options.cues, options.per_passage, options.filter, options.wpm)
            found = soundtrack(text, engine, story, wishes, options.mapping)
            if options.arc is not None:
                from retrieval.story.arc import draw_arc

                draw_arc(found, options.arc)
    except (FilterError, MappingError) as error:
        print(error, file=sys.stderr)
        return 2
    except (
        BundleError,
        CatalogueError,
        GenerationError,
        HomeError,
        PassageError,
        PictureError,
        SearchError,
        StoryError,
        TextFileError,
    ) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"cannot write {error.filename} ({error.strerror})")
    _show(found, options)
    return 0 if any(cue.choice for cue in found.cues) else 1


def _show(found: Soundtrack, options: argparse.Namespace) -> None:
    import json

    from retrieval.playlists import m3u8
    from retrieval.story.cue_sheets import beyond_edl, cue_sheet, edl

    if found.message and not options.json:
        print(found.message, file=sys.stderr)
    if options.json:
        print(json.dumps(found.described(), indent=2, ensure_ascii=False))
    elif options.m3u8:
        sys.stdout.flush()
        sys.stdout.buffer.write(m3u8(found.entries(), _title(options.file)))
    elif options.csv or options.edl:
        sys.stdout.flush()
        if options.edl and (left := beyond_edl(found)):
            print(
                f"{some(left, 'cue is', 'cues are')} not in the list: an EDL holds 999 events of one day; "
                "give --cues 900, or a part of the text",
                file=sys.stderr,
            )
        made = cue_sheet(found) if options.csv else edl(found, _title(options.file))
        sys.stdout.buffer.write(made.encode())
    else:
        _print(found, options.explain)


def _title(file: str) -> str:
    return "Soundtrack" if file == PIPED else Path(file).stem


def _print(found: Soundtrack, explain: bool) -> None:
    from scripts._terminal import output, printable_text

    console = output()
    for number, cue in enumerate(found.cues):
        console.print(_heading(found, number, cue))
        for line in _lines(found, cue):
            console.print(f"     {printable_text(line)}")
        if explain:
            for line in _explained(found, cue):
                console.print(f"       {printable_text(line)}")


def _heading(found: Soundtrack, number: int, cue: Cue) -> str:
    scene = cue.scene
    moods = ", ".join(f"{mood} {value:.0%}" for mood, value in found.foremost(scene)) or "no mood"
    words = f"  ({', '.join(found.carried[number])})" if found.carried[number] else ""
    return f"{number + 1:3}. {clock(scene.start_seconds)}-{clock(scene.end_seconds)}  {moods}{words}"


def _lines(found: Soundtrack, cue: Cue) -> list[str]:
    from retrieval.story.cues import has_music

    first = " ".join(found.scene_text(cue.scene).split())
    quoted = first if len(first) <= 72 else first[:71].rstrip() + "…"
    if cue.goes_on:
        return [f"“{quoted}”", "the music before goes on"]
    if cue.choice is None:
        asks = cue.scene.has_mood and has_music(cue.scene, found.music)
        return [f"“{quoted}”", "no track is left for it" if asks else "no music"]
    told = [f"“{quoted}”", f"{_named(cue.choice)}"]
    if cue.choice.seconds + 1 < cue.scene.seconds:
        told.append(f"ends {clock(cue.scene.seconds - cue.choice.seconds)} before the scene does")
    if cue.alternatives:
        told.append("or " + "; ".join(_named(each) for each in cue.alternatives))
    return told


def _explained(found: Soundtrack, cue: Cue) -> list[str]:
    told = []
    for own in found.felt[cue.scene.first : cue.scene.last]:
        order = sorted(zip(own.moods.tolist(), found.moods, strict=True), reverse=True)[:3]
        moods = ", ".join(f"{mood} {value:.0%}" for value, mood in order) if own.has_mood else "no mood"
        start = " ".join(own.passage.text.split())[:44]
        told.append(
            f"reads “{start}…”: {moods}; valence {own.valence:+.2f}, arousal {own.arousal:+.2f}, "
            f"no mood {own.plain:.0%}"
        )
    if cue.goes_on or cue.choice is None:
        return told
    music = dict(zip(found.moods, found.music, strict=True))
    pairs = "; ".join(
        f"{mood} → {', '.join(music[mood]) or 'nothing'}" for mood, _ in found.foremost(cue.scene)
    )
    told.append(f"mapping ({found.mapping}): {pairs}")
    both: list[Choice] = [cue.choice, *cue.alternatives[:1]]
    for name, each in zip(("chosen", "runner-up"), both, strict=False):
        heard = ", ".join(f"{mood} {value:.0%}" for mood, value in each.moods)
        tags = ", ".join(tag for tag, _ in each.tags)
        sound = each.sound
        facts = f"; {sound.tempo_bpm:.0f} bpm, {sound.key_name}" if sound and sound.tempo_bpm else ""
        told.append(
            f"{name}: {each.fit:+.2f} deviations nearer than tracks are; heard {heard}; {tags}{facts}"
        )
    return told


def _named(choice: Choice) -> str:
    from retrieval.story.soundtrack import title_of

    artist = ", ".join(choice.track.artists)
    name = f"{artist} - {title_of(choice)}" if artist else title_of(choice)
    return f"{name}  {clock(choice.start_seconds)}-{clock(choice.end_seconds)}  {choice.band}".rstrip()


if __name__ == "__main__":
    main()
