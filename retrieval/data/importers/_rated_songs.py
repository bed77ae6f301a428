"""Songs that listeners rated for valence and arousal: their mood is the quarter of the plane they lie in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.data.importers._tables import audio_by_stem, tidy
from retrieval.data.manifest import Manifest, Track
from retrieval.data.manifest_validation import ManifestError

QUARTERS = "happy,tense,sad,calm"
"""By default: pleasant and excited, unpleasant and excited, unpleasant and quiet, pleasant and quiet."""


@dataclass(frozen=True)
class RatedOptions:
    """What importers of such songs have in common."""

    audio: str = field(default="", metadata={"help": "folder that holds the audio (default: SOURCE)"})
    moods: str = field(
        default=QUARTERS,
        metadata={
            "help": "moods of the four quarters: valence and arousal above the middle, then valence below, "
            "both below, arousal below"
        },
    )
    clear: float = field(
        default=0.1,
        metadata={"help": "how far from the middle, on a scale of -1 to 1, both ratings must be for a mood"},
    )


@dataclass(frozen=True)
class Rated:
    """One song, by the stem of its audio file: valence and arousal from -1 to 1."""

    key: str
    valence: float
    arousal: float
    artist: str = ""
    title: str = ""


def rated_manifest(songs: Iterable[Rated], source: Path, options: RatedOptions, name: str) -> Manifest:
    """The songs as tracks; of one near the middle no mood is known. Ratings go to `extra`."""
    moods = tuple(dict.fromkeys(tidy(mood).lower() for mood in options.moods.split(",") if tidy(mood)))
    if len(moods) != len(QUARTERS.split(",")):
        raise ManifestError(f"--moods {options.moods}: give four different moods, like {QUARTERS}")
    root = Path(options.audio) if options.audio else source
    there = audio_by_stem(root)
    tracks = []
    for song in songs:
        clear = min(abs(song.valence), abs(song.arousal)) >= options.clear
        quarter = (0 if song.valence > 0 else 1) if song.arousal > 0 else (3 if song.valence > 0 else 2)
        rated: dict[str, object] = {"valence": song.valence, "arousal": song.arousal}
        tracks.append(
            Track(
                id=song.key,
                path=there.get(song.key, f"{song.key}.mp3"),
                artist=song.artist,
                title=song.title,
                tags=(moods[quarter],) if clear else (),
                extra=rated if clear else {**rated, "unknown_tags": list(moods)},
            )
        )
    return Manifest(tuple(tracks), dict.fromkeys(moods, "mood"), root, name=name)
