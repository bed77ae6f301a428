"""Which moods of music fit which emotion of a text: by valence and arousal, by words, by hand, or by a table.

Texts and music are labelled in different words. A mapping says, for every emotion of the texts, which moods
of the music count as right: Table 5.5 of Won's thesis has three. An emotion that nothing fits is not in it,
and `unmapped` names it, so that whoever uses a mapping can tell.

By hand, the mapping is that table's. By valence and arousal it depends on the table of words: with the one
that ships, some of Alm's and ISEAR's emotions go to other moods than in the published column, which rests on
the NRC-VAD lexicon (give its file for that). By words it depends on whose word vectors they are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.data.vad import VadTable

BY_VA, BY_WORDS, BY_HAND = "va", "w2v", "manual"
WAYS = (BY_VA, BY_WORDS, BY_HAND)
NO_EMOTION = "neutral"
"""The label of passages that have none: nothing can fit it."""

_FILE = Path(__file__).with_name("manual_moods.toml")
_AS_NEAR = 1e-6  # moods whose distances differ by less are equally near


class MappingError(Exception):
    """No mapping, or one that maps nothing: the message says what to do."""


@dataclass(frozen=True)
class Mapping:
    """`moods` has the moods that fit each emotion, in the order of the music's vocabulary."""

    name: str
    moods: dict[str, tuple[str, ...]]

    def unmapped(self, emotions: Sequence[str]) -> tuple[str, ...]:
        """Those of the emotions that no mood fits."""
        return tuple(emotion for emotion in emotions if emotion not in self.moods)

    def matrix(self, emotions: Sequence[str], moods: Sequence[str]) -> NDArray[np.bool_]:
        """Which mood fits which emotion: bool `[E, M]`."""
        fitting = [self.moods.get(emotion, ()) for emotion in emotions]
        return np.array([[mood in own for mood in moods] for own in fitting], dtype=bool)


def by_va(emotions: Sequence[str], moods: Sequence[str], table: VadTable) -> Mapping:
    """The mood nearest to each emotion in valence and arousal; several where they are equally near."""
    known = {mood: (table[mood].valence, table[mood].arousal) for mood in moods if mood in table}
    points = np.array(list(known.values())).reshape(-1, 2)
    found = {}
    for emotion in _felt(emotions):
        if emotion in table and known:
            here = np.array([table[emotion].valence, table[emotion].arousal])
            found[emotion] = _nearest(list(known), np.linalg.norm(points - here, axis=1))
    return _sound(Mapping(BY_VA, found), emotions, moods)


def by_words(
    emotions: Sequence[str], moods: Sequence[str], vectors: Table[str, NDArray[np.floating]]
) -> Mapping:
    """The mood whose word vector is nearest to that of each emotion, by cosine.

    `vectors` has a vector for each word; a word that it lacks, or of which the vector is all zeros, is one of
    which nothing is known.
    """
    unit = {
        word: vectors[word] / np.linalg.norm(vectors[word])
        for word in dict.fromkeys((*emotions, *moods))
        if word in vectors and np.any(vectors[word])
    }
    known = [mood for mood in moods if mood in unit]
    found = {}
    for emotion in _felt(emotions):
        if emotion in unit and known:
            cosines = np.array([float(unit[mood] @ unit[emotion]) for mood in known])
            found[emotion] = _nearest(known, -cosines)
    return _sound(Mapping(BY_WORDS, found), emotions, moods)


def by_hand(emotions: Sequence[str], moods: Sequence[str]) -> Mapping:
    """Table 5.5's manual column, and beyond it what `manual_moods.toml` says of other emotions and moods."""
    table = _by_hand()
    found = {}
    for emotion in _felt(emotions):
        named = [mood for mood, names in table["also"].items() if _key(emotion) in names]
        wanted = table["moods"].get(_key(emotion), named)
        instead = [other for mood in wanted for other in table["instead"].get(mood, ())]
        own = _called(wanted, moods) or _called(instead, moods)
        if own:
            found[emotion] = own
    return _sound(Mapping(BY_HAND, found), emotions, moods)


def read_mapping(path: Path, emotions: Sequence[str], moods: Sequence[str]) -> Mapping:
    """A person's own table, of which the part counts that speaks of these emotions and moods.

    It is TOML: under `[moods]`, a line `emotion = ["mood", "mood"]` for each emotion.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("moods")
    except OSError as error:
        raise MappingError(
            f"no mapping '{path}' ({error.strerror}): choose from {', '.join(WAYS)}, or give a TOML file"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path} is no TOML: {error}") from None
    if not isinstance(told, dict) or not told:
        raise MappingError(f'{path} has no [moods]: write a line an emotion below it, like fear = ["scary"]')
    table = {}
    for emotion, names in told.items():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise MappingError(f'in {path}, {emotion} is {names!r}: write a list of moods, like ["scary"]')
        table[_key(emotion)] = {_key(name) for name in names}
    found = {}
    for emotion in emotions:
        own = tuple(mood for mood in moods if _key(mood) in table.get(_key(emotion), ()))
        if own:
            found[emotion] = own
    return _sound(Mapping(path.stem, found), emotions, moods)


def mapping_by(
    way: str,
    emotions: Sequence[str],
    moods: Sequence[str],
    table: VadTable,
    vectors: Table[str, NDArray[np.floating]],
) -> Mapping:
    """The mapping of a name, `va`, `w2v` or `manual`, or that of a person's TOML file."""
    if way == BY_VA:
        return by_va(emotions, moods, table)
    if way == BY_WORDS:
        return by_words(emotions, moods, vectors)
    if way == BY_HAND:
        return by_hand(emotions, moods)
    return read_mapping(Path(way), emotions, moods)


def _nearest(moods: Sequence[str], distances: NDArray[np.floating]) -> tuple[str, ...]:
    near = distances <= distances.min() + _AS_NEAR
    return tuple(mood for mood, is_near in zip(moods, near, strict=True) if is_near)


def _felt(emotions: Sequence[str]) -> list[str]:
    return [emotion for emotion in emotions if _key(emotion) != NO_EMOTION]


def _sound(mapping: Mapping, emotions: Sequence[str], moods: Sequence[str]) -> Mapping:
    if not mapping.moods:
        raise MappingError(
            f"the mapping '{mapping.name}' finds no mood for any emotion: the texts have "
            f"{_some(emotions)}, the music {_some(moods)}; write a table and give it as the mapping"
        )
    return mapping


def _some(words: Sequence[str], most: int = 8) -> str:
    return (", ".join(words[:most]) + (" ..." if len(words) > most else "")) or "none"


def _key(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").split())


def _called(wanted: Sequence[str], moods: Sequence[str]) -> tuple[str, ...]:
    """Those of the moods that are wanted, under whatever name."""
    also = _by_hand()["also"]
    names = {name for mood in wanted for name in (mood, *also.get(mood, ()))}
    return tuple(mood for mood in moods if _key(mood) in names)


@cache
def _by_hand() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
