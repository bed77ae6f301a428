"""Texts that mean no music: what a search must not find anything for."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("unrelated.toml")


@cache
def unrelated_texts() -> tuple[str, ...]:
    """The texts that come with Leitmotif, to learn from."""
    with _FILE.open("rb") as stream:
        return tuple(tomllib.load(stream)["texts"].strip().splitlines())
