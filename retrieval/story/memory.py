"""What was read of texts lately, so that a story is not read anew whenever one of its scenes changes."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

MOST_ROWS = 50_000
"""Answers that are remembered, of which each is some seventy bytes."""

Vectors = NDArray[np.float32]


class Memory:
    """Remembers answers `[P, M]` by the SHA-256 of their texts, never the texts; threads may share it.

    It belongs to one bundle: another one answers differently.
    """

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self.most_rows = most_rows
        self._kept: OrderedDict[bytes, Vectors] = OrderedDict()
        self._keeping = threading.Lock()

    def answers(self, texts: Sequence[str], read: Callable[[Sequence[str]], Vectors]) -> Vectors:
        """What `read` says of texts, or said."""
        key = _key(texts)
        with self._keeping:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = read(texts)
        found.setflags(write=False)
        with self._keeping:
            self._kept[key] = found
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > self.most_rows:
                self._kept.popitem(last=False)
        return found


def _key(texts: Sequence[str]) -> bytes:
    digest = hashlib.sha256()
    for text in texts:
        said = text.encode("utf-8", "surrogatepass")
        digest.update(len(said).to_bytes(8, "big") + said)
    return digest.digest()
