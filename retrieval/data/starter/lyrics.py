"""What voices sing and say: made-up syllables in several colours.

They are sounds, not words of any language: what matters is that vowels and consonants change as in song and
speech.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

# Beginnings, vowels and endings of syllables; "-" is none. What stands twice comes twice as often.
_LANGUAGES = {
    "pop": (
        "b d f g h k l l m m n n p r s sh t w y -",
        "ee ay ah oh oo uh ai ow eh",
        "- - - - n m l v s t nd",
    ),
    "latin": ("k l m n r s t d gl b v s n m -", "ah eh ee oh oo", "- - - - n s m"),
    "rap": ("b d f g k k p p t t s st tr sk l m r b g", "ah eh ih oh uh ay ow", "- - t k p n st d ks"),
    "vocalise": ("- - - l n m", "ah ah oo oh", "-"),
}
LANGUAGES = tuple(_LANGUAGES)


def syllables(rng: np.random.Generator, language: str) -> Iterator[str]:
    """An endless line of syllables; a phrase of a few comes back from time to time, as refrains do."""
    sounds = [text.split() for text in _LANGUAGES[language]]

    def fresh() -> str:
        chosen = (options[int(x * len(options))] for options, x in zip(sounds, rng.random(3), strict=True))
        return "".join(chosen).replace("-", "")

    refrain = [fresh() for _ in range(6)]
    while True:
        yield from refrain if rng.random() < 0.3 else [fresh() for _ in range(6)]
