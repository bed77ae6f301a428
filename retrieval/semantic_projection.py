"""Texts as mixtures of tags that are heard: a word finds music that no training song was tagged with.

A text is read as weights over the tags of a tagger, by kernel ridge regression from its vector; a song is
what the tagger hears of each tag. After Norouzi, Mikolov, Bengio, Singer, Shlens, Frome, Corrado, Dean,
"Zero-shot learning by convex combination of semantic embeddings", ICLR 2014, whose weights came from the
nearest labels.

    text  [w / |w| ; 0]    w = (k(text, landmarks) - c) V    k(a, b) = exp((cos(a, b) - 1) / width)
    song  [z / r ; sqrt(1 - |z / r|^2)]    z = standardised logits, clipped to length r

Both have length 1 and their dot product is w . z, up to a factor of the text: the last number of a song pads
its length, so that an index of unit vectors ranks as the weighted sum of logits does (Neyshabur, Srebro, "On
symmetric and asymmetric LSHs for inner product search", ICML 2015).
"""

from __future__ import annotations

from typing import Self

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize


class SemanticProjection(nn.Module):
    """Two fixed maps into one space of `tags + 1` dimensions; nothing in it is trained by gradients.

    **Shape**: `embed_text` `[B, T]` and `embed_song` `[B, A]` both give `[B, dimension]`.
    """

    landmarks: Tensor  # [M, T], unit
    centre: Tensor  # c, [M]
    values: Tensor  # V, [M, K]
    width: Tensor  # of the kernel
    weight: Tensor  # [K, A], acoustic vector to z
    bias: Tensor  # [K]
    radius: Tensor  # r

    def __init__(self, landmarks: int, text_dimension: int, tags: int, acoustic_dimension: int) -> None:
        super().__init__()
        shapes: dict[str, tuple[int, ...]] = {
            "landmarks": (landmarks, text_dimension),
            "centre": (landmarks,),
            "values": (landmarks, tags),
            "width": (),
            "weight": (tags, acoustic_dimension),
            "bias": (tags,),
            "radius": (),
        }
        for name, shape in shapes.items():
            self.register_buffer(name, torch.ones(shape))

    @classmethod
    def of(cls, **arrays: Tensor) -> Self:
        """From all its arrays, by name."""
        (landmarks, text), (tags, acoustic) = arrays["landmarks"].shape, arrays["weight"].shape
        made = cls(landmarks, text, tags, acoustic)
        made.load_state_dict({name: array.float() for name, array in arrays.items()})
        return made

    @property
    def dimension(self) -> int:
        """Tags and one number more."""
        return len(self.bias) + 1

    def mixture(self, text: Tensor) -> Tensor:
        """w: how much more of each tag a text asks for than texts do on average, `[B, K]`."""
        return (kernel(text, self.landmarks, self.width) - self.centre) @ self.values

    def embed_text(self, text: Tensor) -> Tensor:
        found = normalize(self.mixture(text), dim=1)
        return torch.cat([found, found.new_zeros(len(found), 1)], dim=1)

    def embed_song(self, acoustic: Tensor) -> Tensor:
        return self.padded((acoustic @ self.weight.T + self.bias) / self.radius)

    def padded(self, heard: Tensor) -> Tensor:
        """Vectors `[..., K]`, shortened where longer than 1, with the number that makes their length 1."""
        heard = heard / heard.norm(dim=-1, keepdim=True).clamp(min=1)
        left = (1 - heard.square().sum(dim=-1, keepdim=True)).clamp(min=0).sqrt()
        return torch.cat([heard, left], dim=-1)

    def pooled(self, segments: Tensor) -> Tensor:
        """A song from its segments, `[N, S, dimension]` to `[N, dimension]`: the mean of what is heard."""
        known = segments.square().sum(dim=(1, 2))[:, None] > 0  # nothing at all is heard of some songs
        return self.padded(segments[..., :-1].mean(dim=1)) * known


def kernel(texts: Tensor, landmarks: Tensor, width: Tensor | float) -> Tensor:
    """How alike texts are, 1 where they are the same, `[B, M]`; `landmarks` have length 1."""
    return ((normalize(texts, dim=1) @ landmarks.T - 1) / width).exp()
