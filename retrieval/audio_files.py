"""Which files are music, going by their names: folders are walked, single files are taken at their word."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

# fmt: off
SUFFIXES = frozenset({
    ".aac", ".aif", ".aifc", ".aiff", ".alac", ".ape", ".caf", ".flac", ".m4a", ".m4b", ".mka", ".mp2",
    ".mp3", ".mp4", ".mpc", ".oga", ".ogg", ".opus", ".tta", ".w64", ".wav", ".wave", ".webm", ".wma", ".wv",
})
# fmt: on


def find_audio(paths: Iterable[Path]) -> list[Path]:
    """The files among `paths`, and the audio files anywhere beneath the folders among them, each once.

    A folder's files come sorted by name; hidden ones are left out. A path that is not a folder is kept
    whatever it is called, and whether or not it exists: opening it will say what is wrong.
    """
    found = (file for path in paths for file in (_beneath(path) if holds(path.is_dir) else [path]))
    return list(dict.fromkeys(found))


def walk_audio(folder: Path, out_of_reach: list[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    """The audio files beneath a folder and what one `stat` says of each; each folder is walked once.

    Pipes and devices are passed over, whatever they are called. What cannot be looked into (a folder without
    permission, a link to a disk that is not there) is added to `out_of_reach`: nobody knows what it holds.
    """
    seen: set[tuple[int, int]] = set()
    left = [os.fspath(folder)]
    while left:
        place = left.pop()
        try:
            facts = Path(place).stat()
            with os.scandir(place) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            out_of_reach.append(Path(place))
            continue
        if (facts.st_dev, facts.st_ino) in seen:  # a link led back here
            continue
        seen.add((facts.st_dev, facts.st_ino))
        inside = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            audio = Path(entry.name).suffix.lower() in SUFFIXES
            try:
                if entry.is_dir():
                    inside.append(entry.path)
                elif audio:
                    if stat.S_ISREG((facts := entry.stat()).st_mode):
                        yield Path(entry.path), facts
                elif entry.is_symlink():
                    entry.stat()
            except OSError as error:
                led_nowhere = isinstance(error, FileNotFoundError) or error.errno == errno.ELOOP
                if not (audio and led_nowhere):
                    out_of_reach.append(Path(entry.path))
        left += reversed(inside)


def holds(ask: Callable[[], bool]) -> bool:
    """Whether a path is what is asked, as in `holds(path.is_dir)`: not where it is closed to us, or so long
    that nothing can be called so."""
    try:
        return ask()
    except OSError:
        return False


def _beneath(folder: Path) -> Iterator[Path]:
    return (path for path, _ in walk_audio(folder, []))
