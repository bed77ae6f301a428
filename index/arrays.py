"""Numpy files that grow while they are written: however many rows there will be, never all in memory."""

from __future__ import annotations

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
    """A `.npy` file as a read-only array that is read from the disk where it is looked at.

    It stays readable after the file is removed.
    """
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    return array.view(np.ndarray)  # a memmap's slices are slow to make
