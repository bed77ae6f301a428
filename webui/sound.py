"""A track's file to the browser: by key alone, in ranges, with the right type."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Response

from index.records import TrackRow
from retrieval.audio_files import holds
from webui.asked import KEY
from webui.engines import engines
from webui.problems import Problem
from webui.ranges import send_part

TYPES = {
    ".aac": "audio/aac",
    ".aif": "audio/aiff",
    ".aifc": "audio/aiff",
    ".aiff": "audio/aiff",
    ".caf": "audio/x-caf",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".mka": "audio/x-matroska",
    ".mp2": "audio/mpeg",
    ".mp3": "audio/mpeg",
    ".mp4": "audio/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".wave": "audio/wav",
    ".webm": "audio/webm",
    ".wma": "audio/x-ms-wma",
}


def row_of(key: str) -> TrackRow:
    """The track with this key; `Problem` where there is none."""
    found = engines().catalogue.tracks([key]) if KEY.fullmatch(key) else {}
    if key not in found:
        raise Problem(404, "no track has this key: it may have been forgotten since the page was made")
    return found[key]


def file_of(row: TrackRow) -> Path:
    """The first of a track's files that is there and may be read."""
    there = [path for path in row.paths if holds(path.is_file)] if row.present else []
    if not there:
        raise Problem(410, "its file is gone from disk: python -m scripts.library scan takes note of that")
    readable = [path for path in there if os.access(path, os.R_OK)]
    if not readable:
        raise Problem(403, "the server may not read its file: see that its user may, then reload")
    return readable[0]


def send_sound(row: TrackRow) -> Response:
    """The file, or the part of it that was asked for."""
    path = file_of(row)
    kind = TYPES.get(path.suffix.lower(), "application/octet-stream")
    # a name of our own: a file's name may be no text
    suffix = path.suffix if path.suffix.lower() in TYPES else ""
    return send_part(path, kind, f"{row.key[:16]}{suffix}")
