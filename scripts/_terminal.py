"""What commands share about terminals: the console, and what can be printed on it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from rich.console import Console

WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal."""


def output() -> Console:
    """Standard output: coloured in a terminal, plain when piped, and never torn by names in odd encodings."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.width = min(console.width, WIDEST)
    return console


def printable(path: Path) -> str:
    """A path as it can be shown on one line: line breaks, escapes and broken encodings become `?`.

    >>> printable(Path("new\\nline.mp3"))
    'new?line.mp3'
    """
    return printable_text(str(path))


def typed(path: Path) -> str:
    """A path as it is typed behind a command.

    >>> typed(Path("My Music"))
    "'My Music'"
    """
    return shlex.quote(printable(path))


def printable_text(text: str) -> str:
    """Text as it can be shown on one line."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def about(path: Path, message: str) -> str:
    """The message, with the file it is about in front unless it names the file itself."""
    named = message if str(path) in message else f"{path}: {message}"
    return named.replace(str(path), printable(path))
