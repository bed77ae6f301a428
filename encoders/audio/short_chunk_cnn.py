"""Short-chunk CNN: 3.7 s of log-mel through seven 3x3 convolutions; 3.69 M parameters at width 128."""

from __future__ import annotations

from encoders.audio._short_chunk import ShortChunk
from encoders.layers import ConvBlock


class ShortChunkCNN(ShortChunk):
    """Blocks of convolution, batch norm, ReLU and 2x2 max-pooling.

    Penultimate vector: 4 x width, after dense, batch norm and ReLU.
    """

    block = ConvBlock
