"""`evaluate tags`: each tag of a manifest is typed as a query, and the tracks it finds are judged."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts._options import add_measured, add_report, add_workers, as_count

if TYPE_CHECKING:
    from retrieval.evaluation.tables import Report

EXAMPLES = """\
examples:
  python -m scripts.evaluate tags --bundle starter --manifest corpus/manifest.jsonl
  python -m scripts.evaluate tags --bundle starter --manifest corpus/manifest.jsonl --multi --judged
  python -m scripts.evaluate tags --bundle runs/mine/bundle --manifest corpus/manifest.jsonl --variants \\
      --compare starter --trec runs/mine/trec --picture runs/mine/categories.png

Every figure is a mean over tags, each counting alike. A track of which a tag is not known to be true or false
is not ranked for it. The files that --trec writes re-score to the same figures with ir-measures or trec_eval.
"""


def add(commands: Any) -> None:
    """The subcommand and its options."""
    parser = commands.add_parser(
        "tags",
        help="tracks for typed tags",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_measured(parser, "a joint bundle's name or folder; a tagger answers its own tags")
    parser.add_argument(
        "--variants", action="store_true", help="also ask in other words: synonyms, abbreviations ..."
    )
    parser.add_argument(
        "--multi", action="store_true", help="also ask for several tags at once, and with some left out"
    )
    parser.add_argument(
        "--exclusion-powers",
        nargs="+",
        type=_as_power,
        default=[],
        metavar="X",
        help="with --multi: also leave out by these powers, beside the one that ships",
    )
    parser.add_argument(
        "--judged", action="store_true", help="also ask free questions, and judge what they find by tags"
    )
    parser.add_argument(
        "--compare",
        nargs="+",
        default=[],
        metavar="BUNDLE",
        help="other bundles, with paired randomisation tests against --bundle (Holm's correction)",
    )
    parser.add_argument(
        "--listens", type=Path, metavar="FILE", help="a manifest of listens: most played first is a floor"
    )
    parser.add_argument(
        "--segments", type=as_count, default=6, metavar="N", help="chunks to hear of each track (default 6)"
    )
    parser.add_argument("--trec", type=Path, metavar="FOLDER", help="write rankings and judgements there")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw MAP by category as a PNG")
    parser.add_argument(
        "--reliability", type=Path, metavar="FILE", help="draw what probabilities of matches are worth"
    )
    add_report(parser, "of the bootstrap, the tests and the random floor")
    add_workers(parser)
    parser.set_defaults(measure=_measure)


def _as_power(text: str) -> float:
    """A number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no power: give a number above 0, like 6")
    return value


def _measure(chosen: argparse.Namespace) -> Report:
    from index.home import HomeError
    from retrieval.bundle import BundleError, find_bundle
    from retrieval.data.manifest import ManifestError, read_listens, read_manifest
    from retrieval.evaluation.entrants import load_entrant
    from retrieval.evaluation.pictures import PictureError
    from retrieval.evaluation.scoring import EvaluationError
    from retrieval.evaluation.tag_evaluation import Wanted, measure_tags
    from retrieval.song_vectors import SongVectorError

    if chosen.exclusion_powers and not chosen.multi:
        print("--exclusion-powers are of queries with several tags: add --multi", file=sys.stderr)
        sys.exit(2)
    try:
        wanted = Wanted(
            split=chosen.split,
            segments=chosen.segments,
            variants=chosen.variants,
            multi=chosen.multi,
            exclusion_powers=tuple(chosen.exclusion_powers),
            judged=chosen.judged,
            compare=tuple(load_entrant(find_bundle(name)) for name in chosen.compare),
            listens=read_listens(chosen.listens) if chosen.listens else None,
            trec=chosen.trec,
            picture=chosen.picture,
            reliability=chosen.reliability,
            seed=chosen.seed,
            workers=chosen.workers,
        )
        return measure_tags(load_entrant(find_bundle(chosen.bundle)), read_manifest(chosen.manifest), wanted)
    except (BundleError, EvaluationError, HomeError, ManifestError, PictureError, SongVectorError) as error:
        sys.exit(str(error))
