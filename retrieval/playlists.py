"""Tracks as playlists that other players open: M3U8 and XSPF, with the second to start from.

Both are bytes, since a file's name may be no text: M3U8 holds it as the file system does, XSPF escaped.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Entry:
    """A line of a playlist: a file, what it is called, how long it is and which part of it is meant."""

    path: Path
    title: str
    artist: str = ""
    duration_seconds: float = 0.0
    start_seconds: float = 0.0
    end_seconds: float | None = None


def m3u8(entries: Sequence[Entry], name: str = "Leitmotif") -> bytes:
    """An extended M3U in UTF-8; where to start and stop is said as VLC reads it, others pass over it.

    >>> print(m3u8([Entry(Path("/a.mp3"), "Rain", "Ada", 61.2, 12.5)]).decode(), end="")
    #EXTM3U
    #PLAYLIST:Leitmotif
    #EXTINF:61,Ada - Rain
    #EXTVLCOPT:start-time=12.5
    /a.mp3
    """
    lines = [b"#EXTM3U", f"#PLAYLIST:{_line(name)}".encode()]
    for entry in entries:
        lines.append(f"#EXTINF:{_seconds(entry)},{_line(_called(entry))}".encode())
        lines += [f"#EXTVLCOPT:{option}".encode() for option in _options(entry)]
        path = os.fsencode(entry.path)
        # a line break would end the name, and a reader takes what begins with "#" for a remark
        broken = b"\n" in path or b"\r" in path or path.startswith(b"#")
        lines.append(entry.path.absolute().as_uri().encode() if broken else path)
    return b"\n".join(lines) + b"\n"


def xspf(entries: Sequence[Entry], name: str = "Leitmotif") -> bytes:
    """An XSPF playlist (https://www.xspf.org/spec), one `track` an entry."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<playlist version="1" xmlns="http://xspf.org/ns/0/" xmlns:vlc="http://www.videolan.org/vlc/playlist/ns/0/">',
        f"  <title>{_text(name)}</title>",
        "  <trackList>",
    ]
    for entry in entries:
        lines += ["    <track>", f"      <location>{_text(entry.path.absolute().as_uri())}</location>"]
        lines.append(f"      <title>{_text(entry.title or entry.path.stem)}</title>")
        if entry.artist:
            lines.append(f"      <creator>{_text(entry.artist)}</creator>")
        if entry.duration_seconds > 0:
            lines.append(f"      <duration>{round(1000 * entry.duration_seconds)}</duration>")
        if options := _options(entry):
            lines.append('      <extension application="http://www.videolan.org/vlc/playlist/0">')
            lines += [f"        <vlc:option>{option}</vlc:option>" for option in options]
            lines.append("      </extension>")
        lines.append("    </track>")
    return "\n".join([*lines, "  </trackList>", "</playlist>", ""]).encode()


def _options(entry: Entry) -> list[str]:
    options = [f"start-time={entry.start_seconds:g}"] if entry.start_seconds > 0 else []
    ends_early = entry.end_seconds is not None and entry.end_seconds < entry.duration_seconds
    return [*options, f"stop-time={entry.end_seconds:g}"] if ends_early else options


def _called(entry: Entry) -> str:
    title = entry.title or entry.path.stem
    return f"{entry.artist} - {title}" if entry.artist else title


def _seconds(entry: Entry) -> int:
    return round(entry.duration_seconds) if entry.duration_seconds > 0 else -1


def _line(text: str) -> str:
    """On one line, without what no encoding can hold."""
    return "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text).strip()


def _text(text: str) -> str:
    """As XML can hold it."""
    return escape(_line(text))
