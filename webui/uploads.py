"""Files that a request brings: under names of our own, in a folder that is gone with the answer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import request

from retrieval.audio_files import SUFFIXES
from webui.problems import Problem

FIELD = "file"
MOST_FILES = 10
LONGEST_NAME = 200


@dataclass(frozen=True)
class Upload:
    """A file, and what it was called where it came from: words to show, never a path."""

    name: str
    path: Path

    def told(self, message: str) -> str:
        """What was said of the file by its path here, by its own name."""
        return message.replace(str(self.path), self.name)


@contextmanager
def uploads(most: int = MOST_FILES) -> Iterator[list[Upload]]:
    """The files of the request; `Problem` where there are none, or more than `most`."""
    files = [each for each in request.files.getlist(FIELD) if each.filename]
    if not files:
        raise Problem(400, f"no file came: send one as multipart/form-data, in the field {FIELD}")
    if len(files) > most:
        raise Problem(400, f"{len(files)} files came at once: send {most} at most")
    with tempfile.TemporaryDirectory(prefix="leitmotif-") as folder:
        found = []
        for number, each in enumerate(files):
            name = (each.filename or "").replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:] or "a file"
            suffix = Path(name).suffix.lower()
            path = Path(folder) / f"{number}{suffix if suffix in SUFFIXES else ''}"
            each.save(path)
            found.append(Upload(name, path))
        yield found
