"""Importers turn a published data set's own files into a manifest.

They are found, not listed: `importers/NAME.py` reads the layout called NAME. Such a file has a docstring
whose first line says what it reads, a frozen dataclass `Options` (each field becomes a flag of
`scripts.manifest import`; its metadata `help` is the flag's help), and `load(source, options)`, which gives a
manifest.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from retrieval.data.manifest_validation import ManifestError

if TYPE_CHECKING:
    from retrieval.data.manifest import Listens, Manifest, Texts


class Importer(Protocol):
    """What every file in this folder offers."""

    __doc__: str | None
    Options: type

    def load(self, source: Path, options: Any) -> Manifest | Texts | Listens: ...


def available() -> list[str]:
    """Names of the layouts that can be imported, sorted.

    >>> "magnatagatune" in available()
    True
    """
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def importer(name: str) -> Importer:
    """The importer of one layout."""
    if name not in available():
        raise ManifestError(f"no importer for the layout '{name}': choose from {', '.join(available())}")
    return cast(Importer, importlib.import_module(f"retrieval.data.importers.{name}"))
