"""The contract of a story method: passages and songs become comparable, in one space or by answers.

Won, Salamon, Bryan, Mysore, Serra, "Emotion embedding spaces for matching music to stories", ISMIR 2021; the
thesis, 5.3. What comes before (text and audio encoders) and after (ranking) is the same for all methods.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from retrieval.story.config import StoryConfig
from retrieval.story.labels import Labels


@dataclass(frozen=True)
class StoryBatch:
    """B passages and S songs to learn from.

    A song is there because it fits a passage (`partner`), because it was drawn for one of its moods (`mood`),
    or for both.
    """

    read: Tensor
    """The text encoder's vectors, `[B, T]`."""
    emotions: Tensor
    """What each passage is labelled with, bool `[B, E]`."""
    emotion: Tensor
    """The emotion that each was drawn for, int64 `[B]`; -1: for its valence and arousal alone."""
    points: Tensor
    """Valence and arousal that a passage has of its own, `[B, 2]`; NaN where it has none."""
    partner: Tensor
    """The row of a song that fits each passage, int64 `[B]`; -1: none was drawn."""
    heard: Tensor
    """The audio encoder's vectors of one segment of each song, `[S, A]`."""
    moods: Tensor
    """What is true of each song, bool `[S, M]`."""
    lacks: Tensor
    """What is known not to be true of it, bool `[S, M]`."""
    mood: Tensor
    """The mood that each song was drawn for, int64 `[S]`; -1: only to fit a passage."""
    draws: torch.Generator

    def __len__(self) -> int:
        return len(self.read)


class StoryMethod(nn.Module, ABC):
    """Passages and songs to vectors of D numbers, and how well they fit.

    Songs are heard in segments: `pooled` makes one vector of those of a song. All that compares takes such
    vectors, never what the encoders gave.

    **Shape**: `embed_text` `[B, T]` and `embed_song` `[B, A]` to `[B, D]`.
    """

    learns_labels: ClassVar[bool] = True
    """Whether songs drawn evenly over moods are of use in a batch."""
    learns_pairs: ClassVar[bool] = False
    """Whether songs that fit the passages are."""

    emotion_points: Tensor
    mood_points: Tensor
    emotion_words: Tensor
    mood_words: Tensor
    fits: Tensor

    def __init__(self, config: StoryConfig, text_dimension: int, song_dimension: int, labels: Labels) -> None:
        super().__init__()
        self.config, self.emotions, self.moods = config, labels.emotions, labels.moods
        self.text_dimension, self.song_dimension = text_dimension, song_dimension
        self.word_dimension = labels.word_dimension
        for name, tensor in labels.tensors().items():
            self.register_buffer(name, tensor.clone())

    @classmethod
    def method_name(cls) -> str:
        """The name under which the registry finds this class: its file's name."""
        return cls.__module__.rpartition(".")[2]

    @property
    def name(self) -> str:
        return self.method_name()

    @property
    @abstractmethod
    def dimension(self) -> int:
        """D, the length of every vector."""

    @abstractmethod
    def embed_text(self, read: Tensor) -> Tensor:
        """Passages as vectors."""

    @abstractmethod
    def embed_song(self, heard: Tensor) -> Tensor:
        """Segments of songs as vectors."""

    def pooled(self, segments: Tensor) -> Tensor:
        """A song's vector from those of its segments, `[N, S, D]` to `[N, D]`."""
        return segments.mean(dim=1)

    def embed_tags(self) -> dict[str, Tensor] | None:
        """`emotions` `[E, D]` and `moods` `[M, D]` in the same space; None where words have no place in it.

        A word of which nothing is known is a row of NaN.
        """
        return None

    @abstractmethod
    def scores(self, texts: Tensor, songs: Tensor) -> Tensor:
        """How well songs `[N, D]` fit texts `[Q, D]`, `[Q, N]`: more is better.

        -inf where the method has no answer for this text and song.
        """

    def text_scores(self, texts: Tensor) -> Tensor | None:
        """How well each emotion fits texts `[B, D]`, `[B, E]`; None where the method cannot tell."""
        return None

    def song_scores(self, songs: Tensor) -> Tensor | None:
        """How well each mood fits songs `[B, D]`, `[B, M]`; None where the method cannot tell."""
        return None

    @abstractmethod
    def loss(self, batch: StoryBatch) -> dict[str, Tensor]:
        """What to make smaller: `loss`, and the parts that it is the weighted sum of, named `..._loss`."""
