"""How an encoder lies on disk: the names of its two files, and how they are checked.

Apart from `encoders.base`, for those who have no need of torch.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

CONFIG_FILE = "encoder.json"
WEIGHTS_FILE = "encoder.safetensors"


class EncoderError(Exception):
    """A problem with an encoder that a person can act on."""


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
