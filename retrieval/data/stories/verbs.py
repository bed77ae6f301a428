"""English verbs in person and tense, as far as the stories need them."""

from __future__ import annotations

import re

_IRREGULAR = """
    admit admitted, be was, bear bore, beat beat, become became, begin began, bend bent, bite bit, blow
    blew, break broke, bring brought, burst burst, buy bought, can could, cast cast, catch caught, choose
    chose, come came, creep crept, cut cut, dig dug, do did, draw drew, drink drank, drive drove, eat ate,
    fall fell, feed fed, feel felt, find found, fit fitted, fling flung, fly flew, forget forgot, freeze
    froze, get got, give gave, go went, grind ground, grow grew, hang hung, have had, hear heard, hide
    hid, hit hit, hold held, keep kept, kneel knelt, know knew, lay laid, lead led, leap leapt, leave
    left, let let, level levelled, lie lay, light lit, lose lost, make made, may might, mean meant, meet
    met, mistake mistook, must had_to, put put, read read, ride rode, ring rang, rise rose, run ran, say
    said, see saw, sell sold, send sent, set set, shake shook, shoot shot, should should, show showed,
    shut shut, signal signalled, sing sang, sink sank, sit sat, sleep slept, slide slid, speak spoke, spin
    spun, spit spat, split split, spread spread, stand stood, steal stole, stick stuck, stride strode,
    strike struck, sweep swept, swing swung, take took, tear tore, tell told, think thought, throw threw,
    wake woke, wear wore, will would, wind wound, write wrote
"""
_PAST: dict[str, str] = {
    verb: past.replace("_", " ")
    for verb, past in (pair.split() for pair in _IRREGULAR.replace("\n", " ").split(",") if pair.strip())
}
_MODAL = frozenset({"can", "may", "must", "should", "will"})
# a short vowel between two consonants doubles the last: drop, dropped. Longer verbs that do are listed above
_DOUBLES = re.compile(r"[^aeiou]*(?:qu)?[aeiou][^aeiouwxy]")


def conjugate(verb: str, person: int, plural: bool, past: bool) -> str:
    """A verb with its subject's person (1, 2 or 3) and number.

    >>> conjugate("carry", 3, False, False), conjugate("drop", 3, False, True)
    ('carries', 'dropped')
    """
    if verb == "be":
        if past:
            return "were" if plural or person == 2 else "was"
        return "are" if plural or person == 2 else "am" if person == 1 else "is"
    if past:
        return _PAST.get(verb) or _regular_past(verb)
    return verb if plural or person != 3 or verb in _MODAL else _third(verb)


def _regular_past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + (verb[-1] if _DOUBLES.fullmatch(verb) else "") + "ed"


def _third(verb: str) -> str:
    if verb == "have":
        return "has"
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"
