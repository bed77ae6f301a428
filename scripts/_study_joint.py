"""`study sampling`, `modalities` and `words`: the thesis's experiments with joint spaces, on any manifest."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts._options import as_count, as_path
from scripts._training import add_machine, add_settings, mistakes_told

if TYPE_CHECKING:
    import torch

    from retrieval.config import JointConfig
    from retrieval.data.manifest import Manifest
    from retrieval.evaluation.tables import Report

    Ask = Callable[[argparse.Namespace, JointConfig, Manifest, Path, torch.device], Report]

EXAMPLES = """\
examples:
  python -m scripts.study sampling --manifest corpus/manifest.jsonl --seeds 3
  python -m scripts.study modalities --manifest corpus/scenes.jsonl --listens corpus/listens.jsonl
  python -m scripts.study words --manifest corpus/manifest.jsonl --texts texts/ --vectors glove.txt
  python -m scripts.study sampling --manifest msd.jsonl --set data.audio_bundle=mine --set stages.0.epochs=200

All arms of a study make as many draws; the epoch is chosen on split valid, and split test is told.
"""
JOINT_STUDY = Path(__file__).parents[1] / "retrieval/configs/joint_study.toml"


def add(studies: Any) -> list[argparse.ArgumentParser]:
    """The three subcommands and their options."""
    sampling = _add(studies, "sampling", "which triplets are drawn: Table 5.2", _sampling)
    modalities = _add(studies, "modalities", "sound, listeners or both: Table 5.3, Figure 5.2", _modalities)
    modalities.add_argument("--listens", type=as_path, required=True, metavar="FILE", help="who played what")
    modalities.add_argument("--picture", type=as_path, metavar="FILE", help="draw MAP by category as a PNG")
    words = _add(studies, "words", "encoders of texts and their nearest words: Table 5.4", _words)
    words.add_argument(
        "--texts", type=as_path, metavar="FOLDER", help="music texts, or a model by `scripts.words train`"
    )
    words.add_argument(
        "--vectors", type=as_path, metavar="FILE", help="general word vectors: word2vec, GloVe or gensim"
    )
    return [sampling, modalities, words]


def _add(studies: Any, name: str, about: str, ask: Ask) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = studies.add_parser(
        name,
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--manifest", type=as_path, required=True, help="tracks with tags, in splits train, valid and test"
    )
    parser.add_argument("--config", type=as_path, default=JOINT_STUDY, help="the recipe of all arms, as TOML")
    add_settings(parser, "one setting of the recipe, repeatable")
    parser.add_argument(
        "--seeds", type=as_count, default=3, metavar="N", help="runs of each arm (default: 3)"
    )
    add_machine(parser)
    parser.set_defaults(measure=lambda chosen: _measure(chosen, name, ask))
    return parser


def _measure(chosen: argparse.Namespace, name: str, ask: Ask) -> Report:
    import torch

    from encoders.base import device_from
    from index.home import room
    from retrieval.config import JointConfig
    from retrieval.data.manifest import read_manifest
    from retrieval.evaluation.pictures import PictureError
    from retrieval.evaluation.scoring import EvaluationError
    from retrieval.settings import read_config
    from retrieval.studies import joint_arms
    from retrieval.training.word_vectors import WordVectorsError

    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    try:
        with mistakes_told():
            folder = chosen.out or room("runs") / f"{name}_study"
            config = read_config(JointConfig, chosen.config, tuple(chosen.settings))
            manifest = read_manifest(chosen.manifest)
            given = {
                option: getattr(chosen, option, None)
                for option in ("manifest", "listens", "texts", "vectors")
            }
            there = {option: path for option, path in given.items() if path is not None}
            for option, path in there.items():
                if not path.exists():
                    sys.exit(f"there is no {path}, which --{option} names")
            joint_arms.settle(folder, there)
            return ask(chosen, config, manifest, folder, device_from(chosen.device))
    except (EvaluationError, PictureError, WordVectorsError) as error:
        sys.exit(str(error))


def _sampling(
    chosen: argparse.Namespace, config: JointConfig, manifest: Manifest, folder: Path, device: torch.device
) -> Report:
    from retrieval.studies import sampling

    return sampling.study(config, manifest, chosen.seeds, folder, device, chosen.workers)


def _modalities(
    chosen: argparse.Namespace, config: JointConfig, manifest: Manifest, folder: Path, device: torch.device
) -> Report:
    from retrieval.data.manifest import read_listens
    from retrieval.studies import modalities

    listens = read_listens(chosen.listens)
    return modalities.study(
        config, manifest, listens, chosen.seeds, folder, device, chosen.workers, chosen.picture
    )


def _words(
    chosen: argparse.Namespace, config: JointConfig, manifest: Manifest, folder: Path, device: torch.device
) -> Report:
    from retrieval.studies import words

    encoders = words.encoders_of(chosen.texts, chosen.vectors, folder)
    return words.study(config, manifest, encoders, chosen.seeds, folder, device, chosen.workers)
