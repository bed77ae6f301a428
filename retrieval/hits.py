"""What a search is asked and what it answers: plain values for the command line, the API and the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.records import TrackRow
from retrieval.playlists import Entry
from retrieval.spans import Span

Meaning = Literal["sound", "name", "taught tag", "example"]


@dataclass(frozen=True)
class Example:
    """Music to search by: a track of the library by its `key`, or the `vector` `[D]` of another file."""

    label: str
    key: str = ""
    vector: NDArray[np.float32] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class SearchRequest:
    """Words, examples or both, as a person gave them; `filters` as `index.filters` reads them."""

    text: str = ""
    like: tuple[Example, ...] = ()
    unlike: tuple[Example, ...] = ()
    filters: str = ""
    count: int = 20
    diverse: bool = False
    """At most two tracks of an artist, and one of several versions."""
    spans: int = 1
    """How many moments of each track are wanted."""


@dataclass(frozen=True)
class Understood:
    """A part of a query and how it was taken."""

    text: str
    meaning: Meaning
    weight: float = 1.0
    excluded: bool = False


@dataclass(frozen=True)
class PartMatch:
    """How likely a part of the query holds of a track, 0 to 1; for an excluded part, little is good."""

    part: Understood
    probability: float


@dataclass(frozen=True)
class NameMatch:
    """Words of the query that stand in a track's metadata: in which field, and what it says."""

    words: str
    field: str
    value: str


@dataclass(frozen=True)
class Why:
    """Why a track was found. `acoustic_share` is how much of the answer is from sound, not from listeners."""

    parts: tuple[PartMatch, ...]
    tags: tuple[tuple[str, float], ...]
    names: tuple[NameMatch, ...]
    struck: tuple[str, ...] = ()
    """Tags that the query asks for, wanted or not, and that a person struck out of this track."""
    acoustic_share: float = 1.0


@dataclass(frozen=True)
class Hit:
    """A track that fits, how well, and where in it. Hits are ordered by `score`.

    `span` is None where nothing can be heard in it."""

    track: TrackRow
    score: float
    chance: float
    """How likely it is that all of the query holds, by which `band` is strong, fair or weak."""
    band: str
    spans: tuple[Span, ...]
    why: Why
    versions: tuple[TrackRow, ...] = ()

    @property
    def span(self) -> Span | None:
        return self.spans[0] if self.spans else None

    @property
    def title(self) -> str:
        return self.track.title or self.track.path.stem

    @property
    def artist(self) -> str:
        return ", ".join(self.track.artists)

    @property
    def entry(self) -> Entry:
        """As a line of a playlist, from the moment that fits best."""
        start, end = (self.span.start_seconds, self.span.end_seconds) if self.span else (0.0, None)
        return Entry(self.track.path, self.title, self.artist, self.track.duration_seconds, start, end)


@dataclass(frozen=True)
class SearchResult:
    """Hits, best first; those from `weak_from` on are weak. `message` says what a person should know."""

    hits: tuple[Hit, ...]
    understood: tuple[Understood, ...]
    weak_from: int
    message: str = ""
    fitting: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros(0, np.int64), repr=False, compare=False
    )
    """Rows of the index that are not weak among all that were judged, sorted; `hits` may be fewer."""
    remarks: tuple[str, ...] = ()
    """What of the text could not be read as it stands, and how it was read: sentences for who typed it."""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def described(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "understood": [_part(part) for part in self.understood],
            "message": self.message,
            "remarks": list(self.remarks),
            "weak_from": self.weak_from,
            "hits": [_hit(place, hit) for place, hit in enumerate(self.hits, start=1)],
        }


def _hit(place: int, hit: Hit) -> dict[str, Any]:
    return {
        "place": place,
        "key": hit.track.key,
        "path": readable(str(hit.track.path)),
        "title": hit.title,
        "artist": hit.artist,
        "album": hit.track.album,
        "year": hit.track.year,
        "duration_seconds": round(hit.track.duration_seconds, 2),
        "score": _rounded(hit.score),
        "chance": _rounded(hit.chance),
        "band": hit.band,
        "spans": [
            {
                "start_seconds": round(span.start_seconds, 2),
                "end_seconds": round(span.end_seconds, 2),
                "score": _rounded(span.score),
            }
            for span in hit.spans
        ],
        "why": {
            "parts": [
                {**_part(each.part), "probability": _rounded(each.probability)} for each in hit.why.parts
            ],
            "tags": [{"tag": tag, "probability": _rounded(value)} for tag, value in hit.why.tags],
            "names": [
                {"words": n.words, "field": n.field, "value": readable(n.value)} for n in hit.why.names
            ],
            "struck": list(hit.why.struck),
            "acoustic_share": _rounded(hit.why.acoustic_share),
        },
        "versions": [
            {"key": row.key, "path": readable(str(row.path)), "title": row.title} for row in hit.versions
        ],
    }


def _part(part: Understood) -> dict[str, Any]:
    return {
        "text": part.text,
        "meaning": part.meaning,
        "weight": part.weight,
        "excluded": part.excluded,
    }


def readable(text: str) -> str:
    """Text that any encoding can hold: bytes of a name that are no text become U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _rounded(value: float) -> float:
    return round(float(value), 4)
