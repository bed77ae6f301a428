"""Story methods are found, not listed: `retrieval/story/methods/NAME.py` holds the method called NAME."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.story.config import StoryConfig
    from retrieval.story.labels import Labels
    from retrieval.story.methods.base import StoryMethod

_HOME = Path(__file__).parent / "methods"


class UnknownMethodError(Exception):
    """No story method of that name; the message lists those that exist."""


def methods() -> list[str]:
    """Names of the story methods, sorted.

    >>> "three_branch" in methods()
    True
    """
    names = (path.stem for path in _HOME.glob("*.py"))
    return sorted(name for name in names if not name.startswith("_") and name != "base")


def create_method(
    config: StoryConfig, text_dimension: int, song_dimension: int, labels: Labels
) -> StoryMethod:
    """The method that a config names, with random weights, for vectors of these lengths."""
    from retrieval.story.methods.base import StoryMethod

    if config.method not in methods():
        raise UnknownMethodError(f"no story method '{config.method}': choose from {', '.join(methods())}")
    module = importlib.import_module(f"retrieval.story.methods.{config.method}")
    [kind] = [
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, StoryMethod) and item.__module__ == module.__name__
    ]
    made: StoryMethod = kind(config, text_dimension, song_dimension, labels)
    return made
