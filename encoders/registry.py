"""Encoders are found, not listed: `encoders/audio/NAME.py` holds the audio encoder called NAME.

Names come from the file listing alone, and a module is imported only when its encoder is asked for, so
`--help` never waits for torch or transformers.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from encoders.base import AudioEncoder, CulturalEncoder, Encoder, TextEncoder

KINDS = ("audio", "text", "cultural")
_HOME = Path(__file__).parent


class UnknownEncoderError(Exception):
    """No encoder of that name; the message lists those that exist."""


def available(kind: str) -> list[str]:
    """Names of the encoders of one kind, sorted.

    >>> "short_chunk_resnet" in available("audio")
    True
    """
    return sorted(path.stem for path in (_HOME / kind).glob("*.py") if not path.stem.startswith("_"))


def encoder_class(kind: str, name: str) -> type[Encoder]:
    """The class in `encoders/KIND/NAME.py`.

    >>> encoder_class("audio", "short_chunk_cnn").__name__
    'ShortChunkCNN'
    """
    from encoders.base import Encoder

    if name not in available(kind):
        raise UnknownEncoderError(f"no {kind} encoder '{name}': choose from {', '.join(available(kind))}")
    module = importlib.import_module(f"encoders.{kind}.{name}")
    classes = [
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Encoder) and item.__module__ == module.__name__
    ]
    if len(classes) != 1:
        raise UnknownEncoderError(
            f"encoders/{kind}/{name}.py must define exactly one Encoder, not {len(classes)}"
        )
    if kind == "audio":
        _check_config(classes[0], f"encoders/{kind}/{name}.py")
    return classes[0]


def _check_config(cls: type[Encoder], file: str) -> None:
    """Training sets the dimension, and says by the front end's name what it keeps on disk."""
    missing = {"frontend", "dimension"} - {field.name for field in dataclasses.fields(cls.Config)}
    if missing:
        raise UnknownEncoderError(f"the Config of {file} needs a field '{min(missing)}': see CONTRIBUTING.md")


def create_audio(name: str, **options: Any) -> AudioEncoder:
    """A fresh audio encoder with random weights; `options` are fields of its Config."""
    from encoders.base import AudioEncoder

    cls = encoder_class("audio", name)
    encoder = cls(cls.Config(**options))
    assert isinstance(encoder, AudioEncoder)
    return encoder


def create_text(name: str, **options: Any) -> TextEncoder:
    """A fresh text encoder; `options` are fields of its Config."""
    from encoders.base import TextEncoder

    cls = encoder_class("text", name)
    encoder = cls(cls.Config(**options))
    assert isinstance(encoder, TextEncoder)
    return encoder


def load_audio(folder: Path) -> AudioEncoder:
    """The audio encoder that `Encoder.save` wrote into `folder`."""
    from encoders.base import AudioEncoder

    encoder = _load("audio", folder)
    assert isinstance(encoder, AudioEncoder)
    return encoder


def load_text(folder: Path) -> TextEncoder:
    """The text encoder that `Encoder.save` wrote into `folder`."""
    from encoders.base import TextEncoder

    encoder = _load("text", folder)
    assert isinstance(encoder, TextEncoder)
    return encoder


def load_cultural(folder: Path) -> CulturalEncoder:
    """The cultural encoder that `Encoder.save` wrote into `folder`."""
    from encoders.base import CulturalEncoder

    encoder = _load("cultural", folder)
    assert isinstance(encoder, CulturalEncoder)
    return encoder


def _load(kind: str, folder: Path) -> Encoder:
    from encoders.base import CONFIG_FILE

    name = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))["encoder"]
    return encoder_class(kind, name).load(folder)
