"""What commands that train share: the machine they run on, settings, and how a person's mistakes are told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scripts._options import add_workers, as_count


def add_machine(parser: argparse.ArgumentParser) -> None:
    """`--device`, `--threads` and `--workers`."""
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"), help="default: auto")
    parser.add_argument("--threads", type=as_count, metavar="N", help="CPU threads (default: torch's choice)")
    add_workers(parser, "processes that decode audio")


def add_settings(parser: argparse.ArgumentParser, help: str) -> None:
    """`--set KEY=VALUE`, as often as wanted, into `settings`."""
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="KEY=VALUE", help=help)


@contextmanager
def mistakes_told() -> Iterator[None]:
    """What a person can mend ends the command with a sentence: exit code 2 for a setting, else 1."""
    from encoders.base import EncoderError
    from encoders.registry import UnknownEncoderError
    from index.home import HomeError
    from retrieval.bundle import BundleError
    from retrieval.data.features import FeatureError
    from retrieval.data.manifest import ManifestError
    from retrieval.settings import ConfigError
    from retrieval.song_vectors import SongVectorError
    from retrieval.training.checkpoints import CheckpointError
    from retrieval.training.trainer import TrainingError

    try:
        yield
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
        SongVectorError,
        TrainingError,
        UnknownEncoderError,
    ) as error:
        sys.exit(str(error))
