"""PMEmo: choruses of pop songs that listeners rated for valence and arousal, as moods of four quarters.

SOURCE is the folder `PMEmo2019`, with `annotations/static_annotations.csv` (ratings from 0 to 1), `chorus`
and `metadata.csv`. Ratings, from -1 to 1, go to `extra["valence"]` and `["arousal"]`.
`scripts.manifest split` draws train, valid and test, by artist where `metadata.csv` names them.
Zhang et al., "The PMEmo dataset for music emotion recognition", 2018.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.data.importers._affect import centred
from retrieval.data.importers._rated_songs import Rated, RatedOptions, rated_manifest
from retrieval.data.importers._tables import encoding_of, records, tidy
from retrieval.data.manifest import Manifest

LOWEST, HIGHEST = 0.0, 1.0


@dataclass(frozen=True)
class Options(RatedOptions):
    pass


def load(source: Path, options: Options) -> Manifest:
    """Read the table of whole songs, and who they are by."""
    return rated_manifest(_songs(source), source, options, name="PMEmo")


def _songs(source: Path) -> Iterator[Rated]:
    table, about = source / "annotations" / "static_annotations.csv", source / "metadata.csv"
    told = {}
    if about.is_file():
        told = {
            tidy(row["musicId"]): row for _, row in records(about, ("musicId",), encoding=encoding_of(about))
        }
    for line, row in records(table, ("musicId", "Arousal(mean)", "Valence(mean)"), ","):
        key = tidy(row["musicId"])
        valence, arousal = (
            centred(table, line, name, row[name], LOWEST, HIGHEST)
            for name in ("Valence(mean)", "Arousal(mean)")
        )
        names = told.get(key, {})
        yield Rated(key, valence, arousal, tidy(names.get("artist", "")), tidy(names.get("title", "")))
