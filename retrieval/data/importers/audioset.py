"""AudioSet: segments of ten seconds with the moods of music, from `*_segments.csv` and the ontology's labels.

SOURCE is the folder that holds `class_labels_indices.csv` and any of `balanced_train_segments.csv`,
`unbalanced_train_segments.csv` and `eval_segments.csv`. Audio files are named by the video's id, with a Y in
front, the start after it, or not. A segment comes in when it has one of the moods and its audio is there;
evaluation segments are split test, a tenth of the others is split valid.
Gemmeke et al., "Audio Set: an ontology and human-labeled dataset for audio events", 2017; CC BY 4.0.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.data.importers._tables import audio_by_stem, number_in, records, tidy
from retrieval.data.manifest import Manifest, Track
from retrieval.data.manifest_validation import ManifestError
from retrieval.data.splits import deal

MOODS = "Happy music,Funny music,Sad music,Tender music,Exciting music,Angry music,Scary music"
_LABELS = "class_labels_indices.csv"
_HELD_OUT = "eval_segments"
_SHARES = (0.9, 0.1, 0.0)


@dataclass(frozen=True)
class Options:
    audio: str = field(default="", metadata={"help": "folder that holds the audio (default: SOURCE)"})
    labels: str = field(default=MOODS, metadata={"help": "names of the labels that become moods"})
    seed: int = field(default=0, metadata={"help": "deals training segments to train and valid"})


def load(source: Path, options: Options) -> Manifest:
    """Read all lists of segments that are there."""
    tags = _tags(source / _LABELS, [tidy(name) for name in options.labels.split(",") if tidy(name)])
    lists = sorted(source.glob("*_segments.csv"))
    if not lists:
        raise ManifestError(f"{source} holds no *_segments.csv, such as balanced_train_segments.csv")
    root = Path(options.audio) if options.audio else source
    there = audio_by_stem(root)
    tracks = [track for table in lists for track in _segments(table, tags, there)]
    if not tracks:
        raise ManifestError(f"of no segment with one of these labels there is audio below {root}")
    free = [track for track in tracks if not track.split]
    names = iter(deal([("track", own.id) for own in free], [own.tags for own in free], _SHARES, options.seed))
    dealt = tuple(track if track.split else replace(track, split=next(names)) for track in tracks)
    return Manifest(dealt, dict.fromkeys(tags.values(), "mood"), root, name="AudioSet", split_by="track")


def _tags(table: Path, labels: list[str]) -> dict[str, str]:
    """The tag of each label's id; "Happy music" is called happy."""
    ids = {row["display_name"]: row["mid"] for _, row in records(table, ("mid", "display_name"), ",")}
    for label in labels:
        if label not in ids:
            raise ManifestError(f"{table} has no label '{label}': choose from its column display_name")
    return {ids[label]: label.removesuffix(" music").lower() for label in labels}


def _segments(table: Path, tags: dict[str, str], there: dict[str, str]) -> Iterator[Track]:
    split = "test" if table.stem == _HELD_OUT else ""
    try:
        lines = table.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"cannot read {table}: {error}") from error
    for number, cells in enumerate(csv.reader(lines, skipinitialspace=True), start=1):
        if not cells or cells[0].startswith("#"):
            continue
        if len(cells) != 4:
            raise ManifestError(
                f"{table}, line {number}: {len(cells)} cells; YTID, start_seconds, end_seconds and "
                "positive_labels are needed"
            )
        video, start, end, labels = cells
        for column, told in (("start_seconds", start), ("end_seconds", end)):
            number_in(table, number, column, told)
        own = tuple(dict.fromkeys(tags[label] for label in labels.split(",") if label in tags))
        path = next((there[name] for name in _names(video, start, end) if name in there), "")
        if own and path:
            yield Track(id=f"{video}_{start}", path=path, split=split, tags=own)


def _names(video: str, start: str, end: str) -> Iterator[str]:
    """What people call a segment's file: id, id and start, id and both, in seconds or milliseconds.

    >>> list(_names("abc", "30.000", "40.000"))[:4]
    ['abc', 'abc_30.000', 'abc_30', 'abc_30000']
    """
    begins, ends = ((told, str(int(float(told))), str(round(float(told) * 1000))) for told in (start, end))
    afters = ["", *(f"_{one}" for one in begins), *(f"_{a}_{b}" for a, b in zip(begins, ends, strict=True))]
    for front in ("", "Y"):
        yield from (f"{front}{video}{after}" for after in afters)
