"""What an address asks for. Everything a person chose stands in it, so that Back, reload and links work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request

from index.catalogue import Catalogue
from index.records import TrackRow
from retrieval.hits import Example, SearchRequest, Understood
from retrieval.query import MAX_WEIGHT, MIN_WEIGHT, Part
from webui.problems import Problem

KEY = re.compile(r"[0-9a-f]{64}")
COUNT, MOST = 20, 200
MOST_EXAMPLES = 20
SCENE = "scene"
_UNQUOTED = str.maketrans(dict.fromkeys('"“”„‟«»＂', "'"))


@dataclass(frozen=True)
class Asked:
    """A search as it stands in an address; `like` and `unlike` are keys of tracks."""

    text: str = ""
    like: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    filters: str = ""
    count: int = COUNT
    diverse: bool = False
    scene: bool = False
    """The text is a scene to find music for, not words and names."""

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.like or self.unlike)

    @property
    def searches(self) -> bool:
        """Whether it says what the music should be like."""
        return bool(self.text.strip() or self.like)

    @property
    def arguments(self) -> dict[str, str | list[str] | int]:
        """As the address holds them; what is as usual is left out."""
        all_: dict[str, str | list[str] | int] = {
            "q": self.text,
            "like": list(self.like),
            "unlike": list(self.unlike),
            "filter": self.filters,
            "k": self.count if self.count != COUNT else 0,
            "diverse": 1 if self.diverse else 0,
            "as": SCENE if self.scene else "",
        }
        return {name: value for name, value in all_.items() if value}

    def request(self) -> SearchRequest:
        """For the engine. Examples go by the start of their key: a title may hold any sign."""
        like, unlike = (tuple(Example(key[:8], key) for key in keys) for keys in (self.like, self.unlike))
        # in quotes it is one part, whatever stands in it
        text = (
            f'"{self.text.translate(_UNQUOTED).strip()}"' if self.scene and self.text.strip() else self.text
        )
        return SearchRequest(text, like, unlike, self.filters, self.count, self.diverse)

    def examples(self, catalogue: Catalogue) -> dict[str, TrackRow]:
        """The tracks given as examples, by key."""
        return catalogue.tracks((*self.like, *self.unlike))

    def similar(self, key: str) -> Asked:
        """What else sounds like this track."""
        return replace(self, text="", like=(key,), unlike=(), count=COUNT, scene=False)

    def without(self, key: str) -> Asked:
        """The same, but not this track nor what is like it."""
        return replace(self, like=_but(self.like, key), unlike=(*_but(self.unlike, key), key))

    def forgetting(self, key: str) -> Asked:
        """The same without an example."""
        return replace(self, like=_but(self.like, key), unlike=_but(self.unlike, key))

    def more(self) -> Asked:
        return replace(self, count=min(self.count + COUNT, MOST))

    def changed(self, parts: Sequence[Understood], place: int, change: str) -> Asked:
        """The same with one part of the text left out (`drop`), turned round (`turn`), heavier or lighter."""
        texts = _texts(parts)
        if change == "drop":
            del texts[place]
        elif change == "turn":
            texts[place] = replace(texts[place], excluded=not texts[place].excluded)
        else:
            factor = 2.0 if change == "heavier" else 0.5
            weight = min(MAX_WEIGHT, max(MIN_WEIGHT, texts[place].weight * factor))
            texts[place] = replace(texts[place], weight=weight)
        return replace(self, text=", ".join(map(str, texts)), count=COUNT)


def typed(parts: Sequence[Understood]) -> list[str]:
    """The parts of the text as they are typed, one by one."""
    return list(map(str, _texts(parts)))


def _texts(parts: Sequence[Understood]) -> list[Part]:
    return [Part(each.text, each.weight, each.excluded) for each in parts if each.meaning != "example"]


def asked() -> Asked:
    """What the request being answered asks for."""
    given = request.args
    return Asked(
        given.get("q", ""),
        _keys("like"),
        _keys("unlike"),
        given.get("filter", ""),
        _count(given.get("k", "")),
        given.get("diverse", "") not in ("", "0"),
        given.get("as", "") == SCENE,
    )


def _keys(name: str) -> tuple[str, ...]:
    keys = tuple(dict.fromkeys(request.args.getlist(name)))
    if len(keys) > MOST_EXAMPLES:
        raise Problem(400, f"{len(keys)} examples are too many: give {MOST_EXAMPLES} at most")
    for key in keys:
        if not KEY.fullmatch(key):
            raise Problem(
                400, f"{name}={key[:80]} is no key of a track: 64 digits from 0 to f, as in results"
            )
    return keys


def _count(typed: str) -> int:
    if not typed:
        return COUNT
    if not typed.isascii() or not typed.isdecimal() or not 1 <= int(typed[:6]) <= MOST:
        raise Problem(400, f"k={typed[:20]} is no number of tracks: give 1 to {MOST}")
    return int(typed)


def _but(keys: Sequence[str], key: str) -> tuple[str, ...]:
    return tuple(each for each in keys if each != key)
