"""The one folder that holds all state: catalogue, indexes, taught tags, bundles, caches, training runs."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

VARIABLE = "LEITMOTIF_HOME"


class HomeError(Exception):
    """State cannot be kept where it should be; the message says what to do."""


def home() -> Path:
    """`$LEITMOTIF_HOME`, or the platform's user data folder; reading alone does not make it."""
    chosen = os.environ.get(VARIABLE)
    folder = expanded(chosen) if chosen else Path(platformdirs.user_data_dir("leitmotif"))
    return folder.resolve()


def room(name: str) -> Path:
    """A folder inside `home()` for one kind of state (`cache`, `bundles`, `runs`), made when not there."""
    folder = home() / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(
            f"cannot make {folder} ({error.strerror}): set {VARIABLE} to a folder that you may write to"
        ) from None
    return folder


def expanded(typed: str | Path) -> Path:
    """A path as a person types it, `~` standing for a home; left as it is where nobody is called so."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)
