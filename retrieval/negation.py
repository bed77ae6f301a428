"""Natural wording of what is not wanted: "piano without drums", "happy but not cheesy", "nothing sad".

Sentence embeddings hardly see a negation ("not happy" lies beside "happy"), so it must be read off the
words. A negating word governs what follows it up to a turn of the phrase ("but", "for", "with"); "and" and
"or" inside pass it on. Longer stretches are narration rather than a wish ("a man who has no home and walks
through the night") and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAX_WORDS = 5
"""A negation that governs more words than this is part of a story, and is left alone."""


@dataclass(frozen=True)
class Stretch:
    """Some words of a phrase, wanted or not."""

    words: tuple[str, ...]
    excluded: bool = False


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(line.split()) for line in text.strip().split(","))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEGATIONS = _phrases(
    """no, not, without, w/o, nothing, neither, nor, never, non, minus, except, except for, excluding, avoid,
    avoiding, free of, devoid of, anything but, everything but, everything except,
    instead of, rather than, don't want, do not want,
    doesn't have, does not have, don't, dont, doesn't, isn't, aren't, shouldn't,
    can't stand, i hate, no more"""
)
# they begin like a negation and are none; their words stay in the phrase.
_NAMES = _phrases("no wave, no age, non stop, no matter, no one, nothing else matters, never mind")
# they begin like a negation and ask for what follows.
_AFFIRMATIONS = _phrases("nothing but, not only, not just, not without, never without, no less than")
_COMPOUNDS = _phrases(
    """drum and bass, drum & bass, drum n bass, rock and roll, rock & roll, rock n roll,
    rhythm and blues, rhythm & blues, country and western, mallets and bells, timpani and taiko,
    hide and seek, black and white"""
)
_AGAIN = _words("and or nor &")
_EXCEPTING = _words("except excluding")
_TURNS_DROPPED = _words("but just only yet though although")
_TURNS_KEPT = _words("for with while when during that which because")
_CONNECTIVES = _words("and or but with that which is are has have")
# what is left of a wish once its negation is taken out says nothing by itself: "songs that are (not sad)".
_FILLERS = _words(
    """a an the and or but with i i'd i'm want would like need please something anything music song songs
    track tracks tune tunes piece pieces stuff some any that which is are was be has have having had
    it it's its to of for me my give play find show so just only really this these those there
    sounds sound feels feel one ones in do does should must can could we you"""
)
_LEADING = _words(
    """a an any the too very so really much many more overly of some all that want to be have like having
    sounding sound feel feeling being anything even quite it single"""
)
_TRAILING = _phrases("please, at all, in it, in them, whatsoever, anymore, thanks, thank you, stuff, either")
_LONGEST = 4


def read(words: Sequence[str]) -> list[Stretch]:
    """The words in their order, parted where a negation begins or ends; one stretch when there is none.

    >>> [(" ".join(each.words), each.excluded) for each in read("happy but not too cheesy".split())]
    [('happy', False), ('cheesy', True)]
    """
    stretches, negated = _part([_plain(word) for word in words], words)
    if not negated or any(each.excluded and len(each.words) > MAX_WORDS for each in stretches):
        return [Stretch(tuple(words))]
    tidied = [_tidy(each) for each in stretches]
    return [each for each in tidied if each.words]


def ends_negated(words: Sequence[str]) -> bool:
    """Whether the last word is a negation that waits for what it governs: `piano without` before a quote."""
    plain = [_plain(word) for word in words]
    return any(tuple(plain[-length:]) in _NEGATIONS for length in range(1, min(_LONGEST, len(plain)) + 1))


def _part(plain: Sequence[str], words: Sequence[str]) -> tuple[list[Stretch], bool]:
    stretches: list[Stretch] = []
    current: list[str] = []
    excluded, negated, place = False, False, 0

    def close(now_excluded: bool) -> None:
        nonlocal current, excluded
        stretches.append(Stretch(tuple(current), excluded))
        current, excluded = [], now_excluded

    while place < len(plain):
        if length := _starts(_NAMES | _COMPOUNDS, plain, place):
            current += words[place : place + length]
        elif length := _starts(_AFFIRMATIONS, plain, place):
            close(False)
            negated = True
        elif length := _starts(_NEGATIONS, plain, place):
            # an exception from what is unwanted is wanted: "no vocals except choir"
            close(not (excluded and plain[place] in _EXCEPTING))
            negated = True
        elif excluded and plain[place] in _AGAIN:
            close(True)
            length = 1
        elif excluded and plain[place] in _TURNS_DROPPED | _TURNS_KEPT:
            close(False)
            length = 1
            current += [words[place]] if plain[place] in _TURNS_KEPT else []
        else:
            current.append(words[place])
            length = 1
        place += length
    close(False)
    return stretches, negated


def _tidy(stretch: Stretch) -> Stretch:
    """Without the words that only held the sentence together; nothing when no other word is left."""
    words = list(stretch.words)
    if not stretch.excluded:
        if all(_plain(word) in _FILLERS for word in words):
            return Stretch(())
        while _plain(words[-1]) in _CONNECTIVES:
            words.pop()
        while _plain(words[0]) in {"and", "but"}:
            words.pop(0)
        return Stretch(tuple(words))
    while words and _plain(words[0]) in _LEADING:
        words.pop(0)
    while ends := [tail for tail in _TRAILING if tuple(map(_plain, words[-len(tail) :])) == tail]:
        del words[-len(ends[0]) :]
    return Stretch(tuple(words), True)


def _starts(phrases: Iterable[tuple[str, ...]], plain: Sequence[str], place: int) -> int:
    """How many words the longest of the phrases that start here has; 0 when none does."""
    for length in range(min(_LONGEST, len(plain) - place), 0, -1):
        if tuple(plain[place : place + length]) in phrases:
            return length
    return 0


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'").strip(".,;:!?…()[]")
