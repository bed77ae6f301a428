"""What a person typed, read as weighted parts, some of them unwanted.

    piano, calm -drums vocals^2 "rainy day"      five parts: drums unwanted, vocals counting double
    dreamy piano, no drums                       natural wording says the same as -drums
    something warm for a rainy evening           one part: words without a comma between them are one phrase

A comma, semicolon or line break parts; quotes keep a phrase whole, whatever stands in it; a minus sign that
touches a word (or a quote) leaves that word out; `^2` weighs the phrase that it ends. Negating words are read
by `retrieval.negation`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.filters import FIELDS
from retrieval import negation

MAX_CHARACTERS = 2000
MIN_WEIGHT, MAX_WEIGHT = 0.01, 100.0

_EXAMPLE = "for example: dreamy piano, no drums"
_ALIKE = str.maketrans(
    {**dict.fromkeys("“”„‟«»＂", '"'), **dict.fromkeys("‐‑‒–—−﹣－", "-"), "，": ",", "；": ";", "＾": "^"}
)
_TOKEN = re.compile(
    r"""(?P<separator>[,;\n])
      | (?P<sign>[-+]*) (?: "(?P<quoted>[^"]*)"(?P<raised>\^[^\s,;"]*)? | (?P<word>[^\s,;]+) )""",
    re.VERBOSE,
)
_CONDITION = re.compile(rf"-?(?:{'|'.join(FIELDS)})(?:>=|<=|[:=<>])(?P<value>.*)", re.IGNORECASE)
"""What `index.filters` reads, in the place of words."""
_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+")
_EDGES = ".,;:!?…()[]{}*_~|\\/"
_ABBREVIATIONS = frozenset({"feat", "prod", "vol", "etc", "mrs", "mr", "dr", "st", "op", "no", "vs", "ft"})


class QueryError(Exception):
    """Text that cannot be searched for; the message says why and what to type instead."""


@dataclass(frozen=True)
class Part:
    """One thing to look for: a tag or a phrase, how much it counts, and whether it is to be left out."""

    text: str
    weight: float = 1.0
    excluded: bool = False

    def __post_init__(self) -> None:
        if '"' in self.text or self.text != _spaced(_typed(self.text)) or not _says_something(self.text):
            raise ValueError(f"{self.text!r} is no text of a part: words between single spaces, no quotes")
        if not MIN_WEIGHT <= self.weight <= MAX_WEIGHT:
            raise ValueError(f"weight {self.weight} is not between {MIN_WEIGHT} and {MAX_WEIGHT:g}")

    def __str__(self) -> str:
        weight = "" if self.weight == 1.0 else f"^{repr(float(self.weight)).removesuffix('.0')}"
        bare = f"{'-' if self.excluded else ''}{self.text}{weight}"
        try:
            if list(_parts(bare)) == [self]:
                return bare
        except QueryError:
            pass
        return f'{"-" if self.excluded else ""}"{self.text}"{weight}'


@dataclass(frozen=True)
class Query:
    """The parts in the order in which they were typed, at least one. `str` gives text that parses to it.

    `remarks` are sentences for who typed it: what could not be read as it stands, and how it was read.
    """

    parts: tuple[Part, ...]
    remarks: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("a query has at least one part")

    def __str__(self) -> str:
        return ", ".join(map(str, self.parts))

    @property
    def texts(self) -> tuple[str, ...]:
        """What each part asks for: the rows of every array of part scores."""
        return tuple(part.text for part in self.parts)


def parse(text: str) -> Query:
    """The query that a person typed.

    >>> print(parse('piano, calm -drums vocals^2 "rainy day"'))
    piano, calm, -drums, vocals^2, rainy day
    >>> print(parse("happy but not cheesy"))
    happy, -cheesy
    """
    if len(text) > MAX_CHARACTERS:
        raise QueryError(
            f"the query has {len(text)} characters, and at most {MAX_CHARACTERS} are read: "
            "say in a few words what the music should be like"
        )
    parts = tuple(_parts(text))
    if parts:
        return Query(parts, tuple(_remarks(text)))
    if any(not sign.isspace() for sign in text):
        raise QueryError(f"nothing to look for in '{_spaced(text)}': type words, {_EXAMPLE}")
    raise QueryError(f"nothing to look for: type what the music should be like, {_EXAMPLE}")


def _remarks(text: str) -> Iterator[str]:
    """On quotation marks without a partner (behind a number they are inches), and on filters among words."""
    for token in _TOKEN.finditer(_typed(text)):
        if re.search(r'(?<!\d)"', word := token["word"] or ""):
            yield f"the quotation mark in {word} has no partner, so it was left out"
        elif _CONDITION.fullmatch(word):
            yield f"{token[0]} was read as words: as a condition it belongs into the filter"


def _parts(text: str) -> Iterator[Part]:
    """The parts of clause after clause; a list stays unwanted up to its "or": no drums, bass or organ."""
    clauses = list(_clauses(_typed(text)))
    carried = False
    for place, clause in enumerate(clauses):
        found = list(clause)
        words = [word.casefold() for word in found if isinstance(word, str)]
        if carried and words and len(words) == len(found) and _goes_on(clauses[place:]):
            found = ["nor", *(found[1:] if words[0] in {"or", "nor", "and"} else found)]
        parts, carried = _read_clause(found)
        yield from parts


def _goes_on(clauses: list[list[str | Part]]) -> bool:
    """Whether a list of single phrases runs from here to an "or"."""
    for clause in clauses:
        words = [word.casefold() for word in clause if isinstance(word, str)]
        if len(words) != len(clause) or len(words) > negation.MAX_WORDS or len(negation.read(words)) != 1:
            return False
        if {"or", "nor"} & set(words):
            return True
    return False


def _clauses(text: str) -> Iterator[list[str | Part]]:
    """What stands between separators: words, and parts that their signs or quotes already settle."""
    clause: list[str | Part] = []
    for token in _TOKEN.finditer(text):
        sign, quoted, raised, separator, word = token.group("sign", "quoted", "raised", "separator", "word")
        if separator:
            yield clause
            clause = []
        elif quoted is not None:
            if _says_something(quoted := _spaced(quoted)):
                weight = _weight(raised[1:], quoted) if raised else 1.0
                clause.append(Part(quoted, weight, excluded="-" in sign))
        elif not word.strip("-+"):
            # a dash between words parts them; it leaves out only what it touches.
            yield clause
            clause = []
        elif sign:
            plain, raised_weight = _lowered(word.replace('"', ""))
            if _says_something(plain := plain.strip(_EDGES)):
                clause.append(Part(plain, raised_weight or 1.0, excluded="-" in sign))
        else:
            clause.append(word.replace('"', ""))
            if _ends_sentence(word):
                yield clause
                clause = []
    yield clause


def _read_clause(clause: list[str | Part]) -> tuple[list[Part], bool]:
    """The parts of a clause, and whether its last words were negated in natural wording."""
    parts: list[Part] = []
    words: list[str] = []
    negated = False

    def close(weight: float = 1.0) -> None:
        nonlocal words, negated
        bare = len(words) == 1 and (condition := _CONDITION.fullmatch(words[0])) and not condition["value"]
        stretches = [] if bare else negation.read(words)
        phrases = [(" ".join(each.words).strip(_EDGES + " "), each.excluded) for each in stretches]
        phrases = [(phrase, excluded) for phrase, excluded in phrases if _says_something(phrase)]
        for place, (phrase, excluded) in enumerate(phrases):
            last = place == len(phrases) - 1
            parts.append(Part(_spaced(phrase), weight if last else 1.0, excluded))
        negated = bool(phrases) and phrases[-1][1]
        words = []

    for item in clause:
        if isinstance(item, Part):
            turned = negation.ends_negated(words)
            close()
            parts.append(Part(item.text, item.weight, item.excluded or turned))
            negated = False
            continue
        plain, raised = _lowered(item)
        words.append(plain)
        if raised is not None:
            close(raised)
    if words:
        close()
    return parts, negated


def _lowered(word: str) -> tuple[str, float | None]:
    """A word and the weight that `^` raises behind it, if any."""
    plain, found, number = word.rpartition("^")
    if not found or not plain.strip(_EDGES + "^"):
        return word, None
    return plain, _weight(number, plain)


def _weight(number: str, word: str) -> float:
    number = number.rstrip(".,;:!?…)]")
    if not _NUMBER.fullmatch(number):
        raise QueryError(
            f"'{word}^{number}': a weight is a number, such as {word}^2; put other text in quotes"
        )
    if not MIN_WEIGHT <= float(number) <= MAX_WEIGHT:
        raise QueryError(
            f"'{word}^{number}': a weight lies between {MIN_WEIGHT} and {MAX_WEIGHT:g}; "
            f"to leave something out, type -{word}"
        )
    return float(number)


def _typed(text: str) -> str:
    """With one sign for each of the quotes, dashes and commas that keyboards and word processors put in."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_ALIKE))


def _ends_sentence(word: str) -> bool:
    stem = word.rstrip(".!?…")
    return stem != word and len(stem) > 2 and stem.isalpha() and stem.casefold() not in _ABBREVIATIONS


def _says_something(text: str) -> bool:
    """Whether there is a letter, a number or a picture in it, not punctuation alone."""
    return any(unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) == "So" for sign in text)


def _spaced(text: str) -> str:
    """On one line with single spaces, and without the signs that no one can see.

    >>> _spaced("  rainy\\t day ")
    'rainy day'
    """
    seen = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text)
    return " ".join(seen.split())
