"""The one folder that holds all state: catalogue, indexes, taught tags, bundles, caches, training runs."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

VARIABLE = "LEITMOTIF_HOME"


def home() -> Path:
    """`$LEITMOTIF_HOME`, or the platform's user data folder; made when it is not there."""
    chosen = os.environ.get(VARIABLE)
    folder = Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("leitmotif"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def room(name: str) -> Path:
    """A folder inside `home()` for one kind of state (`cache`, `bundles`, `runs`), made when not there."""
    folder = home() / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
