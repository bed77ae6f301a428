"""What reading a sound file tells: facts, samples, problems lived with, and the error that stops."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np


class AudioFileError(Exception):
    """A file that cannot be heard; the message is one sentence, `reason` a word for programs.

    Reasons: `not_found`, `directory`, `not_a_file`, `unreadable`, `empty`, `not_audio`, `no_audio`,
    `damaged`, `cut_off`, `lying_header`, `too_long`, `out_of_range`.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Problem:
    """Something wrong with a recording that was heard all the same.

    `kind` is one of `damaged`, `truncated`, `silent`, `clipped`, `too_short`; `detail` is for people.
    """

    kind: str
    detail: str


@dataclass(frozen=True)
class Limits:
    """How much may be asked of one file: seconds of sound, and bytes of decoded float32 samples."""

    max_seconds: float = 7200.0
    max_decoded_bytes: int = 2**31


@dataclass(frozen=True)
class FileFacts:
    """What a file says about itself.

    `claimed_seconds` is the length its header promises, None where it promises none; `duration_seconds` is
    the length that can be expected without decoding, None where only decoding tells.
    """

    path: Path
    container: str
    codec: str
    sample_rate: int
    channels: int
    claimed_seconds: float | None
    duration_seconds: float | None


@dataclass(frozen=True)
class Recording:
    """Mono sound, `samples` float32 `[N]` at `sample_rate` Hz, starting `start_seconds` into the file.

    `duration_seconds` is the length of the whole file as far as it is known, not that of `samples`.
    """

    samples: np.ndarray
    sample_rate: int
    start_seconds: float
    duration_seconds: float
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Chunks:
    """Equal pieces of one file: `samples` float32 `[count, chunk_samples]`, `starts_seconds` `[count]`."""

    samples: np.ndarray
    starts_seconds: np.ndarray
    sample_rate: int
    duration_seconds: float
    problems: tuple[Problem, ...]
