"""The two vocabularies that have to meet: emotions of texts and moods of music, and what is known of both."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Labels:
    """E emotions and M moods: their points, their word vectors, and which fit together in training.

    `..._points` are valence and arousal, `[E, 2]` and `[M, 2]`, NaN where no table has the word.
    `..._words` are vectors of the words, `[E, W]` and `[M, W]`, zeros where the word is unknown.
    `fits` bool `[E, M]`: the mapping that training takes its positive pairs from.
    """

    emotions: tuple[str, ...]
    moods: tuple[str, ...]
    emotion_points: Tensor
    mood_points: Tensor
    emotion_words: Tensor
    mood_words: Tensor
    fits: Tensor

    def __post_init__(self) -> None:
        counts = (len(self.emotions), len(self.moods))
        width = self.emotion_words.shape[1]
        wanted = ((counts[0], 2), (counts[1], 2), (counts[0], width), (counts[1], width), counts)
        given = tuple(tuple(tensor.shape) for tensor in self.tensors().values())
        if given != wanted:
            raise ValueError(f"labels of {counts[0]} emotions and {counts[1]} moods have shapes {given}")

    @property
    def word_dimension(self) -> int:
        return self.emotion_words.shape[1]

    def tensors(self) -> dict[str, Tensor]:
        """What of this is numbers, by name."""
        names = ("emotion_points", "mood_points", "emotion_words", "mood_words", "fits")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def blank(cls, emotions: tuple[str, ...], moods: tuple[str, ...], word_dimension: int) -> Labels:
        """Labels of which only the words are known yet: the numbers come with a method's weights."""
        e, m = len(emotions), len(moods)
        return cls(
            emotions,
            moods,
            torch.full((e, 2), torch.nan),
            torch.full((m, 2), torch.nan),
            torch.zeros(e, word_dimension),
            torch.zeros(m, word_dimension),
            torch.zeros(e, m, dtype=torch.bool),
        )
