"""Words as they are compared: without case, accents and punctuation, the same in every database.

Databases disagree on what a word is, so that none of them is asked: text is stored folded, as words between
single spaces, and what a person types is folded the same way. Nothing typed can be syntax then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LONGEST_TEXT = 20_000
"""Letters of a field that are looked at: comments may hold whole lyrics, or rubbish."""
LONGEST_WORD = 64
LONGEST_JOINED = 16
BETWEEN, JOINED = "|", "+"
"""Stand around each of several values, and around words joined from parts; no word holds them."""

_ASCII_WORD = re.compile(r"[a-z0-9]+")
# Written without a break between words: each sign counts as a word.
_NO_SPACES = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Word:
    """What stands between two spaces: its parts ("ac", "dc") and the same joined ("acdc")."""

    typed: str
    parts: tuple[str, ...]

    @property
    def joined(self) -> str:
        return "".join(self.parts)


def storable(text: str) -> str:
    """The text without what databases cannot keep: NUL is left out, broken letters become U+FFFD."""
    return _UNSTORABLE.sub(lambda found: "" if found[0] == "\0" else "\ufffd", text)


def words(text: str) -> list[Word]:
    """The words of a text, in order; what is no letter and no digit separates parts of a word.

    >>> [(word.typed, word.parts) for word in words("AC/DC  Mötley *")]
    [('AC/DC', ('ac', 'dc')), ('Mötley', ('motley',))]
    """
    found = (Word(typed, _parts(typed)) for typed in text[:LONGEST_TEXT].split())
    return [word for word in found if word.parts]


def folded(values: Iterable[str]) -> str:
    """Values of a field as one line that is searched in.

    >>> folded(["AC/DC", "Motörhead"])
    '| ac dc | motorhead | + acdc +'
    >>> folded([])
    ''
    """
    plain: list[str] = []
    joined: list[str] = []
    for value in values:
        found = words(value)
        if found:
            plain += [part for word in found for part in word.parts] + [BETWEEN]
            joined += [word.joined for word in found if _is_worth_joining(word)]
    line = [BETWEEN, *plain] if plain else []
    return " ".join([*line, JOINED, *joined, JOINED] if joined else line)


def _is_worth_joining(word: Word) -> bool:
    return len(word.parts) > 1 and len(word.joined) <= LONGEST_JOINED


@lru_cache(100_000)
def _parts(typed: str) -> tuple[str, ...]:
    if typed.isascii():
        found = _ASCII_WORD.findall(typed.lower())
    else:
        loose = unicodedata.normalize("NFKD", typed.casefold()).casefold().translate(_LETTERS)
        bare = "".join(letter for letter in loose if not unicodedata.combining(letter))
        whole = unicodedata.normalize("NFKC", bare)
        spaced = "".join(letter if _is_letter(letter) else " " for letter in whole)
        found = _NO_SPACES.sub(r" \1 ", spaced).split()
    return tuple(part[:LONGEST_WORD] for part in found)


def _is_letter(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"
