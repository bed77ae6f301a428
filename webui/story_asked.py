"""What a request asks of a story, looked at before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from retrieval.story.soundtrack import WORDS_PER_MINUTE, Wishes
from webui.asked import KEY
from webui.bodies import json_object
from webui.engines import engines
from webui.playlists import MOST_LETTERS
from webui.problems import Problem
from webui.story_shapes import FASTEST, MOST_CHARACTERS, MOST_CUES, MOST_SCENES, SLOWEST
from webui.story_shapes import Mapping as MappingName

NAME = "Soundtrack"


@dataclass(frozen=True)
class AskedStory:
    """`format` and `name` are of the file that is wanted, if one is."""

    text: str
    wishes: Wishes
    mapping: str
    format: str
    name: str


def story_asked() -> AskedStory:
    """Out of the body of the request being answered. Raises `Problem`."""
    body = json_object('{"text": "Once upon a time ..."}')
    text = _text(body, "text")
    if not text.strip():
        raise Problem(400, "the text is empty: give at least one sentence")
    if len(text) > MOST_CHARACTERS:
        raise Problem(
            413,
            f"the text has {len(text):,} characters, and {MOST_CHARACTERS:,} are read here: give a part, "
            "or type python -m scripts.story FILE",
        )
    mapping = _text(body, "mapping")
    if mapping not in get_args(MappingName):
        raise Problem(400, f"mapping is one of {', '.join(get_args(MappingName)[1:])}, or empty")
    wishes = Wishes(
        _count(body),
        filters=_text(body, "filter"),
        words_per_minute=_pace(body),
        borders=_borders(body),
        kept=_kept(body),
    )
    return AskedStory(
        text, wishes, mapping, _text(body, "format"), _text(body, "name")[:MOST_LETTERS].strip() or NAME
    )


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Problem(400, f"{name} is a text")
    return value or ""


def _count(body: Mapping[str, Any]) -> int | None:
    value = body.get("cues")
    if value is not None and (not _whole(value) or not 1 <= value <= MOST_CUES):
        raise Problem(400, f"cues is how many there shall be: a number from 1 to {MOST_CUES}, or left out")
    return value


def _pace(body: Mapping[str, Any]) -> float:
    value = body.get("wpm", WORDS_PER_MINUTE)
    if isinstance(value, bool) or not isinstance(value, int | float) or not SLOWEST <= value <= FASTEST:
        raise Problem(400, f"wpm is how many words are read in a minute: from {SLOWEST:g} to {FASTEST:g}")
    return float(value)


def _borders(body: Mapping[str, Any]) -> tuple[int, ...] | None:
    value = body.get("borders")
    if value is None:
        return None
    if not isinstance(value, list) or not all(map(_whole, value)) or len(value) >= MOST_SCENES:
        raise Problem(
            400, f"borders is a list of up to {MOST_SCENES - 1} numbers of passages, such as [3, 7]"
        )
    return tuple(value)


def _kept(body: Mapping[str, Any]) -> tuple[str | None, ...]:
    value = body.get("kept")
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_SCENES:
        raise Problem(
            400, f"kept is a list of up to {MOST_SCENES} keys of tracks, null where one is to be chosen"
        )
    keys = [each for each in value if each is not None]
    known = engines().catalogue.tracks(key for key in keys if isinstance(key, str) and KEY.fullmatch(key))
    for key in keys:
        if not isinstance(key, str) or key not in known:
            raise Problem(400, f"no track has the key {str(key)[:80]}: take it out of the list")
    if len(set(keys)) < len(keys):
        raise Problem(
            400, "kept names a track twice, and none comes twice in a soundtrack: take one of them out"
        )
    return tuple(value)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
