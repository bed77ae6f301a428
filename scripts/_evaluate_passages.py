"""How a bundle reads passages: their moods (`passages`), and where it cuts scenes (`scenes`)."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from scripts._options import add_report

if TYPE_CHECKING:
    from retrieval.evaluation.tables import Report


def add(commands: Any) -> None:
    """The subcommands and their options."""
    for name, told in (
        ("passages", "the moods read in passages that were judged by hand"),
        ("scenes", "where scenes are cut in stories whose mood turns"),
    ):
        parser = commands.add_parser(
            name,
            help=told,
            description=__doc__,
            epilog=f"example:\n  python -m scripts.evaluate {name} --bundle starter",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.add_argument("--bundle", required=True, help="a joint bundle that reads passages")
        add_report(parser, "of the stories that are put together" if name == "scenes" else "")
        if name == "scenes":
            parser.add_argument("--split", choices=("valid", "test"), default="test", help="default: test")
        parser.set_defaults(measure=_measure)


def _measure(chosen: argparse.Namespace) -> Report:
    from retrieval.bundle import JOINT, BundleError, find_bundle
    from retrieval.evaluation.judged_passages import judged_passages_report
    from retrieval.evaluation.scene_cuts import scene_cuts_report
    from retrieval.story.reading import StoryError, StoryReader
    from retrieval.text_reader import TextReader

    try:
        story = StoryReader(TextReader.load(find_bundle(chosen.bundle, JOINT)))
    except (BundleError, StoryError) as error:
        sys.exit(str(error))
    if chosen.what == "passages":
        return judged_passages_report(story)
    return scene_cuts_report(story, chosen.split, chosen.seed)
