"""HetRec 2011 Last.fm: who played which artist how often, or which tags listeners gave to artists.

`--what listens` gives a manifest of listens; `--what tags` one of artists, each a "track" without audio, with
`extra["tag_scores"]` counting the listeners who gave each tag. Artists are known by name in both. What is
known of tags by listens is measured on `--what tags --top 50 --heard-by 4`.
Cantador, Brusilovsky, Kuflik 2011; for non-commercial use.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.data.importers import _tables
from retrieval.data.importers._tables import tidy
from retrieval.data.manifest import Listen, Listens, Manifest, Track
from retrieval.data.manifest_validation import ManifestError


@dataclass(frozen=True)
class Options:
    what: str = field(default="listens", metadata={"help": "listens or tags"})
    top: int = field(
        default=0, metadata={"help": "of tags: how many of the most common to keep; 0 keeps all"}
    )
    heard_by: int = field(
        default=0,
        metadata={"help": "of tags: only artists with a tag, whom so many people listened to; 0 keeps all"},
    )


def load(source: Path, options: Options) -> Manifest | Listens:
    """Read the folder of `.dat` files."""
    if options.what not in {"listens", "tags"}:
        raise ManifestError(f"nothing called '{options.what}' in HetRec Last.fm: choose listens or tags")
    names = _distinct(_names(source / "artists.dat", "utf-8"))
    if options.what == "listens":
        return _listens(source, names)
    manifest = _tags(source, names, options.top)
    if not options.heard_by:
        return manifest
    audience = Counter(listen.item for listen in _listens(source, names).listens)
    kept = (track for track in manifest.tracks if track.tags and audience[track.id] >= options.heard_by)
    return replace(manifest, tracks=tuple(kept))


def _listens(source: Path, names: dict[str, str]) -> Listens:
    table = source / "user_artists.dat"
    listens = tuple(
        Listen(row["userID"], _name(names, row["artistID"], table, line), count)
        for line, row in _tables.records(
            table, ("userID", "artistID", "weight"), delimiter="\t", quoted=False
        )
        if (count := _tables.number_in(table, line, "weight", row["weight"])) > 0
    )
    return Listens(listens, "artist", name="HetRec 2011 Last.fm listens")


def _tags(source: Path, names: dict[str, str], top: int) -> Manifest:
    # the tags are the one file of the set that is not UTF-8.
    words = _names(source / "tags.dat", "latin-1")
    table = source / "user_taggedartists.dat"
    scores: dict[str, Counter[str]] = {artist: Counter() for artist in names.values()}
    for line, row in _tables.records(table, ("artistID", "tagID"), delimiter="\t", quoted=False):
        # some assignments are to artists that the set does not name: nobody's listens lead to them.
        if row["artistID"] in names:
            scores[names[row["artistID"]]][_name(words, row["tagID"], table, line)] += 1
    counts = Counter(tag for given in scores.values() for tag in given)
    kept = _tables.most_common(counts, top)
    chosen = set(kept)
    tracks = []
    for artist, given in scores.items():
        tags = sorted((tag for tag in given if tag in chosen), key=lambda tag: (-given[tag], tag))
        tag_scores = {tag: given[tag] for tag in tags}
        tracks.append(Track(id=artist, artist=artist, tags=tuple(tags), extra={"tag_scores": tag_scores}))
    return Manifest(tuple(tracks), dict.fromkeys(kept, "tag"), source, name="HetRec 2011 Last.fm tags")


def _names(table: Path, encoding: str) -> dict[str, str]:
    """The name behind each number; a header line, which only some copies have, is left out."""
    lines = _tables.rows(table, delimiter="\t", encoding=encoding, quoted=False)
    return {
        cells[0]: tidy(cells[1]) or cells[0] for _, cells in lines if cells[0].isdigit() and len(cells) > 1
    }


def _distinct(names: dict[str, str]) -> dict[str, str]:
    """Artists by names that differ: some are only question marks in this set, and get their number too."""
    uses = Counter(names.values())
    return {key: name if uses[name] == 1 else f"{name} (artist {key})" for key, name in names.items()}


def _name(names: dict[str, str], key: str, table: Path, line: int) -> str:
    if key not in names:
        raise ManifestError(f"{table}, line {line}: nothing has the number {key}")
    return names[key]
