"""Whether a text is in English, the language that the starter bundle's encoder has read."""

from __future__ import annotations

import re

_COMMON_TEXT = """
the and of to a in is was that it he she they his with for on as at by had not but from have this be are which
you were her all their there been if would who when what into out up then
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LEAST_WORDS, _LEAST_SHARE = 20, 0.15


def looks_foreign(text: str) -> bool:
    """Whether hardly any of the words that English is held together by are in a text of twenty words or more.

    >>> looks_foreign("Der Wind riss an den Läden, und das Meer stieg schwarz über die Felsen. " * 2)
    True
    """
    words = [word.lower() for word in _WORD.findall(text[:20_000])]
    letters = sum(sign.isalpha() for sign in text[:20_000])
    if len(words) < _LEAST_WORDS:
        # scripts without spaces between words have few words and many letters
        return letters > 4 * _LEAST_WORDS and letters > 9 * max(1, len(words))
    return sum(word in _COMMON for word in words) < _LEAST_SHARE * len(words)
