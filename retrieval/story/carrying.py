"""Which words a scene's mood hangs on: those without which its passages would feel less like it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.sentences import sentences_of
from retrieval.story.reading import Felt, StoryReader
from retrieval.story.scenes import Scene

MOST = 4
_LEAST_FALL = 0.01
_MOST_WORDS = 40
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_FUNCTION_TEXT = """
a about after again all also am an and any are as at be been before being between both but by came can come
could did do does down each even every for from get go going got had has have he her here him his how i if
in into is it its just like may me more most much must my no nor not now of off on once one only onto or
other our out over own said same say says see shall she should so some such than that the their them then
there these they this those through to too two under until up upon us very was we went were what when where
which while who whom whose why will with would you your
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_TEXT.split())


def carrying_words(felt: Sequence[Felt], scene: Scene, story: StoryReader) -> tuple[str, ...]:
    """Up to four words, foremost first, that a scene's mood hangs on; none where there is no mood.

    They are of the sentence that feels most like the scene, in the passage that does. Each word is left out
    in turn, and what the foremost mood loses is what the word carried.
    """
    if not scene.has_mood:
        return ()
    mood = int(scene.moods.argmax())
    told = max(felt, key=lambda own: float(own.moods[mood]) * own.has_mood).passage.text
    sentences = [told[own.start : own.end] for own in sentences_of(told)]
    text = sentences[int(story.answers(sentences)[:, mood].argmax())]
    found = [match for match in _WORD.finditer(text) if match.group().lower() not in _FUNCTION_WORDS]
    places = found[:_MOST_WORDS]
    if not places:
        return ()
    without = [text[: match.start()] + text[match.end() :] for match in places]
    likely = story.answers([text, *without])[:, mood]
    best: dict[str, float] = {}
    for match, fall in zip(places, (likely[0] - likely[1:]).tolist(), strict=True):
        word = match.group().lower()
        best[word] = max(best.get(word, fall), fall)
    ranked = sorted(best, key=lambda word: (-best[word], word))
    return tuple(word for word in ranked[:MOST] if best[word] >= _LEAST_FALL)
