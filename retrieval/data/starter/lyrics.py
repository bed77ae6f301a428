"""What voices sing and say: made-up syllables in several colours.

They are sounds, not words of any language: what matters is that vowels and consonants change as in song and speech.
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


def syllables(rng: np.random.Generator, language: str) -> Iterator[str]:
    """An endless line of syllables; a phrase of a few comes back from time to time, as refrains do."""
    onsets, vowels, codas = _ONSETS[language], _VOWELS[language], _CODAS[language]

    def fresh() -> str:
        a, b, c = rng.random(3)
        return onsets[int(a * len(onsets))] + vowels[int(b * len(vowels))] + codas[int(c * len(codas))]

    refrain = [fresh() for _ in range(6)]
    while True:
        yield from refrain if rng.random() < 0.3 else [fresh() for _ in range(6)]
