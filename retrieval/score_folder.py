"""How well every music file beneath a folder fits each of some typed lines; resumable.

What was found of each file is kept in a partial file until all is done. A file's scores depend on nothing
but the file, the lines and the bundle, so that an interrupted run, taken up again, ends with the bytes of one
that was not, however many processes listen.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from encoders.waveform import AudioFileError
from retrieval.atomic import staged
from retrieval.audio_files import find_audio
from retrieval.bundle import BundleError
from retrieval.composition import compose
from retrieval.joint_bundle import JointBundle
from retrieval.parallel import Failure, map_in_order
from retrieval.progress import say, steps
from retrieval.query import Query, QueryError, parse
from retrieval.song_vectors import SongVectors, spread_over_silence
from retrieval.tag_files import sensible_workers
from retrieval.tagger import Tagger

SEGMENTS = 16
"""Chunks heard of each file, evenly spread: about a minute of a song."""
DECIMALS = 6


class ScoreError(Exception):
    """Files or lines that cannot be scored; the message says what to do."""


@dataclass(frozen=True)
class Line:
    """A line as typed, and what was read in it."""

    text: str
    query: Query


def read_lines(path: Path) -> tuple[Line, ...]:
    """The queries in a text file, one a line, each once; empty lines are passed over."""
    try:
        typed = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise ScoreError(f"cannot read the queries {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ScoreError(f"cannot read the queries {path}: save it as UTF-8 text") from None
    lines: list[Line] = []
    faults = []
    for number, text in enumerate((line.strip() for line in typed), start=1):
        if text and all(text != line.text for line in lines):
            try:
                lines.append(Line(text, parse(text)))
            except QueryError as error:
                faults.append(f"{path}, line {number}: {error}")
    for line in lines:
        for remark in line.query.remarks:
            say(f"{line.text}: {remark}")
    if faults:
        raise ScoreError("\n".join(faults))
    if not lines:
        raise ScoreError(f"{path} holds no query: write one a line, such as: calm piano, no drums")
    return tuple(lines)


def score_folder(
    bundle_folder: Path,
    folder: Path,
    lines: Sequence[Line],
    out: Path,
    segments: int = SEGMENTS,
    workers: int | None = None,
) -> dict[str, str]:
    """Write `query,file,score` for every line and every file to `out`; gives the files that failed, and why.

    Scores are probabilities, 0 for a silent file. Files are named by their path below `folder`.
    """
    bundle = JointBundle.load(bundle_folder)
    if bundle.matcher is None:
        raise BundleError(f"{bundle_folder} cannot tell probabilities: choose a bundle with a 'matcher'")
    files = {path.relative_to(folder).as_posix(): path for path in find_audio([folder])}
    if not files:
        raise ScoreError(f"no audio files in {folder}: give a folder that holds some")
    torch.set_num_threads(1)  # one thread always adds in the same order
    judge = _Judge(bundle, lines)
    kept = _Kept(out, [bundle.fingerprint(), segments, [line.text for line in lines]])
    left = [name for name in sorted(files) if kept.scores(name, files[name]) is None]
    if len(left) < len(files):
        say(f"{len(files) - len(left)} of {len(files)} files were scored before")
    failures = {}
    listening = map_in_order(
        partial(_prepare, bundle_folder, segments),
        [files[name] for name in left],
        min(workers or sensible_workers(len(left)), max(1, len(left))),
    )
    with closing(listening):
        for name, heard in zip(left, steps(listening, len(left), "listening"), strict=True):
            if isinstance(heard, Failure):
                failures[name] = heard.message
            else:
                kept.add(name, files[name], judge.scores(heard))
    done = {name: kept.scores(name, files[name]) for name in sorted(files) if name not in failures}
    # names that are not UTF-8 keep their bytes
    with (
        staged(out) as place,
        place.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream,
    ):
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(("query", "file", "score"))
        for row, line in enumerate(lines):
            table.writerows((line.text, name, found[row]) for name, found in done.items() if found)
    kept.path.unlink(missing_ok=True)
    return failures


class _Judge:
    """Scores of one file for all lines; the texts are embedded once."""

    def __init__(self, bundle: JointBundle, lines: Sequence[Line]) -> None:
        self.bundle, self.lines = bundle, lines
        self.texts = tuple(dict.fromkeys(text for line in lines for text in line.query.texts))
        self.asked = bundle.ask(self.texts)
        self.rows = [[self.texts.index(text) for text in line.query.texts] for line in lines]

    def scores(self, acoustic: NDArray[np.float32] | None) -> list[str]:
        """As they are written, from the segments' vectors `[S, A]`; None: nothing can be heard."""
        found = np.zeros(len(self.lines))
        if acoustic is not None:
            heard = np.ones(1, dtype=bool)
            song = SongVectors(("",), acoustic[None], np.zeros((1, 0), np.float32), heard, ~heard)
            assert self.bundle.matcher is not None
            vector = self.bundle.embed_songs(song)
            tags = self.bundle.tagger.heard(acoustic[None])
            parts = self.bundle.matcher.probabilities(self.asked, vector, tags)
            pairs = zip(self.lines, self.rows, strict=True)
            found = np.array([compose(line.query, parts[rows])[0] for line, rows in pairs])
        return [f"{score:.{DECIMALS}f}" for score in found]


class _Kept:
    """Scores of the files done so far, a JSON line each, under a first line that says what they belong to."""

    def __init__(self, out: Path, belongs_to: object) -> None:
        self.path = out.with_name(f"{out.name}.partial")
        head = hashlib.sha256(json.dumps(belongs_to).encode()).hexdigest()
        self.found: dict[str, tuple[list[int], list[str]]] = {}
        if self.path.exists():
            first, *rest = self.path.read_text(encoding="ascii", errors="replace").split("\n")
            for line in rest[:-1] if first == head else []:  # what follows the last line break was cut short
                name, facts, scores = json.loads(line)
                self.found[name] = (facts, scores)
        with staged(self.path) as place:
            lines = [head, *(json.dumps([name, *found]) for name, found in self.found.items())]
            place.write_text("\n".join(lines) + "\n", encoding="ascii")

    def scores(self, name: str, file: Path) -> list[str] | None:
        """The scores of a file, unless it is not done, or has changed since."""
        facts, scores = self.found.get(name, (None, None))
        return scores if facts == _facts(file) else None

    def add(self, name: str, file: Path, scores: list[str]) -> None:
        self.found[name] = (_facts(file), scores)
        with self.path.open("a", encoding="ascii") as stream:
            stream.write(json.dumps([name, *self.found[name]]) + "\n")


def _facts(file: Path) -> list[int]:
    about = file.stat()
    return [about.st_size, about.st_mtime_ns]


def _prepare(bundle_folder: Path, segments: int) -> Callable[[Path], NDArray[np.float32] | Failure | None]:
    torch.set_num_threads(1)
    tagger = Tagger.load(bundle_folder / "tagger").quickened()

    def listen(path: Path) -> NDArray[np.float32] | Failure | None:
        try:
            tagged, vectors = tagger.hear(path, segments)
        except AudioFileError as error:
            return Failure(error.reason, str(error))
        return None if tagged.silent else spread_over_silence(vectors, tagged.audible)

    return listen
