"""Word-vector regression: passages and songs to the vectors of the words for them; the nearest song fits.

No sigmoid: word vectors have signs. Words of which nothing is known teach nothing.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import normalize

from retrieval.distances import Cosine
from retrieval.story.config import StoryConfig
from retrieval.story.labels import Labels
from retrieval.story.layers import dense, mean_of_labels, squared_error
from retrieval.story.methods.base import StoryBatch, StoryMethod


class W2VRegression(StoryMethod):
    """The thesis, figure 5.4 (a). Vectors have length 1; the target of several words is their mean."""

    def __init__(self, config: StoryConfig, text_dimension: int, song_dimension: int, labels: Labels) -> None:
        super().__init__(config, text_dimension, song_dimension, labels)
        self.text = dense(text_dimension, labels.word_dimension, config.space)
        self.song = dense(song_dimension, labels.word_dimension, config.space)

    @property
    def dimension(self) -> int:
        return self.word_dimension

    def embed_text(self, read: Tensor) -> Tensor:
        return normalize(self.text(read), dim=1)

    def embed_song(self, heard: Tensor) -> Tensor:
        return normalize(self.song(heard), dim=1)

    def pooled(self, segments: Tensor) -> Tensor:
        return normalize(segments.mean(dim=1), dim=1)

    def embed_tags(self) -> dict[str, Tensor]:
        return {"emotions": unit_words(self.emotion_words), "moods": unit_words(self.mood_words)}

    def scores(self, texts: Tensor, songs: Tensor) -> Tensor:
        return Cosine().matrix(texts, songs)

    def text_scores(self, texts: Tensor) -> Tensor:
        return self.scores(texts, self.emotion_words)

    def song_scores(self, songs: Tensor) -> Tensor:
        return self.scores(songs, self.mood_words)

    def loss(self, batch: StoryBatch) -> dict[str, Tensor]:
        tags = self.embed_tags()
        told = mean_of_labels(batch.emotions, tags["emotions"])
        heard = mean_of_labels(batch.moods, tags["moods"])
        text = squared_error(self.text(batch.read), normalize(told, dim=1))
        music = squared_error(self.song(batch.heard), normalize(heard, dim=1))
        return {"loss": text + music, "text_loss": text, "music_loss": music}


def unit_words(vectors: Tensor) -> Tensor:
    """Word vectors at length 1; NaN for words of which nothing is known, whose vectors are zero."""
    return vectors / vectors.norm(dim=1, keepdim=True)
