"""Options that several commands share, and the checks of what is given to them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

DEFAULT_BUNDLE = "starter_tagger"


def add_bundle(parser: argparse.ArgumentParser) -> None:
    """`--bundle`: the tagger to listen with."""
    parser.add_argument(
        "--bundle",
        default=DEFAULT_BUNDLE,
        metavar="NAME_OR_FOLDER",
        help=f"the tagger (default {DEFAULT_BUNDLE})",
    )


def add_workers(parser: argparse.ArgumentParser, work: str = "processes") -> None:
    """`--workers`: None unless given, which stands for one a core."""
    parser.add_argument("--workers", type=as_count, metavar="N", help=f"{work} (default: one a core)")


def add_measured(parser: argparse.ArgumentParser, bundle: str) -> None:
    """`--bundle`, `--manifest` and `--split`: what is measured on what; `bundle` says which one."""
    parser.add_argument("--bundle", required=True, help=bundle)
    parser.add_argument("--manifest", type=Path, required=True, help="tracks with tags")
    parser.add_argument(
        "--split", default="test", choices=("train", "valid", "test", "all"), help="default: test"
    )


def add_report(parser: argparse.ArgumentParser, seed: str) -> None:
    """`--json`, `--csv` and `--seed`: where figures go; `seed` says of what it is."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the whole report as JSON")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write every figure as a line of CSV")
    if seed:
        parser.add_argument("--seed", type=as_seed, default=0, help=seed)


def as_path(text: str) -> Path:
    """A path; an empty one is refused, since it would stand for the whole current folder."""
    if not text:
        raise argparse.ArgumentTypeError("a path is empty: is a variable of the shell not set?")
    return Path(text)


def as_count(text: str) -> int:
    """A whole number of at least 1.

    >>> as_count("8")
    8
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of at least 1")
    return int(text)


def as_seed(text: str) -> int:
    """A whole number of at least 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not a seed: give a whole number, like 0")
    return int(text)


def as_probability(text: str) -> float:
    """A number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a probability: give a number from 0 to 1, like 0.3"
        )
    return value


def no_option(given: str) -> str:
    """What is not wanted (`-drums`, `-genre:jazz`) behind a space, which argparse takes for no option.

    >>> [no_option(each) for each in ("-drums", "-80s", "-k", "-k5", "--like")]
    [' -drums', ' -80s', '-k', '-k5', '--like']
    """
    return f" {given}" if re.match(r"-(?!k\d+$)\w\w", given) else given
