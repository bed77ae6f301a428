"""Emotify excerpts: one `labels.csv` with file, genre and the share of listeners who felt each emotion.

The genre becomes the tag; the shares go to `extra["emotions"]`. Listeners did not agree on what amazement
means (Aljanaki, Wiering, Veltkamp 2015), so that column is left out unless it is asked for. The recordings
are for measuring, so they all land in one split.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from retrieval.data.importers._tables import number_in, records, tidy
from retrieval.data.manifest import Manifest, Track

EMOTIONS = (
    "amazement",
    "solemnity",
    "tenderness",
    "nostalgia",
    "calmness",
    "power",
    "joyful_activation",
    "tension",
    "sadness",
)
UNRELIABLE = "amazement"


@dataclass(frozen=True)
class Options:
    split: str = field(default="valid", metadata={"help": "the split that all recordings go to"})
    amazement: bool = field(default=False, metadata={"help": "keep the unreliable emotion too"})


def load(source: Path, options: Options) -> Manifest:
    """Read `labels.csv`, or the folder it lies in."""
    table = source / "labels.csv" if source.is_dir() else source
    emotions = [name for name in EMOTIONS if options.amazement or name != UNRELIABLE]
    tracks = []
    for line, row in records(table, needed=("file", "genre", *emotions)):
        extra: dict[str, object] = {
            "emotions": {name: number_in(table, line, name, row[name]) for name in emotions}
        }
        if "annotators" in row:
            extra["annotators"] = int(number_in(table, line, "annotators", row["annotators"]))
        tracks.append(
            Track(
                id=Path(row["file"]).stem,
                path=row["file"],
                split=options.split,
                tags=(tidy(row["genre"]),),
                extra=extra,
            )
        )
    genres = sorted({tag for track in tracks for tag in track.tags})
    return Manifest(tuple(tracks), dict.fromkeys(genres, "genre"), table.parent, name="Emotify")
