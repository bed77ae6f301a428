"""The story page, and its API: a text to its soundtrack, scene by scene, and that as files for editors.

The text comes in the body of a request and is kept nowhere: what a page shows of it stays in its browser.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, current_app, render_template

from retrieval.passages import PassageError
from retrieval.playlists import m3u8, xspf
from retrieval.progress import quiet
from retrieval.search import SearchEngine
from retrieval.story.cue_sheets import cue_sheet, edl
from retrieval.story.cues import Choice
from retrieval.story.mappings import MappingError
from retrieval.story.memory import Memory
from retrieval.story.opening import story_reader
from retrieval.story.reading import StoryError
from retrieval.story.soundtrack import WORDS_PER_MINUTE, Soundtrack, soundtrack
from webui import api, story_shapes
from webui.bodies import takes
from webui.describing import answers
from webui.engines import engines
from webui.limits import costs
from webui.playlists import playable
from webui.problems import Problem
from webui.standing import standing
from webui.story_asked import AskedStory, story_asked
from webui.story_shapes import FASTEST, MOST_CHARACTERS, MOST_CUES, SLOWEST

blueprint = Blueprint("story", __name__)
MOST_BYTES = 4 * MOST_CHARACTERS + 256 * 1024
COST = 8
AT_ONCE = 2
"""Stories that are read at a time; more are asked to come again, so that others can still search."""
AGAIN_SECONDS = 3


class Readings:
    """What was read lately with the bundle that serves, and how many read now."""

    def __init__(self) -> None:
        self._memory, self._bundle = Memory(), ""
        self._changing = threading.Lock()
        self._reading = threading.BoundedSemaphore(AT_ONCE)

    @contextmanager
    def memory(self, bundle: str) -> Iterator[Memory]:
        """That of a bundle by its fingerprint, while few others read."""
        if not self._reading.acquire(blocking=False):
            raise Problem(
                503, "other stories are being read: try again soon", {"Retry-After": str(AGAIN_SECONDS)}
            )
        try:
            with self._changing:
                if bundle != self._bundle:
                    self._memory, self._bundle = Memory(), bundle
                memory = self._memory
            yield memory
        finally:
            self._reading.release()


@blueprint.get("/story")
def story() -> str:
    return render_template(
        "story.html",
        standing=standing(),
        most_characters=MOST_CHARACTERS,
        most_cues=MOST_CUES,
        slowest=int(SLOWEST),
        fastest=int(FASTEST),
        usual_pace=int(WORDS_PER_MINUTE),
    )


@blueprint.post("/api/v1/story")
@takes(MOST_BYTES)
@costs(COST)
@answers(story_shapes.StoryAnswer, body=story_shapes.StoryBody, also={422: "there is no music for it"})
def score() -> dict[str, Any]:
    """Music for a text: scenes where its mood turns, a track for each, and why."""
    found = _found(engines().engine(), story_asked())
    told = found.described()
    for cue, described in zip(found.cues, told["cues"], strict=True):
        if cue.choice is not None:
            described["track"] = _track(cue.choice)
        for choice, each in zip(cue.alternatives, described["alternatives"], strict=True):
            each["track"] = _track(choice)
    return told


@blueprint.post("/api/v1/story-file")
@takes(MOST_BYTES)
@costs(COST)
@answers(
    body=story_shapes.SheetBody,
    media=("audio/x-mpegurl", "application/xspf+xml", "text/csv", "text/plain"),
    also={422: "there is no music for it"},
)
def sheet() -> Response:
    """The same as a file for players and editors. Nothing is kept."""
    asked = story_asked()
    if asked.format not in _FORMATS:
        raise Problem(400, f"format is one of {', '.join(_FORMATS)}")
    kind, written = _FORMATS[asked.format]
    found = _found(engines().engine(), asked)
    if not found.entries():
        raise Problem(422, found.message or "no scene of it has music")
    headers = {"Content-Disposition": f'attachment; filename="soundtrack.{asked.format}"'}
    return Response(written(found, asked.name), 200, headers, mimetype=kind)


_FORMATS: Mapping[str, tuple[str, Callable[[Soundtrack, str], bytes]]] = {
    "m3u8": ("audio/x-mpegurl", lambda found, name: m3u8(found.entries(), name)),
    "xspf": ("application/xspf+xml", lambda found, name: xspf(found.entries(), name)),
    "csv": ("text/csv", lambda found, name: cue_sheet(found).encode("utf-8-sig")),
    "edl": ("text/plain", lambda found, name: edl(found, name).encode()),
}


def _found(engine: SearchEngine, asked: AskedStory) -> Soundtrack:
    """Raises what a person can mend as `Problem`, `SearchError` or `FilterError`."""
    readings = current_app.extensions.setdefault("readings", Readings())
    try:
        with readings.memory(engine.reader.fingerprint()) as memory, quiet():
            reader = story_reader(engine, asked.mapping, memory)
            return soundtrack(asked.text, engine, reader, asked.wishes, asked.mapping)
    except PassageError as error:
        raise Problem(400, str(error)) from None
    except (MappingError, StoryError) as error:
        raise Problem(422, str(error)) from None


def _track(choice: Choice) -> dict[str, Any]:
    """A track as the API tells it: by its key, never by its path."""
    shown = playable(choice.track)
    return {
        "key": shown["key"],
        "title": shown["title"],
        "artist": shown["artist"],
        "duration_seconds": shown["duration"],
        "volume": shown["volume"],
        "hue": shown["hue"],
        "has_cover": bool(shown["cover"]),
        "page": shown["page"],
        "links": api.links(choice.track.key),
    }
