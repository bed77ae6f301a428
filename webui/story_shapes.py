"""What the API takes and answers of stories, as types: see `webui.describing`."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from retrieval.story.soundtrack import WORDS_PER_MINUTE
from webui.describing import says
from webui.shapes import Address, Band, Key, LikelyTag, Links, Seconds, Share

MOST_CHARACTERS = 300_000
"""Of a story on a page: a short novel, which takes a minute to read. Longer ones are for the command."""
MOST_CUES = 200
MOST_SCENES = 2000
"""That a text may be cut into where nobody says how many cues there shall be."""
SLOWEST, FASTEST = 20.0, 2000.0

Feeling = Annotated[float, says(minimum=-1, maximum=1)]
Mapping = Literal["", "manual", "va", "w2v"]
SheetFormat = Literal["m3u8", "xspf", "csv", "edl"]


class StoryBody(TypedDict):
    """A text to find music for. `borders` are the passages with which scenes begin, beside the first one;
    `kept` are the tracks that scenes have already, null where one is to be chosen."""

    text: Annotated[str, says(minLength=1, maxLength=MOST_CHARACTERS)]
    cues: NotRequired[
        Annotated[
            int | None,
            says(minimum=1, maximum=MOST_CUES, description="how many scenes; as the mood turns if left out"),
        ]
    ]
    wpm: NotRequired[
        Annotated[
            float,
            says(
                minimum=SLOWEST,
                maximum=FASTEST,
                default=WORDS_PER_MINUTE,
                description="words read in a minute",
            ),
        ]
    ]
    filter: NotRequired[Annotated[str, says(description="conditions on tracks: -genre:jazz year>=1990")]]
    mapping: NotRequired[
        Annotated[Mapping, says(description="which music fits which mood; as the bundle learned if empty")]
    ]
    borders: NotRequired[Annotated[list[int] | None, says(maxItems=MOST_SCENES - 1)]]
    kept: NotRequired[Annotated[list[Key | None], says(maxItems=MOST_SCENES)]]


class SheetBody(StoryBody):
    format: SheetFormat
    name: NotRequired[Annotated[str, says(description="what the playlist or list is called")]]


class StoryTrack(TypedDict):
    """`volume` is what to multiply its sound by, so that all tracks are about equally loud."""

    key: Key
    title: str
    artist: str
    duration_seconds: Seconds
    volume: Share
    hue: int
    has_cover: bool
    page: Address
    links: Links


class LikelyMood(TypedDict):
    mood: str
    probability: Share


class WhyTrack(TypedDict):
    """`fit` is how many deviations nearer to the scene it lies than tracks do; `heard` are the scene's moods
    in it. The tempo is 0 where there is no pulse, and null where the file was not listened to."""

    band: Band
    fit: float
    heard: list[LikelyMood]
    tags: list[LikelyTag]
    tempo_bpm: float | None
    key: str | None


class WhyCue(TypedDict):
    """Why this music: the scene's moods, and the words that carried the foremost of them; what is of a track
    is left out where there is none."""

    moods: list[LikelyMood]
    valence: Feeling
    arousal: Feeling
    words: list[str]
    band: NotRequired[Band]
    fit: NotRequired[float]
    heard: NotRequired[list[LikelyMood]]
    tags: NotRequired[list[LikelyTag]]
    tempo_bpm: NotRequired[float | None]
    key: NotRequired[str | None]


class Alternative(TypedDict):
    track: StoryTrack
    start: Seconds
    end: Seconds
    why: WhyTrack


class CueShape(TypedDict):
    """A scene and its music, from `start` to `end` of the track. `goes_on`: the music before plays on."""

    number: int
    scene_start: Seconds
    scene_end: Seconds
    first_passage: int
    last_passage: int
    goes_on: bool
    track: StoryTrack | None
    start: Seconds | None
    end: Seconds | None
    why: WhyCue
    alternatives: list[Alternative]


class PassageShape(TypedDict):
    start_character: int
    end_character: int
    text: str
    heading: str
    words: int
    has_mood: bool
    valence: Feeling
    arousal: Feeling
    no_mood: Share
    moods: dict[str, Share]


class StoryAnswer(TypedDict):
    """The music for a text, scene by scene. `moods` tells which words of music fit each mood, `foreign`
    whether it looks like another language than moods were learned in."""

    seconds: Seconds
    message: str
    foreign: bool
    mapping: str
    moods: dict[str, list[str]]
    cues: list[CueShape]
    passages: list[PassageShape]
