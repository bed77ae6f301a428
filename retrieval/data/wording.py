"""In which words training speaks of tags and songs: phrasings of tags, descriptions made from labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from retrieval.data.manifest import Track
from retrieval.data.phrasings import phrasings
from retrieval.data.starter.descriptions import Description, describe
from retrieval.data.starter.labels import TAGS


@dataclass(frozen=True)
class LabelWording:
    """Words for any manifest; they are richest for the tags of the starter corpus.

    `categories` maps tag to category, as a manifest's header does.
    """

    categories: Mapping[str, str] = field(default_factory=lambda: TAGS)

    def of_tag(self, tag: str, rng: np.random.Generator) -> str:
        """One way to ask for a tag."""
        return phrasings().of_tag(tag, rng)

    def of_song(self, track: Track, rng: np.random.Generator) -> Description | None:
        """One description that is true of a track, or None where it has no tags."""
        return describe(track, rng, self.categories)

    def all_texts(self) -> list[str]:
        """Everything that `of_tag` may say; descriptions are as many as one draws."""
        return phrasings().all_texts(self.categories)
