"""What the two short-chunk taggers share: seven blocks, maximum over time, two dense layers.

Won, Ferraro, Bogdanov, Serra, "Evaluation of CNN-based automatic music tagging models", SMC 2020.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import torch
from torch import Tensor, nn

from encoders.base import AudioEncoder, EncoderError
from encoders.frontend import Frontend, preset
from encoders.layers import ConvBlock, ResidualBlock

CHANNELS = (1, 1, 2, 2, 2, 2, 4)  # of each block, in units of the width


@dataclass(frozen=True)
class ShortChunkConfig:
    """Options of a short-chunk tagger; the defaults are the published network."""

    frontend: str = "short_chunk"
    chunk_samples: int = 59_049
    width: int = 128
    dimension: int = 50
    dropout: float = 0.5


class ShortChunk(AudioEncoder):
    """Log-mel, BN(1), seven blocks that halve mel and time, maximum over the rest, dense-BN-ReLU, dense."""

    Config: ClassVar[type] = ShortChunkConfig
    config: ShortChunkConfig
    block: ClassVar[type[ConvBlock] | type[ResidualBlock]]

    def __init__(self, config: ShortChunkConfig) -> None:
        super().__init__(config)
        self.frontend = Frontend(preset(config.frontend))
        self._check(config)
        self.spec_bn = nn.BatchNorm2d(1)
        channels = [1, *(config.width * factor for factor in CHANNELS)]
        for index, (before, after) in enumerate(pairwise(channels), start=1):
            self.add_module(f"layer{index}", self.block(before, after))
        self.dense1 = nn.Linear(channels[-1], channels[-1])
        self.bn = nn.BatchNorm1d(channels[-1])
        self.dropout = nn.Dropout(config.dropout)
        self.dense2 = nn.Linear(channels[-1], config.dimension)

    def _check(self, config: ShortChunkConfig) -> None:
        if config.width < 1 or config.dimension < 1:
            raise EncoderError(
                f"{self.name} needs a width and a dimension of at least 1, "
                f"not width {config.width} and dimension {config.dimension}"
            )
        heard = self.frontend.config
        frames = heard.frames(config.chunk_samples)
        if config.chunk_samples < heard.shortest_samples or self._left_of(frames) < 1:
            fewest = next(count for count in range(1, 1 << 10) if self._left_of(count) >= 1)
            shortest = max(heard.shortest_samples, (fewest - 1) * heard.hop_samples)
            raise EncoderError(
                f"chunk_samples {config.chunk_samples} is too short for {self.name}: no frame would be left "
                f"after its {len(CHANNELS)} blocks; give at least {shortest} samples"
            )
        if self._left_of(heard.mels) < 1:
            raise EncoderError(
                f"front end '{config.frontend}' has {heard.mels} mels, too few for {self.name}, which halves "
                f"them {len(CHANNELS)} times; choose one of 128 mels, for example 'short_chunk'"
            )

    def _left_of(self, length: int) -> int:
        for _ in CHANNELS:
            length = self.block.shrunk(length)
        return length

    @property
    def dimension(self) -> int:
        return self.dense2.out_features

    @property
    def penultimate_dimension(self) -> int:
        return self.dense2.in_features

    @property
    def chunk_samples(self) -> int:
        return self.config.chunk_samples

    def penultimate(self, frames: Tensor) -> Tensor:
        x = self.spec_bn(frames)
        for index in range(1, len(CHANNELS) + 1):
            x = self.get_submodule(f"layer{index}")(x)
        return torch.relu(self.bn(self.dense1(x.amax(dim=(2, 3)))))

    def output(self, penultimate: Tensor) -> Tensor:
        return self.dense2(self.dropout(penultimate))

    @classmethod
    def published_options(cls, state: dict[str, Tensor]) -> dict[str, int]:
        telling = {
            "layer1.conv.weight": "width",
            "layer1.conv_1.weight": "width",
            "dense2.weight": "dimension",
        }
        return {
            option: state[key].shape[0] for key, option in telling.items() if key in state and state[key].ndim
        }
