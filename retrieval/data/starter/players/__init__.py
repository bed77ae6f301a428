"""What players do: each figure turns the bars of a piece into the notes of one player.

A style names a figure as ``figure:argument`` (``strum:folk``, ``bass:walking``). The modules of this folder
are found by themselves; each brings a FIGURES table, and PATTERNS where its figures play written rhythms.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from retrieval.data.starter.desk import Figure

_MODULES = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
_USUAL_STROKES = 5

FIGURES: dict[str, Figure] = {name: figure for module in _MODULES for name, figure in module.FIGURES.items()}
_PATTERNS: dict[str, dict[str, str]] = {
    name: table for module in _MODULES for name, table in getattr(module, "PATTERNS", {}).items()
}


def strokes_per_bar(name: str) -> int:
    """How busy a figure is: the strokes in a bar of its pattern, or a middling number where it has none.

    >>> strokes_per_bar("comp:quarters"), strokes_per_bar("bass:sixteenths")
    (4, 16)
    """
    figure, _, argument = name.partition(":")
    pattern = _PATTERNS.get(figure, {}).get(argument, "").split("|")[0]
    return sum(mark != "." for mark in pattern) or _USUAL_STROKES
