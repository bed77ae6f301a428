"""All styles, collected from the modules of this folder: a new family is a new file with a STYLES tuple."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from retrieval.data.starter.style import Style

STYLES: dict[str, Style] = {
    style.name: style
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__))
    for style in import_module(f"{__name__}.{module}").STYLES
}
