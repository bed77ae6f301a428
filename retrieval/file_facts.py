"""What a music file's own tags say, of every common kind of tag, as the catalogue keeps it.

Tags come from strangers: whatever cannot be read counts as not said, and nothing here raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import mutagen
from mutagen.apev2 import APEv2
from mutagen.asf import ASFTags
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

from index.records import FileFacts
from retrieval.covers import has_cover

LONGEST = 2000
"""Letters kept of one value: some programs put whole books into a comment."""
_ITUNES = "----:com.apple.iTunes:"
# Each field by kind of tag; the first key that holds anything counts. `artists` lists names one by one where
# `artist` may hold all in one sentence.
# fmt: off
_ID3 = {
    "title": ("TIT2",), "artists": ("TXXX:ARTISTS", "TXXX:Artists", "TPE1", "TPE2"), "album": ("TALB",),
    "genres": ("TCON",), "year": ("TDRC", "TDOR"), "bpm": ("TBPM",), "comment": ("COMM",),
}
_MP4 = {
    "title": ("\xa9nam",), "artists": (_ITUNES + "ARTISTS", "\xa9ART", "aART"), "album": ("\xa9alb",),
    "genres": ("\xa9gen",), "year": ("\xa9day",), "bpm": (_ITUNES + "BPM", "tmpo"),
    "comment": ("\xa9cmt", "desc"),
}
_ASF = {
    "title": ("Title",), "artists": ("WM/ARTISTS", "Author", "WM/AlbumArtist"), "album": ("WM/AlbumTitle",),
    "genres": ("WM/Genre",), "year": ("WM/Year",), "bpm": ("WM/BeatsPerMinute",), "comment": ("Description",),
}
_PLAIN = {  # Vorbis comments, APE tags, and what FFmpeg calls them; letters' case does not count
    "title": ("title",), "artists": ("artists", "artist", "albumartist", "album artist", "album_artist"),
    "album": ("album",), "genres": ("genre",), "year": ("date", "year", "originaldate"),
    "bpm": ("bpm", "tempo", "tbpm"), "comment": ("comment", "description"),
}
# fmt: on


def read_file_facts(path: Path) -> FileFacts:
    """The file's own tags; fields that they do not have are empty."""
    try:
        audio = mutagen.File(path)
        facts = _facts(audio)
    except Exception:  # what is malformed makes mutagen raise almost anything
        facts = FileFacts()
    return facts if facts.title or facts.artists else _as_ffmpeg_reads(path, facts)


def _facts(audio: Any) -> FileFacts:
    if audio is None or audio.tags is None:
        return FileFacts()
    values = {field: list(_said(audio.tags, field)) for field in _PLAIN}
    return _tidied(values, has_cover(audio))


def _as_ffmpeg_reads(path: Path, otherwise: FileFacts) -> FileFacts:
    """Tags of containers that mutagen does not know (Matroska, the INFO list of wav, CAF ...)."""
    from encoders.waveform.packets import TROUBLE, open_container

    try:
        with path.open("rb") as file, open_container(file) as container:
            streams = container.streams.audio
            tags = {**(streams[0].metadata if streams else {}), **container.metadata}
    except TROUBLE:
        return otherwise
    lowered = {key.lower(): [value] for key, value in tags.items()}
    values = {field: list(_first(lowered, keys)) for field, keys in _PLAIN.items()}
    found = _tidied(values, otherwise.has_cover)
    return found if found.title or found.artists else otherwise


def _said(tags: Any, field: str) -> Iterator[str]:
    match tags:
        case ID3():
            return _of_id3(tags, _ID3[field])
        case MP4Tags():
            return _first(tags, _MP4[field])
        case ASFTags():
            return _first(tags, _ASF[field])
        case APEv2():
            return _first(
                {key.lower(): list(tags[key]) for key in tags if tags[key].kind == 0}, _PLAIN[field]
            )
        case _:
            return _first({key.lower(): tags[key] for key in tags.keys()}, _PLAIN[field])  # noqa: SIM118


def _of_id3(tags: ID3, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        # programs keep notes of their own as comments with a name, such as iTunNORM
        frames = [frame for frame in tags.getall(key) if key != "COMM" or not frame.desc.startswith("iTun")]
        frames.sort(key=lambda frame: key == "COMM" and frame.desc != "")
        found = [text for frame in frames[:1] for text in (frame.genres if key == "TCON" else frame.text)]
        if any(str(text).strip() for text in found):
            yield from map(str, found)
            return


def _first(tags: Any, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        found = [_text(value) for value in tags.get(key, [])]
        if any(text.strip() for text in found):
            yield from found
            return


def _text(value: Any) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _tidied(values: dict[str, list[str]], cover: bool) -> FileFacts:
    tidy = {field: [text for text in map(_tidy, found) if text] for field, found in values.items()}
    return FileFacts(
        title=" / ".join(tidy["title"]),
        artists=_each(tidy["artists"]),
        album=" / ".join(tidy["album"]),
        genres=_each(tidy["genres"]),
        year=_year(tidy["year"]),
        bpm=_bpm(tidy["bpm"]),
        comment="\n".join(tidy["comment"])[:LONGEST],
        has_cover=cover,
    )


def _tidy(text: str) -> str:
    """One line of letters that any program can show and store."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST])
    return " ".join(shown.split())[:LONGEST]


def _each(values: Iterable[str]) -> tuple[str, ...]:
    """The names, each once; a semicolon parts them in tags that have room for one alone."""
    names = (name.strip() for value in values for name in value.split(";"))
    return tuple(dict.fromkeys(name for name in names if name))


def _year(values: Iterable[str]) -> int | None:
    for value in values:
        if (
            found := re.search(r"(?<!\d)[12]\d{3}(?!\d)", value) or re.match(r"[12]\d{3}(?=\d{4})", value)
        ) is not None:
            return int(found.group())
    return None


def _bpm(values: Iterable[str]) -> float | None:
    for value in values:
        try:
            beats = float(value.replace(",", "."))
        except ValueError:
            continue
        if math.isfinite(beats) and 0 < beats < 1000:
            return beats
    return None
