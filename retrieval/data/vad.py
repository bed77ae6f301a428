"""Valence, arousal and dominance of words for emotions and moods: a small table, or a person's lexicon."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.data.importers import vad_lexicon
from retrieval.data.manifest_validation import ManifestError

MOOD = "mood"
"""The category of tags that are moods."""

_FILE = Path(__file__).with_name("vad.toml")


class VadError(ValueError):
    """No such word, or no such table: the message says what there is."""


@dataclass(frozen=True)
class Feeling:
    """A point of the space of feelings, each number from -1 to 1, and where the numbers come from."""

    valence: float
    arousal: float
    dominance: float
    source: str


class VadTable:
    """Words and their points; letters' case and spaces around a word do not matter."""

    def __init__(self, feelings: Mapping[str, Feeling], name: str) -> None:
        self._feelings = {_key(word): feeling for word, feeling in feelings.items()}
        self._name = name

    def __getitem__(self, word: str) -> Feeling:
        try:
            return self._feelings[_key(word)]
        except KeyError:
            raise VadError(
                f"{self._name} has no valence and arousal for '{word}': give a lexicon that has it, or use "
                f"one of its {len(self)} words, like {', '.join(list(self)[:5])}"
            ) from None

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and _key(word) in self._feelings

    def __iter__(self) -> Iterator[str]:
        return iter(self._feelings)

    def __len__(self) -> int:
        return len(self._feelings)


@cache
def vad_table() -> VadTable:
    """The table that comes with Leitmotif.

    >>> vad_table()["Sad"].valence < 0 < vad_table()["happy"].valence
    True
    """
    return _read_toml(_FILE)


def moods_among(tags: Mapping[str, str], table: VadTable) -> tuple[str, ...]:
    """Which tags are moods: those of that category, else, where no tag has it, those that the table knows.

    >>> moods_among({"happy": "tag", "piano": "tag"}, vad_table())
    ('happy',)
    """
    told = tuple(tag for tag, category in tags.items() if category == MOOD)
    return told or tuple(tag for tag in tags if tag in table)


def read_vad(path: Path) -> VadTable:
    """A person's own: a lexicon as published (NRC-VAD, Warriner), or a `.toml` written like ours."""
    if path.suffix == ".toml":
        return _read_toml(path)
    try:
        texts = vad_lexicon.load(path, vad_lexicon.Options())
    except ManifestError as error:
        raise VadError(str(error)) from error
    feelings = {
        own.text: Feeling(own.valence or 0.0, own.arousal or 0.0, own.extra["dominance"], path.name)
        for own in texts.passages
    }
    return VadTable(feelings, path.name)


def _read_toml(path: Path) -> VadTable:
    try:
        words = tomllib.loads(path.read_text(encoding="utf-8")).get("words", {})
    except OSError as error:
        raise VadError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VadError(f"{path} is no TOML: {error}") from error
    if not words:
        raise VadError(f"{path} has no [words]; write a line a word: calm = [0.6, -0.4, 0.1, 'source']")
    return VadTable({word: _feeling(path, word, row) for word, row in words.items()}, path.name)


def _feeling(path: Path, word: str, row: object) -> Feeling:
    if isinstance(row, list) and len(row) == 4 and isinstance(row[3], str) and row[3].strip():
        numbers = row[:3]
        if all(isinstance(one, int | float) and -1 <= one <= 1 for one in numbers):
            valence, arousal, dominance = map(float, numbers)
            return Feeling(valence, arousal, dominance, row[3])
    raise VadError(
        f"in {path}, '{word}' is {row}: write valence, arousal and dominance from -1 to 1, then the source"
    )


def _key(word: str) -> str:
    return " ".join(word.lower().split())
