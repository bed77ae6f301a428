"""Which category each tag of a vocabulary is of, as the tagger of a bundle says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from retrieval.bundle import TAGGER, BundleError, read_bundle


@lru_cache(maxsize=4)
def categories_of(bundle: Path | None) -> Mapping[str, str]:
    """Tag to category, in the order of the vocabulary; empty where the bundle does not say."""
    if bundle is None:
        return {}
    try:
        tags = read_bundle(bundle / "tagger", TAGGER).contents["tags"]
        return {tag["name"]: tag["category"] for tag in tags}
    except (BundleError, KeyError, TypeError):
        return {}
