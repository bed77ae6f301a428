"""Word vectors out of the files that gensim's own `save` writes, without running anything that is in them.

Such a file is a pickle, and unpickling a stranger's file runs a stranger's program: a pickle names functions,
and unpickling imports and calls them. Here no name is ever looked up. Each stands for a new empty shell that
keeps what it is given, so that the worst a file can do is to fail. What is left, a list of words and an array
of numbers, is all that is needed. Arrays that gensim put into `.npy` files beside it are read as such.
"""

from __future__ import annotations

import io
import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ARRAY_FIELDS = ("vectors", "syn0")
_WORD_FIELDS = ("index_to_key", "index2word")


class GensimFileError(Exception):
    """A file that holds no word vectors that can be read; the message says why."""


class _Shell:
    """Stands for any object: it keeps the arguments it was called with, and its state, and does nothing."""

    def __init__(self, *arguments: Any) -> None:
        self.arguments = arguments
        self.state: Any = None

    def __call__(self, *arguments: Any) -> _Shell:
        return _Shell(*arguments)

    def __setstate__(self, state: Any) -> None:
        self.state = state

    def __setitem__(self, key: Any, value: Any) -> None:
        """Contents of dictionaries of a special kind, such as counters: none of them is needed."""

    def append(self, item: Any) -> None:
        """Contents of lists of a special kind."""

    def get(self, name: str) -> Any:
        return self.state.get(name) if isinstance(self.state, dict) else None


class _ShellUnpickler(pickle.Unpickler):
    """Reads the structure of a pickle and imports nothing."""

    def find_class(self, module: str, name: str) -> Any:
        # a new class for every name: no file can leave anything behind for the next one
        return type(name, (_Shell,), {})


def read_gensim(path: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Words and vectors `[N, D]` of a `KeyedVectors`, or of a `Word2Vec` or `FastText` model's words."""
    try:
        whole = _ShellUnpickler(io.BytesIO(path.read_bytes())).load()
    except RecursionError:
        raise GensimFileError(f"{path} is nested too deeply to be word vectors") from None
    except Exception as error:  # a damaged pickle can fail in any way
        raise GensimFileError(f"{path} is damaged: {error}") from None
    holder, prefix = whole, path.name
    if isinstance(holder, _Shell) and isinstance(holder.get("wv"), _Shell):
        holder, prefix = holder.get("wv"), f"{path.name}.wv"
    if not isinstance(holder, _Shell) or not isinstance(holder.state, dict):
        raise GensimFileError(f"{path} is a pickle that gensim's KeyedVectors.save did not write")
    words = next((holder.get(name) for name in _WORD_FIELDS if holder.get(name)), None)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise GensimFileError(f"{path} holds no list of words")
    vectors = _vectors(holder, path.with_name(prefix))
    if vectors.ndim != 2 or len(vectors) < len(words):
        raise GensimFileError(f"{path} has {len(words)} words and vectors of the shape {vectors.shape}")
    return words, np.ascontiguousarray(vectors[: len(words)], dtype=np.float32)


def _vectors(holder: _Shell, beside: Path) -> NDArray[Any]:
    for name in _ARRAY_FIELDS:
        file = beside.with_name(f"{beside.name}.{name}.npy")
        stored = holder.get(name)
        if isinstance(stored, _Shell):
            return _array(stored, beside)
        if name in (holder.get("__numpys") or ()):
            try:
                found: NDArray[Any] = np.load(file, allow_pickle=False)
            except (OSError, ValueError) as error:
                raise GensimFileError(
                    f"the vectors that belong to {beside} cannot be read: {error}"
                ) from None
            return found
    raise GensimFileError(f"{beside} holds no vectors")


def _array(shell: _Shell, path: Path) -> NDArray[Any]:
    """A NumPy array from its pickled state: version, shape, type, order, bytes."""
    try:
        _, shape, kind, by_columns, data = shell.state
        code, byte_order = str(kind.arguments[0]), kind.state[1]
        dtype = np.dtype(code).newbyteorder(">" if byte_order == ">" else "<")
        if dtype.kind != "f" or len(data) != dtype.itemsize * math.prod(shape):
            raise ValueError(f"{len(data)} bytes of {code} for the shape {shape}")
        return np.frombuffer(data, dtype).reshape(shape, order="F" if by_columns else "C")
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        raise GensimFileError(f"{path} holds vectors that cannot be read: {error}") from None
