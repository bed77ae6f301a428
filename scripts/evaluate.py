"""Measure a bundle on a manifest: the tags it gives tracks (`tagger`), the tracks it finds for tags (`tags`),
the tracks it finds for passages of stories (`stories`).

Where tracks say what listeners felt (Emotify), genres and within-genre correlations are measured instead.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import _evaluate_passages, _evaluate_search, _evaluate_stories, _evaluate_tags
from scripts._options import add_measured, add_report, add_workers
from scripts._report import publish
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from retrieval.evaluation.tables import Report

EXAMPLES = """\
examples:
  python -m scripts.evaluate tagger --bundle starter_tagger --manifest corpus/manifest.jsonl --baseline
  python -m scripts.evaluate tagger --bundle runs/wide/bundle --manifest mtat.jsonl --json report.json
"""


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, measure, print, and write what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.evaluate", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    tagger = what.add_parser(
        "tagger",
        help="tags of tracks",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_measured(tagger, "a bundle's name or folder")
    tagger.add_argument(
        "--baseline",
        type=Path,
        nargs="?",
        const=Path(),
        metavar="MANIFEST",
        help="add MFCC statistics + logistic regression, learned from this manifest's split train "
        "(default: the manifest that is measured)",
    )
    add_report(tagger, "of the bootstrap and the random floor")
    add_workers(tagger)
    tagger.set_defaults(measure=_measure)
    _evaluate_tags.add(what)
    _evaluate_stories.add(what)
    _evaluate_passages.add(what)
    _evaluate_search.add(what)
    chosen = parser.parse_args(arguments)
    publish(chosen.measure(chosen), chosen.json, chosen.csv)


def _measure(chosen: argparse.Namespace) -> Report:
    from index.home import HomeError
    from retrieval.bundle import BundleError, find_bundle
    from retrieval.data.features import FeatureError
    from retrieval.data.manifest import ManifestError, read_manifest
    from retrieval.evaluation.scoring import EvaluationError
    from retrieval.evaluation.tagger_report import measure

    try:
        manifest = read_manifest(chosen.manifest)
        teacher = None
        if chosen.baseline is not None:
            teacher = read_manifest(chosen.baseline) if chosen.baseline.name else manifest
        return measure(
            find_bundle(chosen.bundle), manifest, chosen.split, teacher, chosen.seed, chosen.workers
        )
    except (BundleError, EvaluationError, FeatureError, HomeError, ManifestError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
