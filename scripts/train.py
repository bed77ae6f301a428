"""Train what Leitmotif hears with. A run that was stopped goes on when the same command is given again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scripts._options import add_workers, as_count
from scripts._stopping import stops_well

EXAMPLES = """\
examples:
  python -m scripts.train tagger --config retrieval/configs/starter_tagger.toml --manifest corpus.jsonl
  python -m scripts.train tagger --set encoder.options.width=64 --manifest mtat.jsonl --out runs/wide
  torchrun --nproc-per-node 2 -m scripts.train tagger --manifest mtat.jsonl

exit code: 0 trained, 1 it cannot be done, 2 wrong usage or setting, 130 interrupted
"""


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, train, and say where the bundle is."""
    parser = argparse.ArgumentParser(prog="python -m scripts.train", description=__doc__)
    schemes = parser.add_subparsers(dest="scheme", required=True, metavar="SCHEME")
    tagger = schemes.add_parser(
        "tagger",
        help="audio to tags",
        description="Train a tagger from a manifest.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tagger.add_argument(
        "--manifest", type=Path, required=True, help="tracks with tags, in splits train and valid"
    )
    tagger.add_argument("--config", type=Path, help="a TOML file; see retrieval/configs")
    tagger.add_argument("--out", type=Path, help="the run's folder; by default under LEITMOTIF_HOME/runs")
    tagger.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="one setting, repeatable",
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
    tagger.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"), help="default: auto")
    tagger.add_argument("--threads", type=as_count, metavar="N", help="CPU threads (default: torch's choice)")
    add_workers(tagger, "processes that decode audio")
    chosen = parser.parse_args(arguments)
    try:
        _train(chosen)
    except KeyboardInterrupt:
        print("stopped; the same command goes on from the last finished epoch", file=sys.stderr)
        sys.exit(130)


def _train(chosen: argparse.Namespace) -> None:
    import torch
    from torch import distributed

    from encoders.base import EncoderError, device_from
    from encoders.registry import UnknownEncoderError
    from index.home import HomeError, room
    from retrieval.bundle import BundleError
    from retrieval.config import TaggerConfig
    from retrieval.data.features import FeatureError
    from retrieval.data.manifest import ManifestError, read_manifest
    from retrieval.settings import ConfigError, read_config
    from retrieval.training.checkpoints import CheckpointError
    from retrieval.training.tagger_run import train_tagger
    from retrieval.training.trainer import TrainingError, join_processes

    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    name = chosen.config.stem if chosen.config else "tagger"
    settings = list(chosen.settings)
    if chosen.watch:
        settings.append(f"data.watch={[str(path.resolve()) for path in chosen.watch]}")
    if chosen.noise:
        settings.append(f"frames.noise_folder={str(chosen.noise.resolve())!r}")
    try:
        folder = chosen.out or room("runs") / name
        config = read_config(TaggerConfig, chosen.config, tuple(settings))
        manifest = read_manifest(chosen.manifest)
        device = device_from(chosen.device)
        join_processes()
        bundle = train_tagger(config, manifest, folder, device, chosen.workers)
    except ConfigError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except (
        BundleError,
        CheckpointError,
        EncoderError,
        FeatureError,
        HomeError,
        ManifestError,
        TrainingError,
        UnknownEncoderError,
    ) as error:
        sys.exit(str(error))
    except OSError as error:
        if not str(error.filename).startswith(str(folder)):
            raise
        sys.exit(f"cannot write {error.filename} ({error.strerror}): give another --out")
    finally:
        if distributed.is_initialized():
            distributed.destroy_process_group()
    print(bundle)


if __name__ == "__main__":
    main()
