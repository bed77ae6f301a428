"""Measure what listens know about tags: vectors from listens, and ridge regression to tags of unseen artists.

Listens are of all artists; tags are learned on the manifest's split train and measured on its split test.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from scripts._options import as_count, as_path, as_seed
from scripts._report import publish
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from retrieval.evaluation.tables import Report

EXAMPLES = """\
examples:
  python -m scripts.probe --listens corpus/listens.jsonl --manifest corpus/scenes.jsonl --all-tags
  python -m scripts.probe --listens listens.jsonl --manifest artists.jsonl --set dimension=64
"""


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, measure, print, and write what is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.probe",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--listens", type=as_path, required=True, metavar="MANIFEST", help="who played what")
    parser.add_argument("--manifest", type=as_path, required=True, help="tracks or artists with tags, split")
    tags = parser.add_mutually_exclusive_group()
    tags.add_argument("--top", type=as_count, default=50, help="so many of the most common tags (default 50)")
    tags.add_argument("--all-tags", action="store_true", help="all tags, whether common or not")
    parser.add_argument("--categories", nargs="+", default=[], metavar="NAME", help="tags of these alone")
    parser.add_argument(
        "--min-listeners", type=as_count, default=4, help="leave out what fewer people heard (default 4)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of the factorisation: dimension, weighting, alpha, regularization, iterations, ...",
    )
    parser.add_argument("--seed", type=as_seed, default=0, help="of the bootstrap (default 0)")
    parser.add_argument("--json", type=as_path, metavar="FILE", help="write the figures as JSON too")
    chosen = parser.parse_args(arguments)
    publish(_measure(chosen), chosen.json)


def _measure(chosen: argparse.Namespace) -> Report:
    from encoders.base import EncoderError
    from encoders.cultural.matrix_factorization import MatrixFactorizationConfig
    from retrieval.data.manifest import ManifestError, read_listens, read_manifest
    from retrieval.evaluation.listening_probe import ProbeConfig, measure
    from retrieval.evaluation.scoring import EvaluationError
    from retrieval.settings import ConfigError, with_settings

    top = 0 if chosen.all_tags else chosen.top
    config = ProbeConfig(top, tuple(chosen.categories), chosen.min_listeners, chosen.seed)
    try:
        encoder = with_settings(MatrixFactorizationConfig(), tuple(chosen.set))
        return measure(read_listens(chosen.listens), read_manifest(chosen.manifest), config, encoder)
    except (ConfigError, EncoderError, EvaluationError, ManifestError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
