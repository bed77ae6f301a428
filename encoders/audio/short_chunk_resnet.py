"""Short-chunk ResNet: 3.7 s of log-mel through seven residual blocks; 12.1 M parameters at width 128."""

from __future__ import annotations

from encoders.audio._short_chunk import ShortChunk
from encoders.layers import ResidualBlock


class ShortChunkResNet(ShortChunk):
    """Residual blocks of stride 2, with a 3x3 stride-2 convolution on each shortcut.

    Penultimate vector: 4 x width, after dense, batch norm and ReLU.
    """

    block = ResidualBlock
