"""What the API answers and takes, as types: see `webui.describing`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from retrieval.query import MAX_CHARACTERS
from webui.asked import COUNT, MOST, MOST_EXAMPLES
from webui.describing import says
from webui.errands import Ended

Key = Annotated[
    str, says(pattern="^[0-9a-f]{64}$", description="which track: SHA-256 of what it sounds like")
]
Share = Annotated[float, says(minimum=0, maximum=1)]
Seconds = Annotated[float, says(minimum=0)]
Address = Annotated[str, says(format="uri-reference")]
Words = Annotated[
    str, says(maxLength=MAX_CHARACTERS, description="tags, phrases, names: dreamy piano -drums")
]
Keys = Annotated[list[Key], says(maxItems=MOST_EXAMPLES)]
Band = Annotated[
    Literal["strong", "fair", "weak", ""],
    says(description="how well it fits; empty where nothing was asked"),
]


_AsQuery = TypedDict(
    "_AsQuery",  # since `as` is a word of Python's
    {
        "as": NotRequired[
            Annotated[
                Literal["", "scene"],
                says(
                    description="scene: q is read as one scene to find music for, and not as words and names"
                ),
            ]
        ]
    },
)


class Problem(TypedDict):
    """An error, as RFC 9457 has it; `detail` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str


class SearchQuery(_AsQuery):
    q: NotRequired[Words]
    like: NotRequired[Keys]
    unlike: NotRequired[Keys]
    filter: NotRequired[
        Annotated[str, says(description="conditions, all of which hold: genre:jazz year>=1990")]
    ]
    k: NotRequired[
        Annotated[int, says(minimum=1, maximum=MOST, default=COUNT, description="how many tracks")]
    ]
    diverse: NotRequired[
        Annotated[str, says(description="1: at most two of an artist, and one of several versions")]
    ]


class Links(TypedDict):
    self: Address
    audio: Address
    peaks: Address
    cover: Address


class Part(TypedDict):
    """Part of a query, and how it was taken."""

    text: str
    meaning: Literal["sound", "name", "taught tag", "example"]
    weight: float
    excluded: bool


class JudgedPart(Part):
    probability: Share


class LikelyTag(TypedDict):
    tag: str
    probability: Share


class Name(TypedDict):
    """Words of the query that the track's own facts hold."""

    words: str
    field: str
    value: str


class Why(TypedDict):
    parts: list[JudgedPart]
    tags: list[LikelyTag]
    names: list[Name]
    struck: list[str]
    acoustic_share: Share


class ScoredSpan(TypedDict):
    start_seconds: Seconds
    end_seconds: Seconds
    score: float


class Version(TypedDict):
    key: Key
    path: str
    title: str


class Hit(TypedDict):
    place: int
    key: Key
    path: str
    title: str
    artist: str
    album: str
    year: int | None
    duration_seconds: Seconds
    score: float
    chance: Share
    band: Band
    spans: list[ScoredSpan]
    why: Why
    versions: list[Version]
    links: Links


class SearchAnswer(TypedDict):
    """Hits, best first; those from `weak_from` on are weak."""

    tracks: Annotated[int, says(description="how many were searched")]
    understood: list[Part]
    message: str
    remarks: list[str]
    weak_from: int
    hits: list[Hit]


class Track(TypedDict):
    key: Key
    present: bool
    paths: list[str]
    title: str
    artist: str
    album: str
    genres: list[str]
    year: int | None
    bpm: float | None
    duration_seconds: Seconds
    loudness_lufs: float | None
    problems: list[str]
    tags: list[str]
    links: Links


class Peaks(TypedDict):
    """How loud the track is from start to end, 0 to 255, in equal steps."""

    duration_seconds: Seconds
    peaks: list[Annotated[int, says(minimum=0, maximum=255)]]


class Status(TypedDict):
    """How far the library is heard; `trouble` says what to do where that is needed."""

    ready: bool
    tracks: int
    heard: int
    served: int
    failed: int
    generation: int
    building: bool
    seconds_left: Seconds | None
    trouble: str


class Folder(TypedDict):
    path: str
    there: bool


class Failure(TypedDict):
    """A file that could not be read, and why."""

    path: str
    reason: str
    message: str


class GenerationShape(TypedDict):
    """A published index; `tracks` null where it is damaged."""

    number: int
    serves: bool
    partial: bool
    tracks: int | None
    segments: int
    lacking: Annotated[int, says(description="tracks of the library that it does not hold")]
    made_with: str
    bundle: Annotated[str, says(description="name of the bundle that it is searched with; empty if not here")]
    trouble: Annotated[str, says(description="why it cannot serve, and what to do; empty where it can")]


class BundleShape(TypedDict):
    """What made the index, with its figures."""

    name: str
    fingerprint: str
    facts: dict[str, Any]


class CheckupAnswer(TypedDict):
    """What was found damaged when every byte was read; null where nobody looked since the server started."""

    running: bool
    damages: list[str] | None
    seconds: float | None
    ended: Annotated[float | None, says(description="seconds since 1970")]


class OutcomeShape(TypedDict):
    """How the last errand of a kind ended. One not `whole` that `failed` for nothing did what it could."""

    what: Ended
    ended: Annotated[float, says(description="seconds since 1970")]
    done: list[str]
    failed: Annotated[list[str], says(description="why, and what to do")]
    whole: bool
    stopped: Annotated[bool, says(description="whether somebody asked for that")]


class LibraryAnswer(TypedDict):
    folders: list[Folder]
    failures: list[Failure]
    gone: int
    generations: list[GenerationShape]
    bundle: BundleShape | None
    errand: Annotated[str, says(description="what the server is at beside serving; empty for nothing")]
    outcomes: Annotated[list[OutcomeShape], says(description="newest first, until dismissed or done again")]
    checkup: CheckupAnswer


class Token(TypedDict):
    """What requests that change something bring as a header, until the next start of the server."""

    header: str
    token: str


class HeardTag(TypedDict):
    tag: str
    category: str
    probability: Share
    moments: list[Share]


class HeardAnswer(TypedDict):
    """Tags over time, but for those struck out; `starts` and `widths` of moments are shares of the track."""

    starts: list[Share]
    widths: list[Share]
    tags: list[HeardTag]
    struck: list[str]


class MomentsQuery(TypedDict):
    q: Words


class Span(TypedDict):
    start_seconds: Seconds
    end_seconds: Seconds
    band: Band


class MomentsAnswer(TypedDict):
    """Where a text is met in a track."""

    text: str
    likely: Share
    band: Band
    moments: list[Share]
    starts: list[Share]
    spans: list[Span]


class Choice(TypedDict):
    """A condition, and how many tracks would be left with it."""

    label: str
    filter: str
    tracks: int
    chosen: bool


class FacetShape(TypedDict):
    name: str
    choices: list[Choice]


class FacetsAnswer(TypedDict):
    tracks: int
    counted: Literal["fitting", "all"]
    facets: list[FacetShape]


class PlaylistNames(TypedDict):
    playlists: list[str]


class PlaylistTrack(TypedDict):
    key: Key
    title: str
    artist: str
    start: Seconds
    duration: Seconds
    volume: Share
    hue: int
    page: Address
    audio: Address
    peaks: Address
    cover: str


class Playlist(TypedDict):
    name: str
    tracks: list[PlaylistTrack]


class KeptPlaylist(TypedDict):
    name: str
    tracks: int


class PlacedTrack(TypedDict):
    key: Key
    start_seconds: NotRequired[Seconds | None]
    end_seconds: NotRequired[Seconds | None]


class PlaylistBody(TypedDict):
    tracks: list[PlacedTrack]


class PlaylistFileBody(PlaylistBody):
    format: Literal["m3u8", "xspf", "json"]
    name: NotRequired[str]


class Colouring(TypedDict):
    """One of `labels` for each track of the map, by its place among them."""

    name: str
    labels: list[str]
    of: list[int]


class TaughtColouring(TypedDict):
    """How likely a taught tag holds of each track of the map, in percent."""

    name: str
    likely: list[Annotated[int, says(minimum=0, maximum=100)]]


class MapAnswer(TypedDict):
    """Where each track lies, from 0 to 1: what sounds alike lies together. A `sketch` until it is drawn."""

    generation: int
    sketch: bool
    keys: list[Key]
    x: list[Share]
    y: list[Share]
    colourings: list[Colouring]
    taught: list[TaughtColouring]


class MapHit(TypedDict):
    key: Key
    title: str
    band: Band
    chance: Share
    start_seconds: Seconds
    end_seconds: Seconds


class DroppedQuery(TypedDict):
    """Where a search belongs on the map: in the middle of what it finds. Null where it finds nothing."""

    x: Share | None
    y: Share | None
    message: str
    hits: list[MapHit]


class TracksQuery(TypedDict):
    key: Annotated[list[Key], says(minItems=1, maxItems=MOST)]


class PlayableTracks(TypedDict):
    tracks: list[PlaylistTrack]


class TrackTags(TypedDict):
    """Tags given by hand, heard ones struck out, and taught ones."""

    own: list[str]
    struck: list[str]
    taught: list[TaughtBeside]


class TaughtBeside(TypedDict):
    """A taught tag beside one track."""

    tag: str
    probability: Share
    example: Literal["like", "unlike"] | None


class OwnTags(TypedDict):
    own: list[str]
    struck: list[str]


class TagBody(TypedDict):
    """Tags by hand to `add` and `remove`, heard ones to `strike` out and to `restore`."""

    add: NotRequired[list[str]]
    remove: NotRequired[list[str]]
    strike: NotRequired[list[str]]
    restore: NotRequired[list[str]]


class Taught(TypedDict):
    """A tag taught by example. `figure` is how much of other music a liked track, left out, came before."""

    name: str
    like: list[Key]
    unlike: list[Key]
    figure: Share | None


class TaughtAnswer(TypedDict):
    taught: list[Taught]


class TaughtNow(Taught):
    warning: str


class TeachBody(TypedDict):
    like: NotRequired[list[Key]]
    unlike: NotRequired[list[Key]]


class UploadBody(TypedDict):
    """A music file, whatever it is called."""

    file: Annotated[str, says(contentMediaType="application/octet-stream")]


UploadBody.MEDIA = "multipart/form-data"  # type: ignore[attr-defined]


class NearTrack(TypedDict):
    key: Key
    title: str
    artist: str
    band: str
    chance: Share
    links: Links


class TaggedFile(TypedDict):
    """What is heard in a file; `tags` are all of them by category, `heard` the likely ones over time."""

    name: str
    key: Key
    in_library: bool
    added: bool
    links: NotRequired[Links]
    title: str
    artist: str
    album: str
    year: int | None
    duration_seconds: float
    loudness_lufs: float | None
    silent: bool
    problems: list[str]
    tags: dict[str, dict[str, Share]]
    heard: HeardAnswer
    nearest: list[NearTrack]
