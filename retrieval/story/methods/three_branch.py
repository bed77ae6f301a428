"""Three-branch metric learning: as two branches, and words are in the space too. A word shall be closer to a
passage or song labelled with it than to others, so every label is learned from, mapped or not.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import normalize

from retrieval.story.config import StoryConfig
from retrieval.story.labels import Labels
from retrieval.story.layers import dense
from retrieval.story.methods._triplets import Branches, nearest_tags
from retrieval.story.methods.base import StoryBatch


class ThreeBranch(Branches):
    """The thesis, figure 5.4 (d), equation 5.6; the losses weighted as in its published code."""

    def __init__(self, config: StoryConfig, text_dimension: int, song_dimension: int, labels: Labels) -> None:
        super().__init__(config, text_dimension, song_dimension, labels)
        self.tag = dense(labels.word_dimension, config.space.dimension, config.space)

    def embed_tags(self) -> dict[str, Tensor]:
        words = torch.cat([self.emotion_words, self.mood_words])
        known = words.any(dim=1, keepdim=True)
        found = normalize(self.tag(normalize(words, dim=1)), dim=1).where(known, torch.nan)
        emotions, moods = found.split([len(self.emotions), len(self.moods)])
        return {"emotions": emotions, "moods": moods}

    def text_scores(self, texts: Tensor) -> Tensor:
        return nearest_tags(texts, self.embed_tags()["emotions"])

    def song_scores(self, songs: Tensor) -> Tensor:
        return nearest_tags(songs, self.embed_tags()["moods"])

    def loss(self, batch: StoryBatch) -> dict[str, Tensor]:
        texts, songs, tags = self.embed_text(batch.read), self.embed_song(batch.heard), self.embed_tags()
        text = self.tag_to_its(tags["emotions"], texts, batch.emotion, ~batch.emotions, batch)
        music = self.tag_to_its(tags["moods"], songs, batch.mood, batch.lacks, batch)
        cross = self.text_to_music(texts, songs, batch)
        weights = self.config.triplets
        total = weights.tag_text * text + weights.tag_music * music + weights.text_music * cross
        return {"loss": total, "text_loss": text, "music_loss": music, "cross_loss": cross}
