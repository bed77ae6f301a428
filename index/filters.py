"""What a person typed to narrow a search: `year>=1990 bpm:90-120 -genre:jazz heard:piano folder:/music/new`.

All conditions must hold. Those on numbers leave out tracks of which the number is not known. What was heard
in a track only an index can tell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from index.full_text import folded

NUMBERS = ("year", "bpm", "duration")
TEXTS = ("folder", "genre", "artist", "album", "title", "tag")
HEARD = "heard"
MOST_CONDITIONS = 100
FIELDS = (*NUMBERS, *TEXTS, HEARD)
EXAMPLES = 'year>=1990 bpm:90-120 duration<4:30 -genre:jazz artist:"Nina Simone" folder:/music/new'

_CONDITION = re.compile(r"""(-?)(\w+)\s*(>=|<=|[:=<>])(?!=)\s*("[^"]*"|'[^']*'|[^\s"'][^\s]*)(?=\s|$)""")
_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER}|[\d:]+)\s*-\s*({_NUMBER}|[\d:]+)")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,6}):([0-5]\d)")


class FilterError(Exception):
    """A filter that cannot be understood; the message says what is allowed."""


@dataclass(frozen=True)
class Range:
    """A number between two bounds; years, beats per minute, or seconds."""

    field: str
    low: float = -math.inf
    high: float = math.inf
    with_low: bool = True
    with_high: bool = True
    excluded: bool = False


@dataclass(frozen=True)
class Held:
    """A text that holds these words side by side, or is `whole` nothing else."""

    field: str
    text: str
    whole: bool = False
    excluded: bool = False


@dataclass(frozen=True)
class Filters:
    """Conditions that must all hold. Filters without any are false."""

    ranges: tuple[Range, ...] = ()
    texts: tuple[Held, ...] = ()
    heard: tuple[Held, ...] = ()
    """Tags that an encoder heard, which the catalogue knows nothing of."""

    def __bool__(self) -> bool:
        return bool(self.ranges or self.texts or self.heard)


def parse_filters(typed: str) -> Filters:
    """Read what was typed; FilterError says what cannot be understood, and what can.

    >>> parse_filters("year>=1990 -genre:jazz").texts
    (Held(field='genre', text='jazz', whole=False, excluded=True),)
    """
    ranges: list[Range] = []
    texts: list[Held] = []
    for found in _conditions(typed):
        excluded, field, operator, value = found[1] == "-", found[2].lower(), found[3], _bare(found[4])
        if field in NUMBERS:
            ranges.append(_range(field, operator, value.strip(), excluded))
        elif field in FIELDS:
            texts.append(_held(field, operator, value, excluded))
        else:
            raise FilterError(f"cannot filter by {field!r}{_close(field)}: choose from {', '.join(FIELDS)}")
    heard = tuple(each for each in texts if each.field == HEARD)
    return Filters(tuple(ranges), tuple(each for each in texts if each.field != HEARD), heard)


def split_filters(typed: str) -> tuple[str, ...]:
    """The conditions as they were typed, one by one; FilterError as `parse_filters`.

    >>> split_filters('year>=1990  artist:"Nina Simone"')
    ('year>=1990', 'artist:"Nina Simone"')
    """
    return tuple(found[0] for found in _conditions(typed))


def _conditions(typed: str) -> Iterator[re.Match[str]]:
    place = count = 0
    rest = typed.rstrip()
    while place < len(rest):
        if (count := count + 1) > MOST_CONDITIONS:
            raise FilterError(f"a filter has {MOST_CONDITIONS} conditions at most: ask for less at once")
        place += len(rest[place:]) - len(rest[place:].lstrip())
        found = _CONDITION.match(rest, place)
        if found is None:
            raise FilterError(_misread(rest[place:]))
        yield found
        place = found.end()


def _range(field: str, operator: str, value: str, excluded: bool) -> Range:
    if operator in (">", ">="):
        return Range(field, low=_number(field, value), with_low=operator == ">=", excluded=excluded)
    if operator in ("<", "<="):
        return Range(field, high=_number(field, value), with_high=operator == "<=", excluded=excluded)
    if bounds := _RANGE.fullmatch(value):
        low, high = (_number(field, bound) for bound in bounds.groups())
        if low > high:
            raise FilterError(f"{field}:{value} runs backwards: write {field}:{bounds[2]}-{bounds[1]}")
        return Range(field, low, high, excluded=excluded)
    number = _number(field, value)
    # Nobody who types bpm:120 wants to miss 119.97.
    slack = 0.0 if field == "year" else 0.5
    return Range(field, number - slack, number + slack, with_high=not slack, excluded=excluded)


def _held(field: str, operator: str, value: str, excluded: bool) -> Held:
    if operator not in (":", "="):
        raise FilterError(f"{field} is text, which {operator} says nothing of: write {field}:{value}")
    if not (value.strip() if field == "folder" else folded([value])):
        raise FilterError(f"{field}:{value} asks for no word: write {_example(field)}")
    return Held(field, value, operator == "=", excluded)


def _number(field: str, text: str) -> float:
    if re.fullmatch(_NUMBER, text):
        return float(text)
    if field == "duration" and (clock := _CLOCK.fullmatch(text)):
        return int(clock[1] or 0) * 3600.0 + int(clock[2]) * 60 + int(clock[3])
    unit = {
        "duration": "seconds, or minutes as in 4:30",
        "year": "a year",
        "bpm": "beats per minute",
    }
    raise FilterError(f"{field} needs a number ({unit[field]}), not {text!r}: write {_example(field)}")


def _bare(value: str) -> str:
    return value[1:-1] if value[0] in "\"'" else value


def _misread(rest: str) -> str:
    first = rest.split()[0]
    field = re.sub(r"\W", "", first).lower()
    if rest.count('"') % 2:
        return f"a quotation mark is not closed in {rest!r}"
    if field in FIELDS:
        return f"{field} needs a value: write {_example(field)}"
    return (
        f"{first!r} is no filter: write a field and a value, a value of several words in quotes, such as "
        f"{EXAMPLES}"
    )


def _example(field: str) -> str:
    examples = {
        "year": "year:1990-1999 or year>=1990",
        "bpm": "bpm:90-120 or bpm>100",
        "duration": "duration<300 or duration<4:30",
        "folder": "folder:/music/new",
        "genre": "genre:jazz",
        "artist": 'artist:"Nina Simone"',
        "album": "album:Blue",
        "title": "title:night",
        "tag": "tag:kitchen",
        HEARD: 'heard:calm or heard:"female vocals"',
    }
    return examples[field]


def _close(field: str) -> str:
    near = get_close_matches(field, FIELDS, 1)
    return f", did you mean {near[0]}" if near else ""
