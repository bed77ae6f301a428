"""What a word is, for training on texts and for looking typed texts up alike."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[^\W_]+(?:['’&+-][^\W_]+)*")
_JOINTS = re.compile(r"[ '’&+-]")
_MOST = 200_000


def words_of(text: str) -> list[str]:
    """The words of a text as typed; what hyphens, apostrophes and `&` hold together is one word.

    >>> words_of("Drum'n'bass, lo-fi & R&B_ballads!")
    ["Drum'n'bass", 'lo-fi', 'R&B', 'ballads']
    """
    return _WORD.findall(text)


def parts_of(word: str) -> list[str]:
    """What a word is held together of.

    >>> parts_of("lo-fi"), parts_of("jazz")
    (['lo', 'fi'], ['jazz'])
    """
    return [part for part in _JOINTS.split(word) if part]


def spellings(words: Sequence[str], joined: bool) -> Iterator[str]:
    """The ways in which a vocabulary may spell words that belong together, the likeliest first.

    `joined` also writes them as one word: right for a name (hip hop, hiphop), wrong in a sentence.

    >>> list(spellings(["hip", "hop"], joined=True))[:1], "Hip_Hop" in spellings(["hip", "hop"], joined=True)
    (['hip_hop'], True)
    """
    parts = [part for word in words for part in parts_of(word)]
    forms = ["_".join(words), "-".join(words), "_".join(parts), "-".join(parts)]
    if joined:
        forms.append("".join(parts))
    for form in dict.fromkeys(forms):
        yield from dict.fromkeys((form, form.lower(), form.title(), form.upper()))


def close_spellings(text: str, known: Sequence[str], count: int) -> list[str]:
    """The known words that are written most like a text, the closest first; `known` by falling frequency.

    >>> close_spellings("jaz", ["techno", "jazz", "jars"], 1)
    ['jazz']
    """
    asked = "_".join(words_of(text)).lower()
    if not asked:
        return []
    off = max(2, len(asked) // 3)
    pool = {
        word.lower().replace(" ", "_"): word
        for word in reversed(known[:_MOST])
        if abs(len(word) - len(asked)) <= off
    }
    return [pool[form] for form in difflib.get_close_matches(asked, pool, count, cutoff=0.6)]
