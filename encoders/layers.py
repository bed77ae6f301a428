"""Blocks that several architectures share, under the parameter names of the published state dicts.

Won, Ferraro, Bogdanov, Serra, "Evaluation of CNN-based automatic music tagging models", SMC 2020.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ConvBlock(nn.Module):
    """3x3 convolution, batch norm, ReLU, max-pooling.

    **Shape**: `[B, in_channels, F, T]` to `[B, out_channels, F // pool, T // pool]`.
    """

    def __init__(self, in_channels: int, out_channels: int, pool: int = 2) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, 3, padding=1)
        self.bn = nn.BatchNorm2d(out_channels)
        self.pool = nn.MaxPool2d(pool)

    @staticmethod
    def shrunk(length: int) -> int:
        """What one block with the default pool leaves of `length` mels or frames."""
        return length // 2

    def forward(self, x: Tensor) -> Tensor:
        return self.pool(torch.relu(self.bn(self.conv(x))))


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut, which has a 3x3 convolution where the shape changes.

    out = relu(bn_2(conv_2(relu(bn_1(conv_1 x)))) + shortcut x)

    **Shape**: `[B, in_channels, F, T]` to `[B, out_channels, ceil(F / stride), ceil(T / stride)]`.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 2) -> None:
        super().__init__()
        self.conv_1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1)
        self.bn_1 = nn.BatchNorm2d(out_channels)
        self.conv_2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.bn_2 = nn.BatchNorm2d(out_channels)
        self.reshapes = stride != 1 or in_channels != out_channels
        if self.reshapes:
            self.conv_3 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1)
            self.bn_3 = nn.BatchNorm2d(out_channels)

    @staticmethod
    def shrunk(length: int) -> int:
        """What one block with the default stride leaves of `length` mels or frames."""
        return (length + 1) // 2

    def forward(self, x: Tensor) -> Tensor:
        inner = torch.relu(self.bn_1(self.conv_1(x)))
        inner = self.bn_2(self.conv_2(inner))
        shortcut = self.bn_3(self.conv_3(x)) if self.reshapes else x
        return torch.relu(inner + shortcut)
