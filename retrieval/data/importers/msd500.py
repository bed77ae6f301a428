"""MSD500: `track_tags.tsv` with song id, original tag, cleaned tag, category and Last.fm score, no header.

Artists come from the Million Song Dataset's `unique_tracks.txt` or from a two-column table of id and artist.
The published splits are taken from `train_ids.npy`, `valid_ids.npy` and `test_ids.npy` where they lie beside
the table. The published training drops annotations with a score below 50: `--min-score 50` does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from retrieval.data.importers import _tables
from retrieval.data.importers._tables import tidy
from retrieval.data.manifest import SPLITS, Manifest, Track
from retrieval.data.manifest_validation import ManifestError

_COLUMNS = ("song_id", "original_tag", "cleaned_tag", "tag_category", "score")


@dataclass(frozen=True)
class Options:
    artists: str = field(default="", metadata={"help": "unique_tracks.txt, or a table of id and artist"})
    audio: str = field(default="", metadata={"help": "folder of audio files named by song id"})
    min_score: float = field(default=1.0, metadata={"help": "drop annotations with a lower Last.fm score"})
    top: int = field(default=0, metadata={"help": "how many of the most common tags to keep; 0 keeps all"})
    original: bool = field(
        default=False, metadata={"help": "take the tags as people wrote them, not cleaned"}
    )


def load(source: Path, options: Options) -> Manifest:
    """Read `track_tags.tsv`, or the folder it lies in."""
    table = source / "track_tags.tsv" if source.is_dir() else source
    scores: dict[str, dict[str, float]] = {}
    categories: dict[str, str] = {}
    for line, cells in _tables.rows(table, quoted=False):
        song, original, cleaned, category, score = _five(table, line, cells)
        if song == _COLUMNS[0]:
            continue
        strength = _tables.number_in(table, line, "score", score)
        if strength < options.min_score:
            continue
        tag = original if options.original else cleaned
        categories.setdefault(tag, category)
        tags = scores.setdefault(song, {})
        tags[tag] = max(strength, tags.get(tag, 0.0))
    counts = Counter(tag for tags in scores.values() for tag in tags)
    kept = _tables.most_common(counts, options.top)
    artists = _artists(Path(options.artists)) if options.artists else {}
    paths = _tables.audio_by_stem(Path(options.audio)) if options.audio else {}
    splits = _published_splits(table.parent)
    chosen = set(kept)
    tracks = tuple(
        Track(
            id=song,
            path=paths.get(song, ""),
            artist=artists.get(song, ("", ""))[0],
            title=artists.get(song, ("", ""))[1],
            split=splits.get(song, ""),
            tags=tuple(sorted(chosen & tags.keys())),
            extra={"tag_scores": {tag: tags[tag] for tag in sorted(chosen & tags.keys())}},
        )
        for song, tags in sorted(scores.items())
        if chosen & tags.keys()
    )
    root = Path(options.audio) if options.audio else table.parent
    vocabulary = {tag: categories[tag] for tag in kept}
    return Manifest(tracks, vocabulary, root, name="MSD500", split_by=_tables.split_by(tracks))


def _five(table: Path, line: int, cells: list[str]) -> list[str]:
    if len(cells) != len(_COLUMNS):
        raise ManifestError(f"{table}, line {line}: {len(cells)} cells; {', '.join(_COLUMNS)} are needed")
    return [tidy(cell) for cell in cells]


def _artists(table: Path) -> dict[str, tuple[str, str]]:
    """Artist and title by id; in `unique_tracks.txt` both the track's id and the song's id are known."""
    try:
        text = table.read_text(encoding="utf-8")
    except OSError as error:
        raise ManifestError(f"cannot read the artists in {table}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ManifestError(f"cannot read the artists in {table}, which is no UTF-8 text") from error
    known = {}
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [tidy(cell) for cell in line.split("<SEP>" if "<SEP>" in line else "\t")]
        if len(cells) == 4:
            known[cells[0]] = known[cells[1]] = (cells[2], cells[3])
        elif len(cells) == 2:
            known[cells[0]] = (cells[1], "")
        elif any(cells):
            raise ManifestError(
                f"{table}, line {number}: neither 'id, artist' nor a line of unique_tracks.txt"
            )
    return known


def _published_splits(folder: Path) -> dict[str, str]:
    """Split by song id; the published arrays hold text like `17//TRABC`, a position and an id."""
    splits = {}
    for name in SPLITS:
        file = folder / f"{name}_ids.npy"
        if not file.is_file():
            continue
        try:
            entries = np.load(file, allow_pickle=False)
        except ValueError as error:
            raise ManifestError(f"{file} is no plain array of text: {error}") from error
        splits.update({str(entry).rpartition("//")[2]: name for entry in entries})
    return splits
