"""Emotify excerpts: what listeners felt, as `data.csv` with a line a listener or `labels.csv` with shares.

SOURCE is the published `data.csv` (track id, genre, nine emotions as 0 or 1, and who listened), a table of
file, genre and the share of listeners who felt each emotion, or the folder that holds one of them. The audio
of the first lies in a folder for each genre, named by the track's id or counted within the genre.

The genre becomes the tag; the shares go to `extra["emotions"]`. Listeners did not agree on what amazement
means (Aljanaki, Wiering, Veltkamp 2015), so that column is left out unless it is asked for. The recordings
all land in one split, for measuring; to train on them, give --moods and then `scripts.manifest split`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.data.importers._tables import audio_below, number_in, records, tidy
from retrieval.data.manifest import Manifest, Track
from retrieval.data.manifest_validation import ManifestError

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
FELT, NOT_FELT = 0.35, 0.15
"""Shares of listeners from which on a song has a mood, and up to which not."""
MOODS_FELT = {
    "solemnity": "solemn",
    "tenderness": "tender",
    "nostalgia": "nostalgic",
    "calmness": "calm",
    "power": "powerful",
    "joyful_activation": "joyful",
    "tension": "tense",
    "sadness": "sad",
}
"""The words for music in which those emotions are felt."""
_ID, _HEARD = "track id", "heard"
_OF_A_GENRE = 100  # tracks: ids count on from genre to genre, file names need not


@dataclass(frozen=True)
class Options:
    split: str = field(default="valid", metadata={"help": "the split that all recordings go to"})
    amazement: bool = field(default=False, metadata={"help": "keep the unreliable emotion too"})
    moods: bool = field(
        default=False,
        metadata={
            "help": "also make tags of moods: true if 35 %% of listeners felt it, false if at most 15 %% did"
        },
    )
    audio: str = field(
        default="", metadata={"help": "folder the files are named from (default: the table's)"}
    )


def load(source: Path, options: Options) -> Manifest:
    """Read the table, or that of the folder."""
    table = source
    if source.is_dir():
        table = source / "data.csv" if (source / "data.csv").is_file() else source / "labels.csv"
    audio = Path(options.audio) if options.audio else table.parent
    emotions = [name for name in EMOTIONS if options.amazement or name != UNRELIABLE]
    lines = list(records(table, needed=("genre", *emotions)))
    by_listener = bool(lines) and _ID in lines[0][1]
    read = _answers(table, lines, emotions, audio) if by_listener else _shares(table, lines, emotions)
    tracks = tuple(replace(track, split=options.split) for track in read)
    vocabulary = dict.fromkeys(sorted({tag for track in tracks for tag in track.tags}), "genre")
    if options.moods:
        tracks = tuple(map(_with_moods, tracks))
        vocabulary |= dict.fromkeys(MOODS_FELT.values(), "mood")
    return Manifest(tracks, vocabulary, audio, name="Emotify")


def _with_moods(track: Track) -> Track:
    """The track with tags for what was felt; where opinions were divided, the tag is unknown."""
    felt = {mood: track.extra["emotions"][emotion] for emotion, mood in MOODS_FELT.items()}
    unsure = [mood for mood, share in felt.items() if NOT_FELT < share < FELT]
    return replace(
        track,
        tags=(*track.tags, *(mood for mood, share in felt.items() if share >= FELT)),
        extra={**track.extra, **({"unknown_tags": unsure} if unsure else {})},
    )


def _shares(
    table: Path, lines: Iterable[tuple[int, dict[str, str]]], emotions: Sequence[str]
) -> Iterator[Track]:
    """The tracks of a table of shares, a line each."""
    for line, row in lines:
        if not row.get("file"):
            raise ManifestError(f"{table}, line {line}: neither a 'file' nor a '{_ID}' says what was heard")
        extra: dict[str, object] = {
            "emotions": {name: number_in(table, line, name, row[name]) for name in emotions}
        }
        if "annotators" in row:
            extra["annotators"] = int(number_in(table, line, "annotators", row["annotators"]))
        yield Track(id=Path(row["file"]).stem, path=row["file"], tags=(tidy(row["genre"]),), extra=extra)


def _answers(
    table: Path, lines: Iterable[tuple[int, dict[str, str]]], emotions: Sequence[str], audio: Path
) -> Iterator[Track]:
    """The tracks of a table of answers: a line each time somebody heard one."""
    genres: dict[int, str] = {}
    felt: dict[int, Counter[str]] = {}
    for line, row in lines:
        key = int(number_in(table, line, _ID, row[_ID]))
        genres[key] = tidy(row["genre"])
        told = {name: number_in(table, line, name, row[name]) for name in emotions}
        felt.setdefault(key, Counter()).update({_HEARD: 1, **{name: int(on) for name, on in told.items()}})
    there = {(path.parent.name, path.stem): path.relative_to(audio).as_posix() for path in audio_below(audio)}
    for key, genre in sorted(genres.items()):
        names = (str(key), str((key - 1) % _OF_A_GENRE + 1))
        paths = [there[genre, name] for name in names if (genre, name) in there]
        heard = felt[key][_HEARD]
        yield Track(
            id=f"{genre}_{key:03d}",
            path=paths[0] if paths else f"{genre}/{key}.mp3",
            tags=(genre,),
            extra={
                "emotions": {name: round(felt[key][name] / heard, 4) for name in emotions},
                "annotators": heard,
            },
        )
