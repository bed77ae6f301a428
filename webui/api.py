"""The JSON API, version 1. Errors are problem+json; see `webui.problems`."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, request, url_for

from index.records import TrackRow
from retrieval.covers import read_cover
from retrieval.hits import readable
from retrieval.peaks import peaks
from retrieval.playlists import m3u8
from webui import shapes
from webui.asked import asked
from webui.describing import answers
from webui.found import look
from webui.limits import costs
from webui.sound import file_of, row_of, send_sound
from webui.standing import standing
from webui.words import artist, title

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
DAY_SECONDS = 86_400


@blueprint.get("/search")
@costs(1)
@answers(shapes.SearchAnswer, query=shapes.SearchQuery)
def search() -> dict[str, Any]:
    """Tracks that fit, best first, each with its moments and with reasons; those that pass a filter, by
    artist, where nothing else is asked for."""
    found = look(asked())
    described = found.result.described()
    for hit in described["hits"]:
        hit["links"] = links(hit["key"])
    return {"tracks": found.tracks, **described}


@blueprint.get("/search.m3u8")
@costs(1)
@answers(query=shapes.SearchQuery, media="audio/x-mpegurl")
def playlist() -> Response:
    """The same as a playlist, each track from the moment that fits."""
    found = look(asked())
    name = found.asked.text.strip() or "Leitmotif"
    made = m3u8([hit.entry for hit in found.result.hits], name)
    headers = {"Content-Disposition": 'attachment; filename="leitmotif.m3u8"'}
    return Response(made, 200, headers, mimetype="audio/x-mpegurl")


@blueprint.get("/tracks/<key>")
@answers(shapes.Track)
def track(key: str) -> dict[str, Any]:
    """What is known of a track."""
    return {**described_row(row_of(key)), "links": links(key)}


@blueprint.get("/tracks/<key>/audio")
@answers(
    media="audio/*",
    also={
        206: "the part that was asked for",
        304: "as the browser has it",
        403: "the server may not read its file",
        410: "its file is gone",
    },
)
def audio(key: str) -> Response:
    """Its file, whole or in ranges."""
    return send_sound(row_of(key))


@blueprint.get("/tracks/<key>/peaks")
@costs(0.2)
@answers(shapes.Peaks, also={304: "as the browser has it"})
def outline(key: str) -> Response:
    """How loud the track is from start to end, 0 to 255, in equal steps."""
    row = row_of(key)
    made = json.dumps({"duration_seconds": row.duration_seconds, "peaks": list(peaks(key, file_of(row)))})
    return _kept(made.encode(), "application/json")


@blueprint.get("/tracks/<key>/cover")
@costs(0.05)
@answers(media="image/*", also={304: "as the browser has it"})
def cover(key: str) -> Response:
    """The picture in its file, or one of nothing."""
    found = read_cover(file_of(row_of(key)))
    if found is None:
        return _kept(_NO_COVER, "image/svg+xml")
    return _kept(found.data, found.media_type)


@blueprint.get("/status")
@answers(shapes.Status)
def status() -> dict[str, Any]:
    """How much of the library can be searched, and whether more is being heard."""
    return standing().described()


def links(key: str) -> dict[str, str]:
    return {name: url_for(f"api.{view}", key=key) for name, view in _VIEWS.items()}


def described_row(row: TrackRow) -> dict[str, Any]:
    """What is known of a track, as plain values."""
    return {
        "key": row.key,
        "present": row.present,
        "paths": [readable(str(path)) for path in row.paths],
        "title": title(row),
        "artist": artist(row),
        "album": row.album,
        "genres": list(row.genres),
        "year": row.year,
        "bpm": row.bpm,
        "duration_seconds": round(row.duration_seconds, 2),
        "loudness_lufs": row.loudness_lufs,
        "problems": list(row.problems),
        "tags": list(row.tags),
    }


_VIEWS = {"self": "track", "audio": "audio", "peaks": "outline", "cover": "cover"}
_NO_COVER = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def _kept(body: bytes, media_type: str) -> Response:
    """An answer that a browser keeps, and asks for again by its tag."""
    answer = Response(body, mimetype=media_type)
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.headers["Cache-Control"] = f"private, max-age={DAY_SECONDS}"
    answer.make_conditional(request)
    return answer
