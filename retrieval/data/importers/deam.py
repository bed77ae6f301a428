"""DEAM: songs that listeners rated for valence and arousal, from 1 to 9, as moods of four quarters.

SOURCE is the folder of what was unpacked (`MEMD_audio` and `annotations` below it, at any depth), or one
`static_annotations_averaged_songs_*.csv`. Ratings, from -1 to 1, go to `extra["valence"]` and `["arousal"]`.
`scripts.manifest split` draws train, valid and test.
Aljanaki, Yang, Soleymani, "Developing a benchmark for emotional analysis of music", 2017; CC BY-NC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.data.importers._affect import centred
from retrieval.data.importers._rated_songs import Rated, RatedOptions, rated_manifest
from retrieval.data.importers._tables import records, tidy
from retrieval.data.manifest import Manifest
from retrieval.data.manifest_validation import ManifestError

LOWEST, HIGHEST = 1.0, 9.0
_TABLES = "static_annotations_averaged_songs_*.csv"


@dataclass(frozen=True)
class Options(RatedOptions):
    pass


def load(source: Path, options: Options) -> Manifest:
    """Read the tables of whole songs."""
    tables = sorted(source.rglob(_TABLES)) if source.is_dir() else [source]
    if not tables:
        raise ManifestError(f"{source} holds no {_TABLES}: name the folder that DEAM_Annotations.zip became")
    return rated_manifest(
        (song for table in tables for song in _songs(table)),
        source if source.is_dir() else source.parent,
        options,
        name="DEAM",
    )


def _songs(table: Path) -> Iterator[Rated]:
    for line, row in records(table, ("song_id", "valence_mean", "arousal_mean"), ","):
        valence, arousal = (
            centred(table, line, name, row[name], LOWEST, HIGHEST)
            for name in ("valence_mean", "arousal_mean")
        )
        yield Rated(tidy(row["song_id"]), valence, arousal)
