"""All styles, collected from the modules of this folder: a new family is a new file with a STYLES tuple."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import numpy as np

from retrieval.data.starter.draws import index
from retrieval.data.starter.style import Style

# How much of a corpus each family is; one that is not named gets the smallest share.
_SHARES = {"classical": 18, "early": 8, "electronic": 20, "pop": 16, "rock": 17, "jazz": 5, "urban": 6, "world": 6}

FAMILIES: dict[str, tuple[Style, ...]] = {
    name: import_module(f"{__name__}.{name}").STYLES
    for name in sorted(found.name for found in pkgutil.iter_modules(__path__))
}
STYLES: dict[str, Style] = {style.name: style for family in FAMILIES.values() for style in family}


def draw_style(rng: np.random.Generator) -> str:
    """The name of a style: a family by its share of a corpus, then one of its styles by weight."""
    names = list(FAMILIES)
    shares = [_SHARES.get(name, min(_SHARES.values())) for name in names]
    family = FAMILIES[names[index(rng, np.array(shares, dtype=float))]]
    return family[index(rng, np.array([style.weight for style in family]))].name
