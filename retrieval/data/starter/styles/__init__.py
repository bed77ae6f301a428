"""All styles, collected from the modules of this folder: a new family is a new file with a STYLES tuple."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from importlib import import_module

from retrieval.data.starter.style import Style

# How much of a corpus each family is to be, in per cent.
_FAMILY_SHARES = {
    "classical": 11,
    "orchestral": 8,
    "early": 8,
    "electronic": 11,
    "club": 9,
    "pop": 10,
    "dancepop": 7,
    "rock": 13,
    "metal": 5,
    "jazz": 5,
    "urban": 5,
}
_DEFAULT_SHARE = 3

FAMILIES: dict[str, tuple[Style, ...]] = {
    name: import_module(f"{__name__}.{name}").STYLES
    for name in sorted(found.name for found in pkgutil.iter_modules(__path__))
}
_SUM = sum(_FAMILY_SHARES.get(name, _DEFAULT_SHARE) for name in FAMILIES)
_COUNT = sum(len(family) for family in FAMILIES.values())


def _weight(style: Style, family: str) -> float:
    """How often a corpus draws a style, 1 on average: its family's share, dealt inside it by weight."""
    share = _FAMILY_SHARES.get(family, _DEFAULT_SHARE) / _SUM
    return _COUNT * share * style.weight / sum(other.weight for other in FAMILIES[family])


STYLES: dict[str, Style] = {
    style.name: replace(style, weight=_weight(style, family))
    for family, styles in FAMILIES.items()
    for style in styles
}
