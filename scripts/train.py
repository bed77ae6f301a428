"""Train what Leitmotif hears with. A run that was stopped goes on when the same command is given again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.story.registry import methods
from scripts._stopping import stops_well
from scripts._training import add_machine, add_settings, mistakes_told

if TYPE_CHECKING:
    import torch

    from retrieval.data.manifest import Manifest

    Begin = Callable[[Manifest, Path, torch.device], Path]

TAGGER_EXAMPLES = """\
  python -m scripts.train tagger --config retrieval/configs/starter_tagger.toml --manifest corpus.jsonl
  python -m scripts.train tagger --set encoder.options.width=64 --manifest mtat.jsonl --out runs/wide
  torchrun --nproc-per-node 2 -m scripts.train tagger --manifest mtat.jsonl
"""
JOINT_EXAMPLES = """\
  python -m scripts.train joint --config retrieval/configs/starter_joint.toml --manifest corpus.jsonl
  python -m scripts.train joint --set space.song=cultural --listens listens.jsonl --manifest artists.jsonl
  torchrun --nproc-per-node 2 -m scripts.train joint --manifest corpus.jsonl
"""
STORY_EXAMPLES = """\
  python -m scripts.train story --method three_branch --texts stories.jsonl --manifest corpus.jsonl
  python -m scripts.train story --config retrieval/configs/story.toml --texts isear.jsonl --manifest my.jsonl
  python -m scripts.train story --method va_regression --texts emobank.jsonl --manifest corpus.jsonl
"""
PASSAGES_EXAMPLE = """\
  python -m scripts.train passages --config retrieval/configs/starter_passages.toml --bundle starter \\
    --texts stories.jsonl --texts goemotions.jsonl --texts emobank.jsonl --out runs/with_passages
"""
EXIT_CODES = """
exit code: 0 trained, 1 it cannot be done, 2 wrong usage or setting, 130 interrupted
"""


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, train, and say where the bundle is."""
    parser = argparse.ArgumentParser(prog="python -m scripts.train", description=__doc__)
    schemes = parser.add_subparsers(dest="scheme", required=True, metavar="SCHEME")
    tagger = _add_scheme(
        schemes, "tagger", "audio to tags", "Train a tagger from a manifest.", TAGGER_EXAMPLES
    )
    tagger.add_argument(
        "--watch",
        type=Path,
        action="append",
        default=[],
        metavar="MANIFEST",
        help="measure on it after every epoch",
    )
    tagger.add_argument("--noise", type=Path, metavar="FOLDER", help="recordings to mix in as noise")
    joint = _add_scheme(
        schemes,
        "joint",
        "words and songs into one space",
        "Train a joint space on a tagger's ears.",
        JOINT_EXAMPLES,
    )
    joint.add_argument(
        "--listens", type=Path, metavar="MANIFEST", help="who played what, for the cultural song branch"
    )
    story = _add_scheme(
        schemes,
        "story",
        "passages and songs to one space of moods",
        "Train one of the six story methods.",
        STORY_EXAMPLES,
    )
    story.add_argument("--method", choices=methods(), help="default: what the config says, three_branch")
    story.add_argument(
        "--texts", type=Path, required=True, help="passages with emotions, in splits train and valid"
    )
    _add_passages(schemes)
    chosen = parser.parse_args(arguments)
    try:
        if chosen.scheme == "passages":
            _train_passages(chosen)
        else:
            _train(chosen)
    except KeyboardInterrupt:
        print("stopped; the same command goes on from the last finished epoch", file=sys.stderr)
        sys.exit(130)


def _add_scheme(
    schemes: Any, name: str, about: str, description: str, examples: str
) -> argparse.ArgumentParser:
    """A scheme's own parser, with the options that all of them share."""
    parser: argparse.ArgumentParser = schemes.add_parser(
        name,
        help=about,
        description=description,
        epilog=f"examples:\n{examples}{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--manifest", type=Path, required=True, help="tracks with tags, in splits train and valid"
    )
    parser.add_argument("--config", type=Path, help="a TOML file; see retrieval/configs")
    parser.add_argument("--out", type=Path, help="the run's folder; by default under LEITMOTIF_HOME/runs")
    add_settings(parser, "one setting, repeatable")
    add_machine(parser)
    return parser


def _add_passages(schemes: Any) -> None:
    """The scheme that hears nothing: it adds to a joint bundle that is there."""
    parser = schemes.add_parser(
        "passages",
        help="a branch that reads passages, for a joint bundle",
        description="Teach a joint bundle to read passages: the same bundle and a branch more. An index "
        "stays as it is.",
        epilog=f"examples:\n{PASSAGES_EXAMPLE}{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--bundle", required=True, metavar="NAME_OR_FOLDER", help="a joint bundle")
    parser.add_argument(
        "--texts", type=Path, action="append", required=True, help="passages with emotions; repeatable"
    )
    parser.add_argument("--config", type=Path, required=True, help="moods, and which emotions feel like them")
    parser.add_argument("--out", type=Path, required=True, help="where the new bundle goes")
    add_settings(parser, "one setting, repeatable")


def _train_passages(chosen: argparse.Namespace) -> None:
    import torch

    from retrieval.bundle import JOINT, find_bundle
    from retrieval.data.manifest import read_texts
    from retrieval.settings import read_config
    from retrieval.story.config import PassagesConfig
    from retrieval.training.passages_run import train_passages

    torch.set_num_threads(1)  # the same bytes on any machine of a kind; the branch is small
    with mistakes_told():
        config = read_config(PassagesConfig, chosen.config, tuple(chosen.settings))
        texts = [read_texts(path) for path in chosen.texts]
        print(train_passages(config, texts, find_bundle(chosen.bundle, JOINT), chosen.out))


def _train(chosen: argparse.Namespace) -> None:
    import torch
    from torch import distributed

    from encoders.base import device_from
    from index.home import room
    from retrieval.data.manifest import read_manifest
    from retrieval.training.trainer import join_processes

    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    name = chosen.config.stem if chosen.config else chosen.scheme
    if chosen.scheme == "story" and chosen.method:
        name = f"{name}_{chosen.method}"
    try:
        with mistakes_told():
            folder = chosen.out or room("runs") / name
            begin = {"tagger": _tagger, "joint": _joint, "story": _story}[chosen.scheme](chosen)
            manifest = read_manifest(chosen.manifest)
            device = device_from(chosen.device)
            join_processes()
            bundle = begin(manifest, folder, device)
    except OSError as error:
        if not str(error.filename).startswith(str(folder)):
            raise
        sys.exit(f"cannot write {error.filename} ({error.strerror}): give another --out")
    finally:
        if distributed.is_initialized():
            distributed.destroy_process_group()
    print(bundle)


def _tagger(chosen: argparse.Namespace) -> Begin:
    from retrieval.config import TaggerConfig
    from retrieval.settings import read_config
    from retrieval.training.tagger_run import train_tagger

    settings = list(chosen.settings)
    if chosen.watch:
        settings.append(f"data.watch={[str(path.resolve()) for path in chosen.watch]}")
    if chosen.noise:
        settings.append(f"frames.noise_folder={str(chosen.noise.resolve())!r}")
    config = read_config(TaggerConfig, chosen.config, tuple(settings))
    return lambda manifest, folder, device: train_tagger(config, manifest, folder, device, chosen.workers)


def _joint(chosen: argparse.Namespace) -> Begin:
    from retrieval.config import JointConfig
    from retrieval.data.manifest import read_listens
    from retrieval.settings import read_config
    from retrieval.training.cultural import fit_cultural
    from retrieval.training.joint_run import train_joint

    config = read_config(JointConfig, chosen.config, tuple(chosen.settings))
    listens = read_listens(chosen.listens) if chosen.listens else None

    def begin(manifest: Manifest, folder: Path, device: torch.device) -> Path:
        cultural = fit_cultural(listens, config.cultural, chosen.threads or 1) if listens else None
        return train_joint(config, manifest, folder, device, chosen.workers, cultural)

    return begin


def _story(chosen: argparse.Namespace) -> Begin:
    from retrieval.data.manifest import read_texts
    from retrieval.settings import read_config
    from retrieval.story.config import StoryConfig
    from retrieval.training.story_run import train_story

    method = [f"method={chosen.method}"] if chosen.method else []
    config = read_config(StoryConfig, chosen.config, (*chosen.settings, *method))
    texts = read_texts(chosen.texts)
    return lambda manifest, folder, device: train_story(
        config, texts, manifest, folder, device, chosen.workers
    )


if __name__ == "__main__":
    main()
