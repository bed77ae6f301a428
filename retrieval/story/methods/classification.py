"""Classification: one network names a passage's emotion, another a song's mood, each in its own words.

A passage's most likely emotion is looked for among the moods of music, letter by letter: where music has no
such word there is no answer, which is why this method fails across vocabularies. A vector is the
probabilities of all emotions, then of all moods; texts have zeros for the second, songs for the first.
"""

from __future__ import annotations

import torch
from torch import Tensor

from retrieval.story.config import StoryConfig
from retrieval.story.labels import Labels
from retrieval.story.layers import dense, drawn_cross_entropy
from retrieval.story.methods.base import StoryBatch, StoryMethod


class Classification(StoryMethod):
    """The thesis, figure 5.4 (a)."""

    def __init__(self, config: StoryConfig, text_dimension: int, song_dimension: int, labels: Labels) -> None:
        super().__init__(config, text_dimension, song_dimension, labels)
        self.text = dense(text_dimension, len(labels.emotions), config.space)
        self.song = dense(song_dimension, len(labels.moods), config.space)
        places = {mood: place for place, mood in enumerate(labels.moods)}
        self.same = [places.get(emotion, -1) for emotion in labels.emotions]

    @property
    def dimension(self) -> int:
        return len(self.emotions) + len(self.moods)

    def embed_text(self, read: Tensor) -> Tensor:
        found = self.text(read).softmax(dim=1)
        return torch.cat([found, found.new_zeros(len(found), len(self.moods))], dim=1)

    def embed_song(self, heard: Tensor) -> Tensor:
        found = self.song(heard).softmax(dim=1)
        return torch.cat([found.new_zeros(len(found), len(self.emotions)), found], dim=1)

    def scores(self, texts: Tensor, songs: Tensor) -> Tensor:
        mood = torch.tensor(self.same, device=texts.device)[self.text_scores(texts).argmax(dim=1)]
        found = self.song_scores(songs).T[mood.clamp(min=0)]
        return found.masked_fill((mood < 0)[:, None], -torch.inf)

    def text_scores(self, texts: Tensor) -> Tensor:
        return texts[:, : len(self.emotions)]

    def song_scores(self, songs: Tensor) -> Tensor:
        return songs[:, len(self.emotions) :]

    def loss(self, batch: StoryBatch) -> dict[str, Tensor]:
        text = drawn_cross_entropy(self.text(batch.read), batch.emotion, ~batch.emotions)
        music = drawn_cross_entropy(self.song(batch.heard), batch.mood, batch.lacks)
        return {"loss": text + music, "text_loss": text, "music_loss": music}
