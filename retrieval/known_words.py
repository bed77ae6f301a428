"""Which tags of a vocabulary a typed text names, however they are spelled: hyphens, spaces, number, "music".

>>> words = KnownWords(["hip-hop", "drums", "choir", "early music", "blues"])
>>> [words.place(text) for text in ("Hip Hop", "drum", "choirs", "early music", "blue", "choir practice")]
[0, 1, 2, 3, None, None]
>>> words.places("a choir with drums"), words.places("Hip-Hop drums"), words.places("choir practice")
((2, 1), (0, 1), ())
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_NO_PLURALS = frozenset({"blues", "brass", "bass"})
_FILLERS = frozenset({"a", "an", "the", "some", "and", "with", "music", "song", "track", "piece"})
_LONGEST = 4  # words of which a tag may consist
_SIGNS = re.compile(r"[^\w&]+")


class KnownWords:
    """Finds texts in a vocabulary; an exact match goes before a likeness."""

    def __init__(self, words: Sequence[str]) -> None:
        self._exact = {word: place for place, word in reversed(list(enumerate(words)))}
        self._alike = {_key(word): place for place, word in reversed(list(enumerate(words)))}

    def place(self, text: str) -> int | None:
        """Where the word stands that the text is, or is a spelling of; None if there is none."""
        found = self._exact.get(text)
        return self._alike.get(_key(text)) if found is None else found

    def places(self, text: str) -> tuple[int, ...]:
        """Where the words stand that the text consists of, read from the left; none if anything is left over.

        So "calm piano" is calm and piano, but "piano tuner" is no tag at all.
        """
        if (whole := self.place(text)) is not None:
            return (whole,)
        words, found = _SIGNS.sub(" ", text.casefold()).split(), []
        while words:
            for length in range(min(_LONGEST, len(words)), 0, -1):
                if (place := self.place(" ".join(words[:length]))) is not None:
                    found.append(place)
                    words = words[length:]
                    break
            else:
                if words[0] not in _FILLERS:
                    return ()
                words = words[1:]
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)  # every query asks for those of the whole vocabulary
def _key(text: str) -> str:
    """What all spellings of a word have in common.

    >>> _key("Pan-Pipes") == _key("panpipe music"), _key("ladies")
    (True, 'lady')
    """
    words = _SIGNS.sub(" ", text.casefold()).split()
    if len(words) > 1 and words[-1] == "music":
        words.pop()
    joined = "".join(words)
    return joined if joined in _NO_PLURALS or joined.endswith("ss") else _singular(joined)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("us", "is")) else word
