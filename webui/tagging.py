"""Files from outside: listened to, shown like tracks, and kept only where somebody asks for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request

from index.generations import GenerationError
from index.records import TrackRow
from retrieval.adopting import AdoptionError, adopt
from retrieval.audio_files import SUFFIXES
from retrieval.bundle import BundleError, find_bundle
from retrieval.categories import categories_of
from retrieval.heard_file import HeardFile
from retrieval.hits import Example, Hit, SearchRequest
from retrieval.parallel import Failure
from retrieval.planning import DEFAULT_BUNDLE
from retrieval.search import SearchEngine, SearchError
from retrieval.strangers import Listener
from webui import shapes
from webui.api import links
from webui.asked import Asked
from webui.bodies import MOST, takes
from webui.describing import answers
from webui.engines import engines
from webui.errands import errands
from webui.heard import Heard, pictured
from webui.limits import costs
from webui.problems import Problem
from webui.uploads import Upload, uploads

blueprint = Blueprint("tagging", __name__)
MOST_WAITING = 3
"""Requests that wait for the one process that listens; more are asked to come again."""
AGAIN_SECONDS = 5
NEAREST = 8
COST = 20
TAKEN: dict[str, Any] = {"most_bytes": MOST, "suffixes": sorted(SUFFIXES)}
"""What the page says of files."""


class Desk:
    """Where files are handed in: the process that listens, and how many may wait for it."""

    def __init__(self, listener: Listener | None = None) -> None:
        self.listener = listener or Listener()
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)
        self.adopting = threading.Lock()
        """Held while a file is added: the same one may come twice at once."""

    @contextmanager
    def queued(self) -> Iterator[Listener]:
        if not self._waiting.acquire(blocking=False):
            raise Problem(
                503, "other files are being listened to: try again soon", {"Retry-After": str(AGAIN_SECONDS)}
            )
        try:
            yield self.listener
        finally:
            self._waiting.release()


@dataclass(frozen=True)
class Result:
    """What became of one file: heard, or what was wrong with it."""

    name: str
    heard: HeardFile | None = None
    picture: Heard | None = None
    tags: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()
    """Every tag by category, likeliest first."""
    nearest: tuple[Hit, ...] = ()
    row: TrackRow | None = None
    """The track of the library that sounds the same."""
    added: bool = False
    """It became that track just now."""
    hearing: bool = False
    """The index is being built, and will hold it."""
    reason: str = ""
    wrong: str = ""

    @property
    def title(self) -> str:
        return (self.heard and self.heard.facts.title) or Path(self.name).stem or self.name


@blueprint.get("/tag")
def page() -> str:
    return render_template("tag.html", results=(), **TAKEN)


@blueprint.post("/tag")
@takes(MOST)
@costs(COST)
def tag() -> str:
    """The page's form: `file`s, `keep` to add them to the library; `part` asks for the results alone."""
    keep = "keep" in request.form
    with uploads() as files:
        results = tuple(_result(each, keep) for each in files)
    template = "_heard_file.html" if "part" in request.form else "tag.html"
    return render_template(template, results=results, asked=Asked(), **TAKEN)


@blueprint.post("/api/v1/tag")
@takes(MOST)
@costs(COST)
@answers(shapes.TaggedFile, body=shapes.UploadBody, also={422: "nothing can be heard in it"})
def tag_file() -> dict[str, Any]:
    """What is heard in one file, which is not kept."""
    with uploads(most=1) as (upload,):
        return _described(_heard(_result(upload, keep=False)))


@blueprint.post("/api/v1/tracks")
@takes(MOST)
@costs(COST)
@answers(shapes.TaggedFile, body=shapes.UploadBody, status=201, also={200: "the library has the same sound"})
def add_file() -> tuple[dict[str, Any], int]:
    """Add one file to the library, and say what is heard in it."""
    with uploads(most=1) as (upload,):
        result = _heard(_result(upload, keep=True))
    return _described(result), 201 if result.added else 200


def _result(upload: Upload, keep: bool) -> Result:
    bundle, engine = _ears()
    desk: Desk = current_app.extensions["desk"]
    with desk.queued() as listener:
        heard = listener.hear(bundle, upload.path)
    if isinstance(heard, Failure):
        return Result(upload.name, reason=heard.reason, wrong=upload.told(heard.message))
    catalogue = engines().catalogue
    added = hearing = False
    if keep:
        try:
            with desk.adopting:
                added = adopt(catalogue, upload.path, upload.name, heard)
            builder = errands()
            hearing = added and builder is not None and builder.start("new")
        except AdoptionError as error:
            return Result(upload.name, reason="not_kept", wrong=str(error))
    row = catalogue.tracks([heard.key]).get(heard.key)
    category_of = categories_of(bundle)
    picture = pictured(
        heard.tag_names, category_of, heard.whole, heard.moments, heard.starts_seconds.astype(float),
        heard.chunk_seconds, heard.audio.duration_seconds,
    )  # fmt: skip
    return Result(
        upload.name, heard, picture, _by_category(heard, category_of), _nearest(engine, heard),
        row if row is not None and row.present else None, added, hearing,
    )  # fmt: skip


def _ears() -> tuple[Path, SearchEngine | None]:
    """The bundle that listens: the one that made the index, which is searched then; else the usual one."""
    try:
        engine = engines().engine()
    except (GenerationError, SearchError, BundleError):
        return find_bundle(DEFAULT_BUNDLE), None
    return engine.bundle_folder or find_bundle(DEFAULT_BUNDLE), engine


def _by_category(heard: HeardFile, category_of: Any) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    found: dict[str, list[tuple[str, float]]] = {}
    for name, probability in zip(heard.tag_names, heard.whole.tolist(), strict=True):
        found.setdefault(category_of.get(name, "heard"), []).append((name, probability))
    return tuple((category, tuple(sorted(tags, key=lambda tag: -tag[1]))) for category, tags in found.items())


def _nearest(engine: SearchEngine | None, heard: HeardFile) -> tuple[Hit, ...]:
    """What of the library is most like it; nothing where another bundle made the index."""
    if engine is None or engine.shelf().generation.bundle != heard.fingerprint or not heard.vector.any():
        return ()
    request = SearchRequest(like=(Example("this", vector=heard.vector),), count=NEAREST + 1)
    return tuple(hit for hit in engine.search(request).hits if hit.track.key != heard.key)[:NEAREST]


def _heard(result: Result) -> Result:
    if result.wrong:
        raise Problem(_STATUS.get(result.reason, 422), result.wrong)
    return result


_STATUS = {"not_ready": 503}


def _described(result: Result) -> dict[str, Any]:
    heard, picture = result.heard, result.picture
    assert heard is not None and picture is not None
    facts = heard.facts
    return {
        "name": result.name,
        "key": heard.key,
        "in_library": result.row is not None,
        "added": result.added,
        **({"links": links(heard.key)} if result.row is not None else {}),
        "title": facts.title,
        "artist": ", ".join(facts.artists),
        "album": facts.album,
        "year": facts.year,
        "duration_seconds": round(heard.audio.duration_seconds, 2),
        "loudness_lufs": heard.audio.loudness_lufs,
        "silent": heard.silent,
        "problems": list(heard.audio.problems),
        "tags": {
            category: {tag: round(probability, 4) for tag, probability in tags}
            for category, tags in result.tags
        },
        "heard": picture.described(),
        "nearest": [
            {"key": hit.track.key, "title": hit.title, "artist": hit.artist, "band": hit.band,
             "chance": round(hit.chance, 4), "links": links(hit.track.key)}
            for hit in result.nearest
        ],
    }  # fmt: skip
