"""A tagger's scores for the tracks of a manifest, heard exactly as a person's own files would be."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from retrieval.data.manifest import Manifest
from retrieval.parallel import Failure, usable_cores
from retrieval.progress import steps
from retrieval.tag_files import tag_files
from retrieval.tagger import Tag, Tagger


class EvaluationError(Exception):
    """Something that cannot be evaluated, and why."""


@dataclass(frozen=True)
class Scored:
    """The tracks that could be heard, their scores `[N, T]` (mean over chunks), and what failed."""

    manifest: Manifest
    tags: tuple[Tag, ...]
    scores: np.ndarray
    chunks: int
    failures: dict[str, str]


def score_tracks(bundle: Path, manifest: Manifest, workers: int | None = None) -> Scored:
    """Hear every track of the manifest with the tagger in `bundle`, all its chunks, tail included."""
    if not manifest.tracks:
        raise EvaluationError("no track to evaluate on: choose another --split")
    tags = Tagger.load(bundle).tags
    paths = [manifest.audio_path(track) for track in manifest.tracks]
    heard, rows, chunks, failures = [], [], 0, {}
    with closing(tag_files(bundle, paths, min(workers or usable_cores(), len(paths)))) as results:
        for track, result in zip(manifest.tracks, steps(results, len(paths), "listening"), strict=True):
            if isinstance(result, Failure):
                failures[track.id] = result.message
                continue
            heard.append(track)
            rows.append(result.probabilities)
            chunks += len(result.starts_seconds)
    if not heard:
        raise EvaluationError(f"none of {len(paths)} tracks could be heard: {next(iter(failures.values()))}")
    return Scored(replace(manifest, tracks=tuple(heard)), tags, np.array(rows), chunks, failures)
