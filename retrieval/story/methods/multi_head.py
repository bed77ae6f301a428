"""Multi-head classification: passages and songs go through one shared network, which has a head for emotions
and a head for moods. What it learned of songs shall tell a passage's mood when the heads are switched.

A vector is the probabilities of all emotions, then of all moods, for texts and songs alike.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from retrieval.story.config import StoryConfig
from retrieval.story.labels import Labels
from retrieval.story.layers import drawn_cross_entropy
from retrieval.story.methods.base import StoryBatch, StoryMethod


class MultiHead(StoryMethod):
    """The thesis, figure 5.4 (b): a dense layer for each modality, three shared ones, two heads."""

    def __init__(self, config: StoryConfig, text_dimension: int, song_dimension: int, labels: Labels) -> None:
        super().__init__(config, text_dimension, song_dimension, labels)
        hidden, dropout = config.space.hidden, config.space.dropout
        # without a norm of its own, a modality would arrive at the shared layers on a scale of its own
        self.text = nn.Sequential(nn.Linear(text_dimension, hidden), nn.LayerNorm(hidden), nn.ReLU())
        self.song = nn.Sequential(nn.Linear(song_dimension, hidden), nn.LayerNorm(hidden), nn.ReLU())
        self.shared = nn.Sequential(
            *(nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(dropout)),
            *(nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(dropout)),
            *(nn.Linear(hidden, hidden), nn.ReLU()),
        )
        self.emotion_head = nn.Linear(hidden, len(labels.emotions))
        self.mood_head = nn.Linear(hidden, len(labels.moods))

    @property
    def dimension(self) -> int:
        return len(self.emotions) + len(self.moods)

    def embed_text(self, read: Tensor) -> Tensor:
        return self._answers(self.shared(self.text(read)))

    def embed_song(self, heard: Tensor) -> Tensor:
        return self._answers(self.shared(self.song(heard)))

    def _answers(self, shared: Tensor) -> Tensor:
        heads = (self.emotion_head(shared), self.mood_head(shared))
        return torch.cat([head.softmax(dim=1) for head in heads], dim=1)

    def scores(self, texts: Tensor, songs: Tensor) -> Tensor:
        mood = texts[:, len(self.emotions) :].argmax(dim=1)
        return self.song_scores(songs).T[mood]

    def text_scores(self, texts: Tensor) -> Tensor:
        return texts[:, : len(self.emotions)]

    def song_scores(self, songs: Tensor) -> Tensor:
        return songs[:, len(self.emotions) :]

    def loss(self, batch: StoryBatch) -> dict[str, Tensor]:
        told = self.emotion_head(self.shared(self.text(batch.read)))
        heard = self.mood_head(self.shared(self.song(batch.heard)))
        text = drawn_cross_entropy(told, batch.emotion, ~batch.emotions)
        music = drawn_cross_entropy(heard, batch.mood, batch.lacks)
        return {"loss": text + music, "text_loss": text, "music_loss": music}
