"""Numpy files that grow while they are written: however many rows there will be, never all in memory."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import DTypeLike, NDArray

from index.durable import on_disk

HEADER_BYTES = 128
"""Numpy's own header takes as many for one or two axes, whatever their length; checked when it is written."""


class GrowingArray:
    """An array of shape `[N, *row_shape]` on its way into a file, in blocks of rows."""

    def __init__(self, stream: BinaryIO, dtype: DTypeLike, row_shape: tuple[int, ...]) -> None:
        self.stream, self.dtype, self.row_shape, self.rows = stream, np.dtype(dtype), row_shape, 0

    def append(self, rows: NDArray[Any]) -> None:
        """**Shape**: `[n, *row_shape]`."""
        if rows.shape[1:] != self.row_shape:
            raise ValueError(f"rows of shape {rows.shape[1:]} cannot follow rows of shape {self.row_shape}")
        self.stream.write(np.ascontiguousarray(rows, self.dtype).tobytes())
        self.rows += len(rows)


@contextmanager
def growing(path: Path, dtype: DTypeLike, *row_shape: int) -> Iterator[GrowingArray]:
    """A `.npy` file, on the disk when the block ends."""
    with on_disk(path) as stream:
        stream.write(bytes(HEADER_BYTES))
        array = GrowingArray(stream, dtype, row_shape)
        yield array
        stream.seek(0)
        shape = (array.rows, *row_shape)
        described = {"descr": npy.dtype_to_descr(array.dtype), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(stream, described)
        assert stream.tell() == HEADER_BYTES


def write_array(path: Path, array: NDArray[Any]) -> None:
    """The whole of an array as a `.npy` file, on the disk when this returns."""
    with growing(path, array.dtype, *array.shape[1:]) as file:
        file.append(array)


def mapped(path: Path) -> NDArray[Any]:
    """A file of this module as a read-only array that is read from the disk where it is looked at.

    It stays readable after the file is removed. ValueError where it is damaged so that it cannot be read:
    numpy's own reader would evaluate whatever stands there.
    """
    with path.open("rb") as stream:
        said = _HEADER.fullmatch(stream.read(HEADER_BYTES))
    if said is None:
        raise ValueError(f"{path} does not begin as it was written")
    dtype = np.dtype(said["dtype"].decode())
    shape = tuple(int(size) for size in said["shape"].split(b",") if size)
    if path.stat().st_size != HEADER_BYTES + math.prod(shape) * dtype.itemsize:
        raise ValueError(f"{path} is not as long as it was written")
    if 0 in shape:
        return np.empty(shape, dtype)
    # a memmap's own slices are slow to make
    return np.memmap(path, dtype, "r", HEADER_BYTES, shape).view(np.ndarray)


_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00\x76\x00"
    rb"\{'descr': '(?P<dtype><[fi][248]|\|S64)', 'fortran_order': False, "
    rb"'shape': \((?P<shape>\d+,( \d+)?)\), \} *\n"
)
