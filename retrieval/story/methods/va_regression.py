"""Valence-arousal regression: passages and songs to points of the plane of feelings; the nearest song fits.

A passage's own ratings are its target where it has any, so passages without an emotion (EmoBank's) teach as
well; else the mean of its emotions' points, as for a song that of its moods'.
"""

from __future__ import annotations

import torch
from torch import Tensor

from retrieval.story.config import StoryConfig
from retrieval.story.labels import Labels
from retrieval.story.layers import dense, mean_of_labels, squared_error
from retrieval.story.methods.base import StoryBatch, StoryMethod


class VARegression(StoryMethod):
    """The thesis, figure 5.4 (a). A vector is valence and arousal, from about -1 to 1; Euclidean distance."""

    def __init__(self, config: StoryConfig, text_dimension: int, song_dimension: int, labels: Labels) -> None:
        super().__init__(config, text_dimension, song_dimension, labels)
        self.text = dense(text_dimension, 2, config.space)
        self.song = dense(song_dimension, 2, config.space)

    @property
    def dimension(self) -> int:
        return 2

    def embed_text(self, read: Tensor) -> Tensor:
        return self.text(read)

    def embed_song(self, heard: Tensor) -> Tensor:
        return self.song(heard)

    def embed_tags(self) -> dict[str, Tensor]:
        return {"emotions": self.emotion_points, "moods": self.mood_points}

    def scores(self, texts: Tensor, songs: Tensor) -> Tensor:
        # NaN of a word without a point must not spread to the others, as it would in a matrix product
        far = torch.cdist(texts, songs.nan_to_num(), compute_mode="donot_use_mm_for_euclid_dist")
        return (-far).masked_fill(songs.isnan().any(dim=1), -torch.inf)

    def text_scores(self, texts: Tensor) -> Tensor:
        return self.scores(texts, self.emotion_points)

    def song_scores(self, songs: Tensor) -> Tensor:
        return self.scores(songs, self.mood_points)

    def loss(self, batch: StoryBatch) -> dict[str, Tensor]:
        told = mean_of_labels(batch.emotions, self.emotion_points)
        told = batch.points.where(batch.points.isfinite().all(dim=1, keepdim=True), told)
        heard = mean_of_labels(batch.moods, self.mood_points)
        text = squared_error(self.text(batch.read), told)
        music = squared_error(self.song(batch.heard), heard)
        return {"loss": text + music, "text_loss": text, "music_loss": music}
