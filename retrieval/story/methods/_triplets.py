"""What the two metric learning methods share: unit vectors, cosines, triplets whose negatives are true."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import normalize

from retrieval.distances import distance
from retrieval.losses import triplet_loss
from retrieval.samplers import draw_negatives, log_weights
from retrieval.story.config import StoryConfig
from retrieval.story.labels import Labels
from retrieval.story.layers import dense
from retrieval.story.methods.base import StoryBatch, StoryMethod


class Branches(StoryMethod):
    """A text branch and a song branch into a space that is learned."""

    learns_pairs = True

    def __init__(self, config: StoryConfig, text_dimension: int, song_dimension: int, labels: Labels) -> None:
        super().__init__(config, text_dimension, song_dimension, labels)
        self.text = dense(text_dimension, config.space.dimension, config.space)
        self.song = dense(song_dimension, config.space.dimension, config.space)
        self.distance = distance(config.triplets.distance)

    @property
    def dimension(self) -> int:
        return self.config.space.dimension

    def embed_text(self, read: Tensor) -> Tensor:
        return normalize(self.text(read), dim=1)

    def embed_song(self, heard: Tensor) -> Tensor:
        return normalize(self.song(heard), dim=1)

    def pooled(self, segments: Tensor) -> Tensor:
        return normalize(segments.mean(dim=1), dim=1)

    def scores(self, texts: Tensor, songs: Tensor) -> Tensor:
        return texts @ songs.T

    def triplets(
        self, anchors: Tensor, positives: Tensor, candidates: Tensor, allowed: Tensor, batch: StoryBatch
    ) -> Tensor:
        """Triplet loss of pairs `[A, D]`, each with negatives drawn among its allowed candidates `[A, C]`.

        An anchor without any is left out.
        """
        config, weights = self.config.triplets, None
        if config.sampler == "balanced_weighted":
            cosines = anchors.detach() @ candidates.detach().T
            weights = log_weights(cosines, config.weighting, self.dimension)
        chosen, found = draw_negatives(allowed, weights, batch.draws, config.negatives)
        valid = found[:, None].expand_as(chosen)
        return triplet_loss(
            anchors[:, None], positives[:, None], candidates[chosen], config.margin, self.distance, valid
        )

    def text_to_music(self, texts: Tensor, songs: Tensor, batch: StoryBatch) -> Tensor:
        """Triplets of a passage, a song that fits it, and one that is known to fit none of its emotions."""
        rows = batch.partner >= 0
        if not rows.any():
            return texts.sum() * 0
        wanted = (batch.emotions[rows].float() @ self.fits.float()) > 0
        unfitting = (wanted.float() @ (~batch.lacks).float().T) == 0
        return self.triplets(texts[rows], songs[batch.partner[rows]], songs, unfitting, batch)

    def tag_to_its(
        self, tags: Tensor, members: Tensor, drawn: Tensor, lacks: Tensor, batch: StoryBatch
    ) -> Tensor:
        """Triplets of a tag `[L, D]`, an example of it `[B, D]` and another that is known to lack it."""
        rows = (drawn >= 0) & tags.isfinite().all(dim=1)[drawn.clamp(min=0)]
        if not rows.any():
            return members.sum() * 0
        allowed = lacks.T[drawn[rows]]
        return self.triplets(tags[drawn[rows]], members[rows], members, allowed, batch)


def nearest_tags(vectors: Tensor, tags: Tensor) -> Tensor:
    """Cosines of unit vectors `[B, D]` with tags `[L, D]`; -inf for a tag that has no place (NaN)."""
    lost = tags.isnan().any(dim=1)
    return (vectors @ tags.nan_to_num().T).masked_fill(lost, -torch.inf)
