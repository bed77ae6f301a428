"""Where sentences, paragraphs, headings and speech are in a text of any script, by its looks alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# an end of a sentence: stops that a space must follow, stops of scripts without spaces, or a new line
_STOP = re.compile(
    r"""(?P<spaced>[.!?…؟۔।॥።፧။។]+["'”’»›)\]]*(?=\s))"""
    r"""|(?P<dense>[。！？｡]+[」』）”’】]*)|(?P<line>(?<=\S)(?=[^\S\n]*\n))"""
)
_NOT_THE_END = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|etc|e\.g|i\.e|cf|no|vol|fig|gen|col|capt|lt|sgt|rev|hon|mme|mlle|bzw|z\.b)"
    r"|\b[^\W\d_])\.$",
    re.IGNORECASE,
)
_NUMBER = (
    r"(?:\d{1,3}|[ivxlc]{1,7}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|last)"
)
_SCENE = re.compile(
    rf"(?:\#{{1,6}}\s+\S.*"  # Markdown
    rf"|(?:int|ext|est|i/e|int\.?/ext)[./]\s?\S.*|(?-i:(?:FADE|CUT|DISSOLVE|SMASH CUT)\b[A-Z ]{{0,20}}[:.]?)"
    rf"|(?:chapter|part|act|scene|book|kapitel|teil|chapitre|capítulo|capitolo|глава)\s+{_NUMBER}\b(?:\s*[.:–—-].{{0,60}})?"
    rf"|(?:prologue|epilogue|prolog|epilog)[.:]?|第.{{1,8}}[章節节回話话].{{0,30}}"
    rf"|(?-i:\d{{1,3}}|[IVXLC]{{1,7}})\.?|[*#~=_–—•·⁂❦§+-][*#~=_–—•·⁂❦§+\s-]{{2,40}}|[⁂❦§#*])",
    re.IGNORECASE,
)
_SPEECH = re.compile(r"""["“”„«»‘「『]|[-–—]\s?\w|[^\W\d_][\w .'’-]{0,24}:\s""")
_LABEL_LETTERS = 60
# the least bad places to cut, best first
_BREAKS = (re.compile(r"[.!?;:。！？；：]\W"), re.compile(r"[,،、，–—]\W?"), re.compile(r"\s"))


@dataclass(frozen=True)
class Sentence:
    """`text[start:end]`, which begins and ends with something to be seen.

    `opens`: a new chapter or scene begins here. `paragraph`: a paragraph begins. `heading`: is one; `label`:
    what follows belongs to it, as to a heading or to a speaker's name. `speech`: someone speaks here.
    """

    start: int
    end: int
    opens: bool = False
    paragraph: bool = False
    heading: bool = False
    label: bool = False
    speech: bool = False


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences, in order; together they hold every sign that is not blank.

    >>> text = "It was Mr. Fox. He ran."
    >>> [text[one.start : one.end] for one in sentences_of(text)]
    ['It was Mr. Fox.', 'He ran.']
    """
    for block in _blocks(text):
        start, end = block
        first = _line_end(text, start, end)
        rest = _skip_blank(text, first, end)
        if _SCENE.fullmatch(text, start, first):
            yield Sentence(start, first, opens=True, paragraph=True, heading=True, label=True)
            if rest < end:
                yield from _prose(text, rest, end, speech=False)
        elif _is_label(text, start, first):
            yield Sentence(start, first, paragraph=True, label=True, heading=rest == end, speech=rest < end)
            if rest < end:
                yield from _prose(text, rest, end, speech=True, paragraph=False)
        else:
            yield from _prose(text, start, end, speech=bool(_SPEECH.match(text, start)))


def best_break(text: str, least: int, most: int) -> int:
    """Where to cut between the positions `least` and `most`: as late as the best kind of place allows.

    >>> text = "so it went, on and on"
    >>> text[: best_break(text, 3, 15)]
    'so it went,'
    """
    for kind in _BREAKS:
        found = [match.start() + 1 for match in kind.finditer(text, least - 1, most)]
        if found:
            return found[-1]
    for cut in range(most, least, -1):
        # no accent and no part of an emoji is torn from what it belongs to
        if not _joins(text, cut):
            return cut
    return most


def _joins(text: str, cut: int) -> bool:
    if cut >= len(text):
        return False
    after, before = text[cut], text[cut - 1]
    return (
        unicodedata.combining(after) > 0
        or after in "\u200d\ufe0f"
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    )


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every stretch between blank lines."""
    start: int | None = None
    end = place = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            first = place + line.index(bare[0])
            start = first if start is None else start
            end = first + len(bare)
        elif start is not None:
            yield start, end
            start = None
        place += len(line)
    if start is not None:
        yield start, end


def _line_end(text: str, start: int, end: int) -> int:
    """Where the line that begins at `start` ends, blanks at its end left out."""
    first = text.find("\n", start, end)
    line = text[start : first if first >= 0 else end]
    return start + len(line.rstrip())


def _skip_blank(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _is_label(text: str, start: int, end: int) -> bool:
    """Whether a line is a title or a speaker's name: short, in capitals or without a full stop's end."""
    line = text[start:end]
    words = line.split()
    if (
        len(line) > _LABEL_LETTERS
        or not any(sign.isalpha() for sign in line)
        or line[-1] in ".!?…,;:。！？؟।"
    ):
        return False
    if line[0] in '"“„«‘「『-–—':
        return False
    if line.upper() == line and line.lower() != line:
        return True
    titled = [word for word in words if word[0].isupper()]
    return 1 < len(words) <= 8 and 2 * len(titled) > len(words) and words[0][0].isupper()


def _prose(text: str, start: int, end: int, speech: bool, paragraph: bool = True) -> Iterator[Sentence]:
    for match in _STOP.finditer(text, start, end):
        cut = match.end()
        follows = _skip_blank(text, cut, end)
        if follows == end or _goes_on(text, match, start, follows):
            continue
        yield Sentence(start, cut, paragraph=paragraph, speech=speech)
        start, paragraph = follows, False
    yield Sentence(start, end, paragraph=paragraph, speech=speech)


def _goes_on(text: str, match: re.Match[str], start: int, follows: int) -> bool:
    """Whether the sentence does not end at a stop: "she said" after a quotation, "Mr." before a name."""
    if follows <= match.end() and match.lastgroup != "dense":
        return True
    if match.end() <= start:
        return True
    if text[follows].islower():
        return match.lastgroup != "dense"
    return match.lastgroup == "spaced" and bool(
        _NOT_THE_END.search(text, max(start, match.end() - 12), match.end())
    )
