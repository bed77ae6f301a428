"""Vectors of texts and songs to probabilities that they match: a calibration, and what it compares with.

Two things say how strange a text is, in the space of the text encoder: how far it lies from the nearest
wording that means some music, as far as `FAMILIAR`, and by how much a text that means none lies closer. A
joint space places every text somewhere, nonsense too; only the encoder that read it can tell that the text is
like nothing that was ever learned (nearest neighbours as a detector: Sun, Ming, Zhu, Li, "Out-of-distribution
detection with deep nearest neighbors", 2022).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save

from retrieval.known_words import KnownWords
from retrieval.match_calibration import (
    LEAST_BACKGROUND,
    Bools,
    MatchCalibration,
    TextCalibration,
    fit,
    fit_meaning,
)

CALIBRATION_FILE, VECTORS_FILE = "matches.json", "compared.safetensors"
FAMILIAR = 0.6
"""Cosine with a known wording from which on a text is as familiar as any."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """Q texts as a bundle reads them: `vectors` in the joint space `[Q, D]`, `read` by its text encoder
    `[Q, T]`."""

    texts: tuple[str, ...]
    vectors: Vectors
    read: Vectors


@dataclass(frozen=True)
class Yardstick:
    """Texts that strangeness is measured by, as unit vectors of the text encoder: `wordings` `[W, T]` mean
    some music, `unrelated` `[V, T]` (there may be none) mean none."""

    wordings: Vectors
    unrelated: Vectors

    def strangeness(self, read: Vectors) -> Vectors:
        """**Shape**: the text encoder's vectors `[Q, T]` to `[Q, 2]`."""
        lengths = np.linalg.norm(read, axis=1, keepdims=True)
        unit = read / np.maximum(lengths, np.float32(1e-12))
        familiar = _nearest(unit @ self.wordings.T)
        foreign = _nearest(unit @ self.unrelated.T)
        return np.stack([np.maximum(FAMILIAR - familiar, 0), np.maximum(foreign - familiar, 0)], axis=1)


@dataclass(frozen=True)
class Matcher:
    """`background` `[M, D]` are unit vectors of songs that nothing was trained on, rounded to float16 as all
    vectors kept here; `words` are the tag head's."""

    calibration: MatchCalibration
    background: Vectors
    yardstick: Yardstick
    words: tuple[str, ...] = ()

    def probabilities(self, asked: Asked, songs: Vectors, heard: Vectors | None = None) -> Vectors:
        """How likely each text holds of each song (or segment), `[Q, N]`, from the songs' vectors `[N, D]`.

        `heard` `[N, T]` is what the tag head says of the same songs, zero for one without sound: where a text
        is one of its words, in whatever spelling, or made of them, both are believed. A text without a
        meaning and a song of which nothing is known, both vectors of zeros, match nothing.
        """
        return self.prepared(asked).probabilities(songs, heard)

    @cached_property
    def known(self) -> KnownWords:
        """The tag head's words, in whatever spelling."""
        return KnownWords(self.words)

    def prepared(self, asked: Asked) -> Prepared:
        """What only depends on the texts, found once for those who ask of several lots of songs."""
        return Prepared(
            self, asked, asked.vectors @ self.background.T, self.yardstick.strangeness(asked.read)
        )

    def save(self, folder: Path) -> None:
        """Write two files into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        described = {**self.calibration.described(), "words": list(self.words)}
        text = json.dumps(described, indent=1, allow_nan=False, ensure_ascii=False)
        (folder / CALIBRATION_FILE).write_text(text + "\n", encoding="utf-8")
        parts = {
            "background": self.background,
            "wordings": self.yardstick.wordings,
            "unrelated": self.yardstick.unrelated,
        }
        halves = {name: part.astype(np.float16) for name, part in parts.items()}
        (folder / VECTORS_FILE).write_bytes(save(halves))

    @classmethod
    def load(cls, folder: Path) -> Matcher:
        """What `save` wrote; ValueError, TypeError or KeyError where it is damaged."""
        described = json.loads((folder / CALIBRATION_FILE).read_text(encoding="utf-8"))
        words = tuple(str(word) for word in described["words"])
        parts = {name: part.astype(np.float32) for name, part in load_file(folder / VECTORS_FILE).items()}
        yardstick = Yardstick(parts["wordings"], parts["unrelated"])
        return cls(MatchCalibration.from_description(described), parts["background"], yardstick, words)


@dataclass(frozen=True)
class Prepared:
    """Q texts ready to be judged: their scores on the background `[Q, M]`, and their strangeness `[Q, 2]`."""

    matcher: Matcher
    asked: Asked
    behind: Vectors
    strangeness: Vectors

    def probabilities(self, songs: Vectors, heard: NDArray[np.floating] | None = None) -> Vectors:
        """As `Matcher.probabilities`."""
        scores = (songs @ self.asked.vectors.T).T  # in this order, as it reads the songs once
        told = _told(self.columns, heard) if heard is not None and self.asks_head else None
        found = self._calibration.probabilities(scores, told) * self._says
        found[:, _blank(scores, songs)] = 0
        return found

    @cached_property
    def columns(self) -> tuple[tuple[int, ...], ...]:
        """Of each text, the words of the tag head that it is or is made of."""
        return tuple(self.matcher.known.places(text) for text in self.asked.texts)

    @property
    def asks_head(self) -> bool:
        """Whether what the tag head says plays any part."""
        return any(self.columns)

    @cached_property
    def _calibration(self) -> TextCalibration:
        return self.matcher.calibration.of(self.asked.texts, self.behind, self.strangeness)

    @cached_property
    def _says(self) -> Bools:
        return np.asarray(self.asked.vectors.any(axis=1, keepdims=True))


def told_by_head(texts: Sequence[str], words: Sequence[str], heard: Vectors) -> Vectors:
    """What the tag head says of each text, `[Q, N]`; NaN where the text is no word of it, or without sound.

    A text of several words of it ("calm piano") holds where all of them do: it is told by their product.
    **Shape**: `heard` `[N, T]`, its columns as `words`.
    """
    known = KnownWords(words)
    return _told([known.places(text) for text in texts], heard)


def _told(columns: Sequence[Sequence[int]], heard: NDArray[np.floating]) -> Vectors:
    told = np.full((len(columns), len(heard)), np.nan, np.float32)
    for row, places in enumerate(columns):
        if places:
            told[row] = heard[:, list(places)].astype(np.float32).prod(axis=1)
    told[:, _blank(told, heard)] = np.nan
    return told


def _blank(scores: Vectors, rows: NDArray[np.floating]) -> NDArray[np.int64]:
    """Which of N `rows` are zeros throughout. Only those can be whose `scores` `[Q, N]` are 0 or unknown, and
    few are: looking at them alone is much quicker than at all."""
    found = np.flatnonzero(~(np.abs(scores) > 0).any(axis=0))
    return found[~rows[found].any(axis=1)]


@dataclass(frozen=True)
class Lesson:
    """What a matcher learns from: texts, and which of N songs each is true of, where known, bool `[Q, N]`.

    `familiar` and `unrelated` are the texts by which strangeness will be told: those that mean some music,
    and those of which no song is true. `unread` says of each text which familiar ones the space had not read
    either when it read the text; empty: none.
    """

    asked: Asked
    truth: Bools
    known: Bools
    familiar: Asked
    unrelated: Asked
    unread: tuple[frozenset[str], ...] = ()


def fit_matcher(
    lesson: Lesson,
    songs: Vectors,
    tags: Sequence[str],
    heard: Vectors | None = None,
    words: Sequence[str] = (),
) -> Matcher | None:
    """A matcher from labelled songs that were not trained on; None where they are too few.

    The lesson's texts are the `tags` and, better, other wordings of them that training did not use.

    **Shape**: songs in the joint space `[N, D]`; what the tag head with its `words` says of them `[N, T]`.
    """
    rows = np.flatnonzero(songs.any(axis=1))
    if len(rows) < LEAST_BACKGROUND:
        return None
    background = _rounded(songs[rows])
    yardstick = Yardstick(_rounded(_unit(lesson.familiar.read)), _rounded(_unit(lesson.unrelated.read)))
    asked = lesson.asked
    related = _strangeness_to_others(asked, lesson, yardstick, lesson.unread)
    unrelated = _strangeness_to_others(lesson.unrelated, lesson, yardstick)
    labelled = np.array([text in tags for text in asked.texts])
    if lesson.unread:
        labelled &= [text not in apart for text, apart in zip(asked.texts, lesson.unread, strict=True)]
    strangeness = np.where(labelled[:, None], yardstick.strangeness(asked.read), related)
    told = None if heard is None else told_by_head(asked.texts, words, heard[rows])
    if told is not None:
        known = KnownWords(words)
        one_word = np.array([known.place(text) is not None for text in asked.texts])
        # the head is no witness for a tag that stands for untaught ones, nor for names made of other tags
        told[(np.isin(asked.texts, tags) & ~labelled) | ~one_word] = np.nan
    calibration = fit(
        asked.texts,
        asked.vectors @ background.T,
        lesson.truth[:, rows],
        lesson.known[:, rows],
        labelled,
        told,
        fit_meaning(related[~labelled], unrelated),
        strangeness,
    )
    return Matcher(calibration, background, yardstick, tuple(words))


def _strangeness_to_others(
    asked: Asked, lesson: Lesson, yardstick: Yardstick, unread: Sequence[frozenset[str]] = ()
) -> Vectors:
    """As `Yardstick.strangeness`, but no text vouches for itself, nor one that was `unread` when it was."""
    found = yardstick.strangeness(asked.read)
    for row, text in enumerate(asked.texts):
        silent = {text, *unread[row]} if unread else {text}
        others = Yardstick(
            yardstick.wordings[[other not in silent for other in lesson.familiar.texts]],
            yardstick.unrelated[[other != text for other in lesson.unrelated.texts]],
        )
        found[row] = others.strangeness(asked.read[row : row + 1])[0]
    return found


def _nearest(cosines: Vectors) -> Vectors:
    return cosines.max(axis=1, initial=-1.0)


def _unit(vectors: Vectors) -> Vectors:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))


def _rounded(vectors: Vectors) -> Vectors:
    return vectors.astype(np.float16).astype(np.float32)
