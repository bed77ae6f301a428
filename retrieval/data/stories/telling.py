"""Lines of the material -> sentences, as each register tells them.

A line is English with marks: `@` is the one to whom it happens (`@his`, `@him`, `@self` with it), `{go}` a
verb that goes with `@`, `{.go}` one that goes with one other, `{..go}` with several others, `[a|b]` a
choice. `> who: words` is said by someone, `* ` before an image keeps it out of tales. The same line so
becomes "Mara went", "I went", "you go" or "MARA goes".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from retrieval.data.stories.verbs import conjugate

_VERB = re.compile(r"\{(\.{0,2})([a-z]+)\}")
_HERO = re.compile(r"@(his|him|self)?")
_CHOICE = re.compile(r"\[([^\[\]|]*(?:\|[^\[\]|]*)+)\]")
_SENTENCE_START = re.compile(r"((?:^|[.!?]['\"]?\s+)[\"']?)([a-z])")
_NAME_AGAIN = 0.25  # how often a later line names its hero once more
_FORMS = {
    1: {"": "I", "his": "my", "him": "me", "self": "myself"},
    2: {"": "you", "his": "your", "him": "you", "self": "yourself"},
}
_SAID = {"?": ("asked",), "!": ("cried", "called", "shouted"), ".": ("said",)}


@dataclass(frozen=True)
class Voice:
    """Who tells it: the person of the hero (1, 2 or 3), past or present, and how speech is written."""

    person: int
    past: bool
    speech: str


VOICES = {
    "fairy tale": Voice(3, True, "prose"),
    "game script": Voice(2, False, "line"),
    "thriller": Voice(3, True, "prose"),
    "diary": Voice(1, True, "prose"),
    "screenplay": Voice(3, False, "block"),
    "news": Voice(3, True, "prose"),
}


class Telling:
    """One passage being told: it remembers whether its hero has a name yet."""

    def __init__(self, voice: Voice, name: str, woman: bool, rng: np.random.Generator) -> None:
        self._voice = voice
        self._name = name.upper() if voice.speech == "block" else name
        self._forms = _FORMS.get(voice.person) or (
            {"": "she", "his": "her", "him": "her", "self": "herself"}
            if woman
            else {"": "he", "his": "his", "him": "him", "self": "himself"}
        )
        self._named = voice.person != 3
        self._rng = rng

    def line(self, text: str) -> str:
        """A line of the material, told."""
        text = choose(text.removeprefix("* "), self._rng)
        if text.startswith("> "):
            speaker, _, words = text[2:].partition(": ")
            return self._speech(speaker, words)
        if self._voice.person == 3 and self._named and self._rng.random() < _NAME_AGAIN:
            self._named = False
        text = _VERB.sub(lambda found: self._verb(found[2], len(found[1])), text)
        return _capitals(_HERO.sub(lambda found: self._hero(found[1] or ""), text))

    def _verb(self, verb: str, dots: int) -> str:
        person = 3 if dots else self._voice.person
        return conjugate(verb, person, plural=dots == 2, past=self._voice.past)

    def _hero(self, form: str) -> str:
        if self._named or form == "self":
            return self._forms[form]
        self._named = True
        return self._name + ("'s" if form == "his" else "")

    def _speech(self, speaker: str, words: str) -> str:
        if self._voice.speech == "prose":
            mark = words[-1] if words[-1] in "!?" else "."
            spoken = words[:-1] + "," if mark == "." else words
            said = _SAID[mark][int(self._rng.integers(len(_SAID[mark])))]
            who = _HERO.sub(lambda found: self._hero(found[1] or ""), speaker)
            return f'"{spoken}" {who} {said}.' if len(who) < 4 else f'"{spoken}" {said} {who}.'
        who = speaker.replace("@his ", "")
        who = self._hero_label() if who == "@" else re.sub(r"^(the|an|a) ", "", who)
        return (
            f"\n{who.upper()}\n{words}\n"
            if self._voice.speech == "block"
            else f'\n{who.upper()}: "{words}"\n'
        )

    def _hero_label(self) -> str:
        self._named = True
        return self._name if self._voice.person == 3 else "you"


def choose(text: str, rng: np.random.Generator) -> str:
    """The text with each of its choices made."""
    return _CHOICE.sub(lambda found: str(rng.choice(found[1].split("|"))), text)


def _capitals(text: str) -> str:
    # a verb and its "not" meet only here
    return _SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text.replace("can not", "cannot"))
