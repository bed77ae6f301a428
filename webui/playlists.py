"""Playlists: those kept in the catalogue, and tracks as a file that other players open."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, url_for

from index.records import TrackRow
from retrieval.hits import readable
from retrieval.playlists import Entry, m3u8, xspf
from webui import shapes
from webui.asked import KEY
from webui.bodies import json_object, takes
from webui.describing import NOTHING, answers
from webui.engines import engines
from webui.problems import Problem
from webui.words import artist, hue, title, volume

blueprint = Blueprint("playlists", __name__, url_prefix="/api/v1")
MOST_TRACKS, MOST_BYTES, MOST_LETTERS = 2000, 512 * 1024, 200
MOST_SECONDS = 1e7
"""Longer than any recording."""


@blueprint.get("/playlists")
@answers(shapes.PlaylistNames)
def names() -> dict[str, list[str]]:
    """The names of all playlists that are kept."""
    return {"playlists": engines().catalogue.playlists()}


@blueprint.get("/playlists/<path:name>")
@answers(shapes.Playlist)
def playlist(name: str) -> dict[str, Any]:
    """Its tracks in their order; those that are gone from disk are left out."""
    _known(name)
    catalogue = engines().catalogue
    moments = catalogue.moments(name)
    rows = catalogue.tracks(key for key, _ in moments)
    tracks = [playable(rows[key], start) for key, start in moments if rows[key].present]
    return {"name": name, "tracks": tracks}


@blueprint.put("/playlists/<path:name>")
@takes(MOST_BYTES)
@answers(shapes.KeptPlaylist, body=shapes.PlaylistBody)
def keep(name: str) -> dict[str, Any]:
    """Keep a playlist, in place of one of the same name."""
    name = " ".join(name.split())
    if not name or len(name) > MOST_LETTERS:
        raise Problem(400, f"a playlist needs a name of 1 to {MOST_LETTERS} letters")
    tracks = _tracks(_body())
    starts = [_seconds(given, "start_seconds", row) or 0.0 for row, given in tracks]
    engines().catalogue.save_playlist(name, [row.key for row, _ in tracks], starts)
    return {"name": name, "tracks": len(tracks)}


@blueprint.delete("/playlists/<path:name>")
@answers(media=NOTHING, status=204)
def remove(name: str) -> tuple[str, int]:
    """Forget a playlist; its tracks stay."""
    _known(name)
    engines().catalogue.remove_playlist(name)
    return "", 204


@blueprint.post("/playlist-file")
@takes(MOST_BYTES)
@answers(body=shapes.PlaylistFileBody, media=("audio/x-mpegurl", "application/xspf+xml", "application/json"))
def file() -> Response:
    """Tracks as a playlist for other players, each from its moment. Nothing is kept."""
    body = _body()
    written = _FORMATS.get(str(body.get("format")))
    if written is None:
        raise Problem(400, f"format is one of {', '.join(_FORMATS)}")
    kind, write = written
    name = body.get("name") or "Leitmotif"
    if not isinstance(name, str):
        raise Problem(400, "name is a text")
    entries = [(row, _entry(row, given)) for row, given in _tracks(body)]
    headers = {"Content-Disposition": f'attachment; filename="leitmotif.{body["format"]}"'}
    return Response(write(entries, name[:MOST_LETTERS]), 200, headers, mimetype=kind)


Entries = Sequence[tuple[TrackRow, Entry]]


def _json(entries: Entries, name: str) -> bytes:
    tracks = [
        {
            "key": row.key,
            "path": readable(str(entry.path)),
            "title": entry.title,
            "artist": entry.artist,
            "duration_seconds": round(entry.duration_seconds, 2),
            "start_seconds": entry.start_seconds,
            "end_seconds": entry.end_seconds,
        }
        for row, entry in entries
    ]
    return json.dumps({"name": name, "tracks": tracks}, ensure_ascii=False, indent=2).encode()


_FORMATS: Mapping[str, tuple[str, Callable[[Entries, str], bytes]]] = {
    "m3u8": ("audio/x-mpegurl", lambda entries, name: m3u8([entry for _, entry in entries], name)),
    "xspf": ("application/xspf+xml", lambda entries, name: xspf([entry for _, entry in entries], name)),
    "json": ("application/json", _json),
}


def _body() -> Mapping[str, Any]:
    return json_object('{"tracks": [{"key": "..."}]}')


def _tracks(body: Mapping[str, Any]) -> list[tuple[TrackRow, Mapping[str, Any]]]:
    """The tracks that a body names, each with what it says of it."""
    given = body.get("tracks")
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise Problem(400, 'tracks is a list of objects: [{"key": "..."}]')
    if len(given) > MOST_TRACKS:
        raise Problem(400, f"{len(given)} tracks are too many: a playlist has {MOST_TRACKS} at most")
    keys = [str(each.get("key")) for each in given]
    rows = engines().catalogue.tracks(key for key in keys if KEY.fullmatch(key))
    for key in keys:
        if key not in rows:
            raise Problem(400, f"no track has the key {key[:80]}: take it out of the list")
    return [(rows[key], each) for key, each in zip(keys, given, strict=True)]


def _entry(row: TrackRow, given: Mapping[str, Any]) -> Entry:
    start, end = _seconds(given, "start_seconds", row), _seconds(given, "end_seconds", row)
    if start is not None and end is not None and end <= start:
        raise Problem(400, f"{title(row)} ends at {end:g} s, before it starts at {start:g} s")
    return Entry(row.path, title(row), artist(row), row.duration_seconds, start or 0.0, end)


def _seconds(given: Mapping[str, Any], name: str, row: TrackRow) -> float | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MOST_SECONDS:
        raise Problem(400, f"{name} of {title(row)} is a number of seconds, from 0 to {MOST_SECONDS:,.0f}")
    return float(value)


def _known(name: str) -> None:
    there = engines().catalogue.playlists()
    if name not in there:
        raise Problem(404, f"there is no playlist of this name: there {'is' if there else 'are'} "
                      f"{', '.join(there[:20]) or 'none yet'}")  # fmt: skip


def playable(row: TrackRow, start_seconds: float = 0.0) -> dict[str, Any]:
    """What the tray shows and plays a track by."""
    return {
        "key": row.key,
        "title": title(row),
        "artist": artist(row),
        "start": round(start_seconds, 2),
        "duration": round(row.duration_seconds, 2),
        "volume": volume(row.loudness_lufs),
        "hue": hue(row.key),
        "page": url_for("track.track", key=row.key),
        "audio": url_for("api.audio", key=row.key),
        "peaks": url_for("api.outline", key=row.key),
        "cover": url_for("api.cover", key=row.key) if row.has_cover else "",
    }
