"""Train the arms of an experiment on the same data and print them side by side."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import _study_joint, _study_stories
from scripts._report import publish
from scripts._stopping import stops_well
from scripts._training import add_machine, mistakes_told

if TYPE_CHECKING:
    from retrieval.evaluation.tables import Report

EXAMPLES = """\
examples:
  python -m scripts.study taggers --manifest corpus/manifest.jsonl --watch emotify.jsonl
  python -m scripts.study taggers --manifest corpus/manifest.jsonl --arm "resnet 48" --arm "resnet 64"
  python -m scripts.study sampling --manifest corpus/manifest.jsonl --seeds 3

exit code: 0 done, 1 it cannot be done, 2 wrong usage or setting, 130 interrupted
"""
TAGGER_STUDY = Path(__file__).parents[1] / "retrieval/configs/tagger_study.toml"


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, train what is not trained yet, print the table."""
    parser = argparse.ArgumentParser(prog="python -m scripts.study", description=__doc__)
    studies = parser.add_subparsers(dest="study", required=True, metavar="STUDY")
    taggers = studies.add_parser(
        "taggers",
        help="width, chunk and architecture of a tagger: accuracy beside speed",
        description="Width, chunk and architecture of a tagger: accuracy beside speed.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    taggers.add_argument(
        "--manifest", type=Path, required=True, help="tracks in splits train, valid and test"
    )
    taggers.add_argument("--config", type=Path, default=TAGGER_STUDY, help="recipe and arms, as TOML")
    taggers.add_argument(
        "--arm", action="append", default=[], metavar="NAME", help="only this arm; repeatable"
    )
    taggers.add_argument(
        "--watch", type=Path, action="append", default=[], metavar="MANIFEST", help="measure on it, too"
    )
    add_machine(taggers)
    taggers.set_defaults(measure=_taggers)
    for study in (taggers, *_study_joint.add(studies), *_study_stories.add(studies)):
        study.add_argument(
            "--out", type=Path, help="where the runs lie; by default under LEITMOTIF_HOME/runs"
        )
        study.add_argument("--json", type=Path, metavar="FILE", help="write the tables as JSON")
    _study_stories.add_spaces(studies)
    chosen = parser.parse_args(arguments)
    try:
        report = chosen.measure(chosen)
    except KeyboardInterrupt:
        print("stopped; the same command goes on where it was", file=sys.stderr)
        sys.exit(130)
    publish(report, chosen.json)


def _taggers(chosen: argparse.Namespace) -> Report:
    import torch

    from encoders.base import device_from
    from index.home import room
    from retrieval.data.manifest import read_manifest
    from retrieval.settings import read_config
    from retrieval.studies import taggers

    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    with mistakes_told():
        folder = chosen.out or room("runs") / "tagger_study"
        study = read_config(taggers.TaggerStudy, chosen.config)
        study = taggers.chosen_arms(study, tuple(chosen.arm))
        manifest = read_manifest(chosen.manifest)
        device = device_from(chosen.device)
        taggers.train_arms(study, manifest, tuple(chosen.watch), folder, device, chosen.workers)
        return taggers.report(study, folder)


if __name__ == "__main__":
    main()
