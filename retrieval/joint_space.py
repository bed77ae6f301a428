"""One space for words and songs: a text branch and one or two song branches, and their score, a dot product.

    text  T -> 512 -> 256        acoustic  A -> 512 -> 256        cultural  C -> 512 -> 256

Won, Oramas, Nieto, Gouyon, Serra, "Multimodal metric learning for tag-based music retrieval", ICASSP 2021,
for the branches and for `concatenated`, which puts C beside A before the first layer. That made things worse
than the acoustic branch alone, and it cannot do with one of the two. `fused` is ours:

    text  [sqrt(g) t_a ; sqrt(1 - g) t_c]        song  [s_a ; s_c] / sqrt(2)        g = gate(text), 0 to 1

The words decide which half is listened to: an instrument is in the sound, a scene in who listens. Where a
song lacks one modality, a stand-in branch guesses that half from the other modality; it learns to from songs
whose modality is dropped in training, in the same batches, so its scores are on the scale of the others.
Both vectors have length 1, hence the score is a cosine, and an index needs to know nothing of all this.

An `acoustic` space may hold a semantic projection as well (`retrieval.semantic_projection`), whose vectors
stand beside those of the branches: the score is then a weighted mean of both.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from retrieval.config import SpaceConfig
from retrieval.semantic_projection import SemanticProjection


class Branch(nn.Sequential):
    """Two dense layers, the first with batch norm, ReLU and dropout: `[B, inputs]` to `[B, dimension]`."""

    def __init__(self, inputs: int, config: SpaceConfig) -> None:
        super().__init__(
            nn.Linear(inputs, config.hidden),
            nn.BatchNorm1d(config.hidden),
            nn.ReLU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.hidden, config.dimension),
        )


class JointSpace(nn.Module):
    """Texts and songs to unit vectors of one space.

    A song of which nothing is known (no modality that this space listens to) gets a vector of zeros, which
    scores 0 with every text.

    **Shape**: `embed_text` takes `[B, text_dimension]`; `embed_song` takes acoustic vectors `[B, A]`,
    cultural vectors `[B, C]` and for both which rows hold one, bool `[B]`. Both give `[B, dimension]`.
    """

    def __init__(
        self, config: SpaceConfig, text_dimension: int, acoustic_dimension: int, cultural_dimension: int = 0
    ) -> None:
        super().__init__()
        if config.song != "acoustic" and cultural_dimension < 1:
            raise ValueError(
                f"a song branch '{config.song}' needs cultural vectors: give listens, or choose 'acoustic'"
            )
        self.config = config
        self.text_dimension = text_dimension
        self.acoustic_dimension, self.cultural_dimension = acoustic_dimension, cultural_dimension
        self.text = Branch(text_dimension, config)
        if config.song in ("acoustic", "fused"):
            self.acoustic = Branch(acoustic_dimension, config)
        if config.song in ("cultural", "fused"):
            self.cultural = Branch(cultural_dimension, config)
        if config.song == "concatenated":
            self.both = Branch(acoustic_dimension + cultural_dimension, config)
        if config.song == "fused":
            self.text_cultural = Branch(text_dimension, config)
            self.gate = nn.Linear(text_dimension, 1)
            nn.init.zeros_(self.gate.weight)  # both halves count alike until the words tell otherwise
            nn.init.zeros_(self.gate.bias)
            self.acoustic_stand_in = Branch(cultural_dimension, config)
            self.cultural_stand_in = Branch(acoustic_dimension, config)
        self.projection: SemanticProjection | None = None
        self.share: Tensor | None
        self.register_buffer("share", None)

    def project(self, projection: SemanticProjection, share: float) -> None:
        """Put a projection beside the branches, which counts for `share` of every score."""
        if self.config.song != "acoustic":
            raise ValueError(
                f"a semantic projection hears alone: it fits 'acoustic', not '{self.config.song}'"
            )
        if not 0 < share < 1:
            raise ValueError(f"the share of a semantic projection lies between 0 and 1, not at {share}")
        self.projection = projection
        self.share = torch.tensor(float(share))

    def _load_from_state_dict(self, state: Any, prefix: str, *rest: Any) -> None:
        """Makes room for a projection where the stored space has one."""
        if f"{prefix}projection.weight" in state and self.projection is None:
            many, text = state[f"{prefix}projection.landmarks"].shape
            tags, acoustic = state[f"{prefix}projection.weight"].shape
            self.project(SemanticProjection(many, text, tags, acoustic), 0.5)  # the share is stored as well
        super()._load_from_state_dict(state, prefix, *rest)

    @property
    def dimension(self) -> int:
        """Length of every vector of this space."""
        projected = self.projection.dimension if self.projection is not None else 0
        return self.parts * self.config.dimension + projected

    @property
    def parts(self) -> int:
        """How many halves a vector has: two where modalities are fused, else one."""
        return 2 if self.config.song == "fused" else 1

    def heeds(self, has_acoustic: Tensor, has_cultural: Tensor) -> Tensor:
        """Which songs have what this space listens to, bool `[B]`."""
        if self.config.song == "acoustic":
            return has_acoustic
        if self.config.song == "cultural":
            return has_cultural
        return has_acoustic | has_cultural

    def share_of_sound(self, text: Tensor) -> Tensor:
        """g: how much each text listens to the sound rather than to the listeners, 0 to 1, `[B]`."""
        if self.config.song == "fused":
            return self.gate(normalize(text, dim=1) * math.sqrt(self.text_dimension)).sigmoid().squeeze(1)
        return torch.full((len(text),), float(self.config.song != "cultural"), device=text.device)

    def embed_text(self, text: Tensor) -> Tensor:
        if self.projection is not None:
            return self._beside(normalize(self.text(text), dim=1), self.projection.embed_text(text))
        if self.config.song != "fused":
            return normalize(self.text(text), dim=1)
        sound = self.share_of_sound(text)[:, None]
        halves = (normalize(self.text(text), dim=1), normalize(self.text_cultural(text), dim=1))
        return torch.cat([sound.sqrt() * halves[0], (1 - sound).sqrt() * halves[1]], dim=1)

    def embed_song(
        self, acoustic: Tensor, cultural: Tensor, has_acoustic: Tensor, has_cultural: Tensor
    ) -> Tensor:
        if self.projection is not None:
            found = normalize(self.acoustic(acoustic), dim=1)
            both = self._beside(found, self.projection.embed_song(acoustic))
            return both * self.heeds(has_acoustic, has_cultural)[:, None]
        if self.config.song == "acoustic":
            found = self.acoustic(acoustic)
        elif self.config.song == "cultural":
            found = self.cultural(cultural)
        elif self.config.song == "concatenated":
            known = (acoustic * has_acoustic[:, None], cultural * has_cultural[:, None])
            found = self.both(torch.cat(known, dim=1))
        else:
            found = torch.cat(
                [
                    self._half(self.acoustic, acoustic, has_acoustic, self.acoustic_stand_in, cultural),
                    self._half(self.cultural, cultural, has_cultural, self.cultural_stand_in, acoustic),
                ],
                dim=1,
            )
        return self.unit(found) * self.heeds(has_acoustic, has_cultural)[:, None]

    def _half(self, branch: Branch, own: Tensor, has: Tensor, stand_in: Branch, other: Tensor) -> Tensor:
        """Vectors by the branch for the rows that have its modality, by the stand-in for the others.

        Each sees its own rows alone: zeros in place of what is missing would spoil the batch norms.
        """
        found = own.new_zeros(len(own), self.config.dimension)
        for rows, network, inputs in ((has, branch, own), (~has, stand_in, other)):
            if rows.sum() > int(self.training):  # a batch norm cannot learn from a single row
                found[rows] = network(inputs[rows]).to(found.dtype)
        return found

    def unit(self, vectors: Tensor) -> Tensor:
        """Vectors `[..., dimension]` at length 1, every half at the same length; zeros stay zeros."""
        halves = vectors.unflatten(-1, (self.parts, self.config.dimension))
        return (normalize(halves, dim=-1) / math.sqrt(self.parts)).flatten(-2)

    def pooled(self, segments: Tensor) -> Tensor:
        """A song's vector from those of its segments, `[N, S, dimension]` to `[N, dimension]`: their mean."""
        if self.projection is None or self.share is None:
            return self.unit(segments.mean(dim=1))
        learned, projected = segments.split([self.config.dimension, self.projection.dimension], dim=2)
        return self._beside(
            normalize(learned.mean(dim=1), dim=1), self.projection.pooled(projected / self.share.sqrt())
        )

    def _beside(self, learned: Tensor, projected: Tensor) -> Tensor:
        """Vectors of the branches and of the projection as one, weighted so that scores are by `share`."""
        assert self.share is not None
        return torch.cat([(1 - self.share).sqrt() * learned, self.share.sqrt() * projected], dim=1)

    def with_dropped_modalities(self, has_acoustic: Tensor, has_cultural: Tensor) -> tuple[Tensor, Tensor]:
        """In training, now and then a song that has both modalities loses one; never both.

        Only `fused` loses any, since only it can do without.
        """
        if not self.training or self.config.song != "fused":
            return has_acoustic, has_cultural
        both = has_acoustic & has_cultural
        share = torch.rand(len(both), device=both.device)
        lost_acoustic = both & (share < self.config.modality_dropout)
        lost_cultural = both & (share > 1 - self.config.modality_dropout)
        return has_acoustic & ~lost_acoustic, has_cultural & ~lost_cultural
