"""Sentences that ask for no mood: products, manuals, rules, recipes, facts."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("plain.toml")


@cache
def plain_texts() -> tuple[str, ...]:
    """The sentences that come with Leitmotif, to learn from."""
    with _FILE.open("rb") as stream:
        return tuple(text for group in tomllib.load(stream).values() for text in group)
