"""The outline of a track's sound, to draw it by: measured once, then kept beside the index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders.waveform import AudioFileError, read
from index.home import room
from retrieval.atomic import staged

POINTS = 480
SAMPLE_RATE = 8000
"""Hz; an outline of 480 points shows nothing of what is above."""
FOLDER = "peaks"


class PeaksError(Exception):
    """A track that cannot be drawn; the message says why."""


def outline(samples: NDArray[np.float32]) -> NDArray[np.uint8]:
    """How loud each stretch of a track is, from 0 to 255 for the loudest. **Shape**: `[N]` to `[POINTS]`.

    >>> outline(np.repeat(np.array([0.0, 0.5], np.float32), 2400))[[0, -1]].tolist()
    [0, 255]
    """
    edges = np.linspace(0, len(samples), POINTS + 1).astype(np.int64)
    power = np.concatenate([[0.0], np.cumsum(np.square(samples, dtype=np.float64))])
    lengths = np.maximum(np.diff(edges), 1)
    loud = np.sqrt(np.maximum(np.diff(power[edges]), 0.0) / lengths)
    return np.asarray(np.round(255 * loud / max(float(loud.max()), 1e-9)), np.uint8)


def peaks(key: str, path: Path) -> bytes:
    """The outline of a track, one byte a point; decoded the first time."""
    kept = room("cache") / FOLDER / key
    try:
        found = kept.read_bytes()
        if len(found) == POINTS:
            return found
    except FileNotFoundError:
        pass
    try:
        made = outline(read(path, SAMPLE_RATE).samples).tobytes()
    except AudioFileError as error:
        raise PeaksError(str(error)) from None
    with staged(kept) as temporary:
        temporary.write_bytes(made)
    return made
