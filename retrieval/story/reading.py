"""A text as passages with what each feels like: the first step from a story to its music."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.data.vad import VadTable, vad_table
from retrieval.passages import Passage, split_passages
from retrieval.progress import steps
from retrieval.story.branch import placed
from retrieval.story.mappings import mapping_by
from retrieval.story.memory import Memory
from retrieval.text_reader import TextReader

Vectors = NDArray[np.float32]
_AT_ONCE = 64
AIM_TOKENS = 48
"""Of a passage: two or three sentences, as those have that the branch learned from."""
LEAST_MOOD = 0.5
"""A passage with less than this chance of having any mood is taken to have none."""


class StoryError(Exception):
    """A text that no music can be found for; the message says why."""


@dataclass(frozen=True)
class Felt:
    """A passage and what it feels like: `moods` `[M]`, how likely each is, `plain`, that there is none.

    `valence` and `arousal`, each from -1 to 1, are those that its moods have, weighted by how likely each is.
    """

    passage: Passage
    moods: Vectors
    plain: float
    valence: float
    arousal: float

    @property
    def has_mood(self) -> bool:
        return 1 - self.plain >= LEAST_MOOD

    @property
    def words(self) -> int:
        return len(self.passage.text.split())


class StoryReader:
    """Reads texts passage by passage, and knows where in the joint space music of each mood lies."""

    def __init__(
        self,
        reader: TextReader,
        mapping: str = "",
        moods_of_music: Sequence[str] = (),
        table: VadTable | None = None,
        memory: Memory | None = None,
    ) -> None:
        """`mapping` (va, w2v, manual, or a TOML file) says which `moods_of_music` fit each mood of a passage;
        none: the words of music that the branch was taught. Raises `StoryError` or `MappingError`."""
        if reader.branch is None:
            raise StoryError(
                "this bundle cannot read passages: use the starter bundle, or teach yours with "
                "python -m scripts.train passages"
            )
        self.reader, self.branch = reader, reader.branch
        self.table, self.memory = table or vad_table(), memory
        self.music = self._music(mapping, moods_of_music)

    @property
    def moods(self) -> tuple[str, ...]:
        return self.branch.moods

    @cached_property
    def vectors(self) -> Vectors:
        """Where music of each mood lies, unit vectors `[M, D]`; zeros for one that no music fits."""
        words = list(dict.fromkeys(word for own in self.music for word in own))
        read = dict(zip(words, self.reader.ask(words).vectors, strict=True)) if words else {}
        rows = [np.sum([read[word] for word in own], axis=0) if own else 0 for own in self.music]
        dimension = next(iter(read.values())).shape[0] if read else 1
        found = np.stack([np.broadcast_to(row, (dimension,)) for row in rows]).astype(np.float32)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-12))

    @cached_property
    def feelings(self) -> Vectors:
        """Valence and arousal of each mood, `[M, 2]`."""
        known = {mood: self.table[mood] for mood in self.moods if mood in self.table}
        points = {mood: (own.valence, own.arousal) for mood, own in known.items()}
        return np.array([points.get(mood, (0, 0)) for mood in self.moods], np.float32)

    def read(self, text: str) -> list[Felt]:
        """All of a text, in order. Raises `PassageError` where there is nothing to read."""
        encoder = self.reader.text
        passages = split_passages(text, encoder.token_counts, encoder.max_tokens, AIM_TOKENS)
        found = self.answers([passage.text for passage in passages])
        return [self._felt(passage, row) for passage, row in zip(passages, found, strict=True)]

    def read_one(self, text: str) -> Felt:
        """A text that is one passage, as it is."""
        return self._felt(Passage(0, len(text), text), self.answers([text])[0])

    def answers(self, texts: Sequence[str]) -> Vectors:
        """What the branch says of texts, `[P, M + 1]`; nothing readable feels like nothing."""
        return self._answers(texts) if self.memory is None else self.memory.answers(texts, self._answers)

    def _answers(self, texts: Sequence[str]) -> Vectors:
        parts = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
        read = [self.branch.reading(self.reader.text, part) for part in steps(parts, len(parts), "reading")]
        found = self.branch(np.concatenate(read))
        said = self.reader.text.known(texts) & [any(sign.isalnum() for sign in text) for text in texts]
        found[~said] = np.eye(found.shape[1], dtype=np.float32)[-1]
        return found

    def placed(self, felt: Sequence[Felt]) -> Vectors:
        """Where passages lie in the joint space, `[P, D]`."""
        rows = np.array([[*own.moods, own.plain] for own in felt], np.float32)
        return placed(rows.reshape(len(felt), len(self.moods) + 1), self.vectors)

    def _felt(self, passage: Passage, row: Vectors) -> Felt:
        valence, arousal = row[:-1] @ self.feelings
        return Felt(passage, row[:-1], float(row[-1]), float(valence), float(arousal))

    def _music(self, mapping: str, moods_of_music: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        if not mapping:
            return tuple((word,) for word in self.branch.words)
        names = list(dict.fromkeys((*self.moods, *moods_of_music)))
        vectors = dict(zip(names, self.reader.text.encode(names), strict=True))
        found = mapping_by(mapping, self.moods, moods_of_music, self.table, vectors)
        return tuple(found.moods.get(mood, ()) for mood in self.moods)
