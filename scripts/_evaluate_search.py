"""What a search is worth by examples and names, and how far its words and moments can be trusted."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from scripts._options import add_measured, add_report, as_count

if TYPE_CHECKING:
    from retrieval.evaluation.tables import Report


def add(commands: Any) -> None:
    """The subcommands and their options."""
    for name, told in (
        ("examples", "tracks like given ones, and tags taught by a few"),
        ("names", "artists and titles typed among words of sound"),
        ("bands", "how often hits called strong, fair or weak are right"),
        ("moments", "where in a medley a search points"),
    ):
        parser = commands.add_parser(
            name,
            help=told,
            description=__doc__,
            epilog=f"example:\n  python -m scripts.evaluate {name} --bundle starter --manifest demo.jsonl",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        add_measured(parser, "a joint bundle's name or folder")
        parser.add_argument(
            "--segments",
            type=as_count,
            default=6,
            metavar="N",
            help="chunks to hear of each track (default 6)",
        )
        add_report(parser, "of what is drawn, and of the bootstrap")
        parser.set_defaults(measure=_measure)


def _measure(chosen: argparse.Namespace) -> Report:
    from index.home import HomeError
    from retrieval.bundle import BundleError, find_bundle
    from retrieval.data.manifest import ManifestError, read_manifest
    from retrieval.evaluation.bands import band_report
    from retrieval.evaluation.entrants import load_entrant
    from retrieval.evaluation.example_search import example_report
    from retrieval.evaluation.moments import moment_report
    from retrieval.evaluation.name_search import name_report
    from retrieval.evaluation.scoring import EvaluationError
    from retrieval.song_vectors import SongVectorError

    try:
        entrant = load_entrant(find_bundle(chosen.bundle))
        manifest = read_manifest(chosen.manifest)
        part = manifest if chosen.split == "all" else manifest.split(chosen.split)
        if not part.tracks:
            raise EvaluationError("no track to evaluate on: choose another --split")
        reports = {
            "examples": example_report, "names": name_report, "bands": band_report, "moments": moment_report
        }  # fmt: skip
        return reports[chosen.what](entrant, part, chosen.segments, chosen.seed)
    except (BundleError, EvaluationError, HomeError, ManifestError, SongVectorError) as error:
        sys.exit(str(error))
