"""What players do: each figure turns the bars of a piece into the notes of one player.

A style names a figure as ``figure:argument`` (``strum:folk``, ``bass:walking``). The modules of this folder
are found by themselves; each brings a FIGURES table.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from retrieval.data.starter.desk import Figure

FIGURES: dict[str, Figure] = {
    name: figure
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__))
    for name, figure in import_module(f"{__name__}.{module}").FIGURES.items()
}
