"""A folder of music with a folder for each tag: `happy/one.mp3`, `sad/two.flac`.

The name of the folder is the tag, in small letters; what lies in folders below it has the same tag.
`scripts.manifest split` draws train, valid and test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from retrieval.data.importers._tables import audio_below, tidy
from retrieval.data.manifest import Manifest, Track
from retrieval.data.manifest_validation import ManifestError


@dataclass(frozen=True)
class Options:
    category: str = field(default="mood", metadata={"help": "what the tags are: mood, genre ..."})


def load(source: Path, options: Options) -> Manifest:
    """Read the names of folders and files."""
    below = (path.relative_to(source) for path in audio_below(source))
    # what some systems put beside each file begins with a dot
    found = [path for path in below if len(path.parts) > 1 and not path.name.startswith(".")]
    if not found:
        raise ManifestError(f"{source} holds no folders of music: name the one with a folder for each tag")
    tracks = tuple(
        Track(id=path.as_posix(), path=path.as_posix(), title=path.stem, tags=(tidy(path.parts[0]).lower(),))
        for path in found
    )
    tags = sorted({tag for track in tracks for tag in track.tags})
    return Manifest(tracks, dict.fromkeys(tags, options.category), source, name=source.resolve().name)
