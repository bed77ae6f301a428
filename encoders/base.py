"""The encoder contract: a named network with a config, an output dimension, and a folder it rebuilds from.

Every encoder is a `torch.nn.Module` with a frozen dataclass as its `Config`. `save` writes two files,
`encoder.json` (name, config, SHA-256 of the weights) and `encoder.safetensors`; `load` checks both and
gives the same encoder back. Nothing is ever pickled.
"""

from __future__ import annotations

import dataclasses
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save
from torch import Tensor, nn

from encoders.files import CONFIG_FILE as CONFIG_FILE
from encoders.files import WEIGHTS_FILE as WEIGHTS_FILE
from encoders.files import EncoderError as EncoderError
from encoders.files import sha256_of as sha256_of
from encoders.frontend import Frontend


class Encoder(nn.Module, ABC):
    """What all encoders share: a name, a config, an output dimension, `save` and `load`.

    A subclass lives in a file of its own; the file's name is the encoder's name (see `encoders.registry`).
    """

    Config: ClassVar[type]

    def __init__(self, config: Any) -> None:
        super().__init__()
        if not isinstance(config, self.Config):
            raise TypeError(f"{self.name} takes a {self.Config.__name__}, not a {type(config).__name__}")
        self.config: Any = config

    @classmethod
    def encoder_name(cls) -> str:
        """The name under which the registry finds this class: its file's name."""
        return cls.__module__.rpartition(".")[2]

    @property
    def name(self) -> str:
        return self.encoder_name()

    @property
    @abstractmethod
    def dimension(self) -> int:
        """Length of the output vector."""

    def parameter_count(self) -> int:
        """Number of trainable parameters."""
        return sum(parameter.numel() for parameter in self.parameters() if parameter.requires_grad)

    def save(self, folder: Path, half_precision: bool = False) -> None:
        """Write config and weights into `folder`, which is made if it is not there.

        `half_precision` stores kernels and matrices as float16 to save space. Vectors stay as they are: they
        cost little, and a running variance may be too small or too large for float16.
        """
        folder.mkdir(parents=True, exist_ok=True)
        weights = {key: tensor.contiguous() for key, tensor in self.state_dict().items()}
        if half_precision:
            weights = {key: tensor.half() if tensor.ndim > 1 else tensor for key, tensor in weights.items()}
        # not save_file: its files can be read by their writer alone, whatever the umask says
        (folder / WEIGHTS_FILE).write_bytes(save(weights))
        described = {
            "encoder": self.name,
            "config": dataclasses.asdict(self.config),
            "sha256": sha256_of(folder / WEIGHTS_FILE),
        }
        (folder / CONFIG_FILE).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def _described(cls, folder: Path) -> dict[str, Any]:
        """What `encoder.json` in a folder says; it must speak of an encoder of this class."""
        described: dict[str, Any] = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        if described["encoder"] != cls.encoder_name():
            raise EncoderError(f"{folder} holds a {described['encoder']}, not a {cls.encoder_name()}")
        return described

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Rebuild an encoder of this class from a folder that `save` wrote, for evaluation, on the CPU."""
        described = cls._described(folder)
        if sha256_of(folder / WEIGHTS_FILE) != described["sha256"]:
            raise EncoderError(f"{folder / WEIGHTS_FILE} is damaged: its SHA-256 is not the recorded one")
        encoder = cls(cls.Config(**described["config"]))
        # half-precision files are a way to store, not to compute: load_state_dict widens them.
        encoder.load_state_dict(load_file(folder / WEIGHTS_FILE))
        return encoder.eval()


class AudioEncoder(Encoder):
    """A network that hears: chunks of waveform in, one vector a chunk out.

    The front end belongs to the encoder, so that training and serving cannot disagree about it.

    **Shape**: `forward` takes waveforms `[B, chunk_samples]` at `frontend.config.sample_rate` and gives
    `[B, dimension]`; `from_frames` does the same from `frontend` output, for callers that keep mels.
    `penultimate` gives the vector before the output layer, `[B, penultimate_dimension]`.
    """

    frontend: Frontend

    @property
    @abstractmethod
    def chunk_samples(self) -> int:
        """Length in samples of the chunk that the network was made for."""

    @property
    def chunk_seconds(self) -> float:
        return self.chunk_samples / self.frontend.config.sample_rate

    @property
    @abstractmethod
    def penultimate_dimension(self) -> int:
        """Length of the vector before the output layer."""

    @abstractmethod
    def penultimate(self, frames: Tensor) -> Tensor:
        """Front-end output `[B, 1, mel, frame]` (or `[B, samples]` for raw-waveform networks) to the vector
        before the output layer, `[B, penultimate_dimension]`."""

    @abstractmethod
    def output(self, penultimate: Tensor) -> Tensor:
        """The output layer alone: `[B, penultimate_dimension]` to `[B, dimension]`, no final activation."""

    def from_frames(self, frames: Tensor) -> Tensor:
        return self.output(self.penultimate(frames))

    def forward(self, waveform: Tensor) -> Tensor:
        if waveform.ndim != 2 or waveform.shape[1] != self.chunk_samples:
            raise ValueError(
                f"{self.name} takes waveforms [B, {self.chunk_samples}], not {list(waveform.shape)}"
            )
        return self.from_frames(self.frontend(waveform))

    @classmethod
    def published_names(cls, state: dict[str, Tensor]) -> dict[str, Tensor]:
        """A published checkpoint's state dict under our parameter names; by default they are the same.

        Entries that only hold front-end constants are left out by `encoders.published` beforehand.
        """
        return state

    @classmethod
    def published_options(cls, state: dict[str, Tensor]) -> dict[str, int]:
        """The Config fields that the shapes in a state dict (under our names) tell, such as the width."""
        return {}


class TextEncoder(Encoder):
    """A network that reads: texts in, one vector a text out.

    `forward` takes what `tokens` makes of texts and keeps gradients, so that an encoder can be fine-tuned;
    `encode` is for everyone else.

    **Shape**: `forward(tokens(texts))` gives `[B, dimension]`. Vectors are not normalised.
    """

    @abstractmethod
    def tokens(self, texts: Sequence[str]) -> dict[str, Tensor]:
        """What `forward` takes, on the CPU, first axis `B`."""

    @abstractmethod
    def forward(self, tokens: dict[str, Tensor]) -> Tensor:
        """Vectors `[B, dimension]` of tokens."""

    @property
    def max_tokens(self) -> int | None:
        """How many tokens of a text are read; the rest is cut off. None reads all."""
        return None

    def token_counts(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Length of each whole text in tokens, `[N]`; what lies beyond `max_tokens` is not read."""
        return np.array([len(text.split()) for text in texts], dtype=np.int64)

    def encode(self, texts: Sequence[str], batch_size: int = 64) -> NDArray[np.float32]:
        """Vectors `[N, dimension]` of texts, without gradients; a text alone gives the same as in a batch."""
        device = next((parameter.device for parameter in self.parameters()), torch.device("cpu"))
        found = [np.empty((0, self.dimension), np.float32)]
        with torch.inference_mode():
            for start in range(0, len(texts), batch_size):
                tokens = self.tokens(texts[start : start + batch_size])
                vectors = self({name: tensor.to(device) for name, tensor in tokens.items()})
                found.append(vectors.float().cpu().numpy())
        return np.concatenate(found)

    def states(self, texts: Sequence[str], layers: Sequence[int]) -> NDArray[np.float32]:
        """What a text is at some depths of the network: the mean of its tokens' states behind each of the
        `layers`, `[N, len(layers), dimension]`; 0 is what enters the first layer."""
        raise EncoderError(f"{self.name} has no layers to read: name none, layers = []")

    def known(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Which texts the encoder has a meaning for, `[N]`; an unknown one gives a vector of zeros."""
        return np.array([bool(text.strip()) for text in texts], dtype=bool)


class CulturalEncoder(Encoder):
    """Vectors of what is listened to, learned from who listens to it.

    An item that nobody was heard listening to is *cold*: its vector is zero, and `warm` says so.
    """

    @abstractmethod
    def encode(self, items: Sequence[str]) -> NDArray[np.float32]:
        """Vectors `[N, dimension]` of items by id or name; zeros for cold ones."""

    @abstractmethod
    def warm(self, items: Sequence[str]) -> NDArray[np.bool_]:
        """Which items have been listened to, `[N]`."""


def device_from(choice: str) -> torch.device:
    """The device that `auto`, `cpu` or `cuda` stands for here; decided once, at the edge."""
    if choice == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if choice == "cuda" and not torch.cuda.is_available():
        raise EncoderError("no CUDA device is visible to torch: choose --device cpu, or install a CUDA torch")
    return torch.device(choice)
