"""Free descriptions of a piece from its labels: as people list, tell, ask and dream.

Each pattern is a sentence with slots; a slot takes one of the piece's tags, in its own or in other words
(`phrasings.toml`), so whatever a description states is true of the piece. Slots: `a` a quality, `g` a genre,
`i` an instrument or voice, `p` a purpose, `t` a trailing remark, `x` a picture of one tag, `w` a wish that
means several (`wishes.toml`). Tags of unknown categories stand where genres do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from retrieval.data.manifest import Track
from retrieval.data.phrasings import phrasings, with_article
from retrieval.data.starter.labels import TAGS

PLAIN_SHARE = 0.5
"""How often a tag is stated in its own words rather than in others."""

_REGISTERS = {
    "list": """
        {a}, {g} | {a} {g} | {g}, {i}, {a} | {a}, {a}, {i} | {i}, {i} | {g} {i} | {a} {i} | {a} / {g} / {i}
        {a}, {a}, {g}, {i} | {i}, {a}, {t} | {g}, {g} | {a}, {a}, {a} | {g}, {i}, {i}, {a}""",
    "sentence": """
        a {a} {g} piece with {i} | a {a}, {a} track with {i} and {i} | {g} with {i}, {a} and {a}
        a {a} tune for {p} | {i} over a {a} {g} track | {a} {g}, {t} | this one is {a} and {a}, with {i}
        a {g} number, rather {a} | {i} and {i}, {a} in feeling | a {a} piece, {t}, with {i}
        {i} leads a {a} {g} piece | very {a}, a little {a}, with {i} | {a} and {a} {g} | {g} that stays {a}
        a {a} {g} track that would suit {p} | we hear {i} and {i} in a {a} {g} piece""",
    "request": """
        I need something {a} for {p} | looking for {a} {g} | can you find {g} with {i}?
        something {a} with {i} | give me {a} {g} with {i} | I want {g} but {a}
        do you have anything {a} for {p}? | we need a {a} piece for {p}, with {i} | play something {a} and {a}
        what would you play for {p}? | a track for {p}, {a}, with {i}
        anything like {g} that is {a} | more {a} {g} please | {i} for {p}
        something {a} and {a}, maybe with {i} | I am looking for {i}, and it should be {a}
        have you got {g} for {p}? | something {a} in the direction of {g}""",
    "wish": """
        {w} | {w} | {w} | {w}, {i} | {w}, {a} | music for this: {w} | it should feel like this: {w} | {g}: {w}
        {x} | {x} | {x}, {a} | {x}; {g} | {x}, {x} | {x}, with {i} | {w}; {x} | imagine: {x}""",
}
PATTERNS = {
    register: tuple(pattern.strip() for line in text.strip().splitlines() for pattern in line.split("|"))
    for register, text in _REGISTERS.items()
}
_SLOT = re.compile(r"\{(\w)\}")
_SLOT_OF = {
    "genre": "g",
    "instrument": "i",
    "voice": "i",
    "mood": "a",
    "tempo": "a",
    "energy": "a",
    "texture": "a",
    "production": "a",
    "activity": "p",
}
_TRAILING = {"major key": "in a {}", "live": "recorded {}"}
_PURPOSE = re.compile(r"(?:music |a track |something )?for (.+)")


@dataclass(frozen=True)
class Description:
    """A text about a piece, and the tags that it states."""

    text: str
    tags: tuple[str, ...]


def describe(
    track: Track, rng: np.random.Generator, categories: Mapping[str, str] = TAGS
) -> Description | None:
    """One description of a piece in a register drawn at random; None where it has no tags to speak of."""
    if not track.tags:
        return None
    teller = _Teller(track, rng, categories)
    registers = list(PATTERNS)
    for register in rng.permutation(len(registers)):
        patterns = PATTERNS[registers[register]]
        for number in rng.permutation(len(patterns)):
            told = teller.tell(patterns[number])
            if told is not None:
                return told
    tag = track.tags[rng.integers(len(track.tags))]
    return Description(tag, (tag,))


class _Teller:
    """Fills the slots of patterns with what is true of one piece."""

    def __init__(self, track: Track, rng: np.random.Generator, categories: Mapping[str, str]) -> None:
        self._rng, self._said = rng, phrasings()
        self._slots: dict[str, list[str]] = {slot: [] for slot in "agipt"}
        for tag in track.tags:
            slot = "t" if tag in _TRAILING else _SLOT_OF.get(categories.get(tag, ""), "g")
            if slot != "p" or _purposes(tag):
                self._slots[slot].append(tag)
        self._slots["x"] = [tag for tag in track.tags if tag in self._said.pictures]
        true = set(track.tags)
        self._wishes = [text for text, tags in self._said.wishes.items() if true.issuperset(tags)]

    def tell(self, pattern: str) -> Description | None:
        """The pattern with its slots filled, or None where the piece has too few tags for it."""
        stated: list[str] = []
        text = pattern
        for slot in _SLOT.findall(pattern):
            filled = self._wish(stated) if slot == "w" else self._tag(slot, stated)
            if filled is None:
                return None
            text = text.replace(f"{{{slot}}}", filled, 1)
        return Description(with_article(text), tuple(dict.fromkeys(stated)))

    def _wish(self, stated: list[str]) -> str | None:
        if not self._wishes:
            return None
        text = self._one_of(self._wishes)
        stated += self._said.wishes[text]
        return text

    def _tag(self, slot: str, stated: list[str]) -> str | None:
        # "guitar and acoustic guitar" would say one thing twice.
        said = {word for tag in stated for word in tag.split()}
        free = [tag for tag in self._slots[slot] if not said & set(tag.split())]
        if not free:
            return None
        tag = self._one_of(free)
        stated.append(tag)
        if slot == "x":
            return self._one_of(self._said.pictures[tag])
        if slot == "p":
            return self._one_of(_purposes(tag))
        word = tag if self._rng.random() < PLAIN_SHARE else self._one_of(self._said.names.get(tag, (tag,)))
        return _TRAILING[tag].format(word) if slot == "t" else word

    def _one_of(self, choices: tuple[str, ...] | list[str]) -> str:
        return choices[self._rng.integers(len(choices))]


@cache
def _purposes(tag: str) -> tuple[str, ...]:
    """What music can be *for* when it has this tag: "a workout", "falling asleep"."""
    found = (_PURPOSE.fullmatch(text) for text in phrasings().filled.get(tag, ()))
    return tuple(match[1] for match in found if match)
