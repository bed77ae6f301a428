"""What voices sing and say: made-up syllables in several colours, and plain sentences for speech.

Sung syllables are sounds, not words of any language: what matters is that vowels and consonants change as in song.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_ONSETS = {
    "pop": "b d f g h k l m n p r s sh t w y l m n".split() + [""],
    "latin": "k l m n r s t d gl b v s n m".split() + [""],
    "rap": "b d f g k k p p t t s st tr sk l m r b g".split(),
    "vocalise": ["", "", "", "l", "n", "m"],
}
_VOWELS = {
    "pop": "ee ay ah oh oo uh ai ow eh".split(),
    "latin": "ah eh ee oh oo".split(),
    "rap": "ah eh ih oh uh ay ow".split(),
    "vocalise": "ah ah oo oh".split(),
}
_CODAS = {
    "pop": ["", "", "", "", "n", "m", "l", "v", "s", "t", "nd"],
    "latin": ["", "", "", "", "n", "s", "m"],
    "rap": ["", "", "t", "k", "p", "n", "st", "d", "ks"],
    "vocalise": [""],
}
LANGUAGES = tuple(_ONSETS)

_SENTENCES = (
    "the river keeps what the winter gave",
    "nobody told the lighthouse that the war was over",
    "I counted every window on the way home",
    "there is a road behind the road we know",
    "we left the door open for the summer",
    "she drew the city from memory and the city changed",
    "listen, the rain is older than the roof",
    "every machine dreams of a quiet room",
    "they walked until the map ran out",
    "say it slowly and then say it again",
    "the last train carries only light",
    "in the morning the hills were closer",
)


def syllables(rng: np.random.Generator, language: str) -> Iterator[str]:
    """An endless line of syllables; a phrase of a few comes back from time to time, as refrains do."""
    onsets, vowels, codas = _ONSETS[language], _VOWELS[language], _CODAS[language]

    def fresh() -> str:
        a, b, c = rng.random(3)
        return onsets[int(a * len(onsets))] + vowels[int(b * len(vowels))] + codas[int(c * len(codas))]

    refrain = [fresh() for _ in range(6)]
    while True:
        yield from refrain if rng.random() < 0.3 else [fresh() for _ in range(6)]


def sentences(rng: np.random.Generator) -> Iterator[str]:
    """Sentences for a speaking voice, in a drawn order, for ever."""
    while True:
        for i in rng.permutation(len(_SENTENCES)):
            yield _SENTENCES[i]
