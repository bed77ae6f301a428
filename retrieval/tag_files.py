"""Tag many files, each in one of several processes of one thread, and hear about every one in order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path

import torch

from encoders.waveform import AudioFileError
from retrieval.parallel import Failure, map_in_order, usable_cores
from retrieval.tagger import TaggedTrack, Tagger

FILES_WORTH_A_PROCESS = 4
"""Starting a process and loading torch takes about as long as tagging this many songs."""


def sensible_workers(files: int) -> int:
    """How many processes get so many files done soonest.

    >>> sensible_workers(3)
    1
    """
    return max(1, min(usable_cores(), files // FILES_WORTH_A_PROCESS))


def tag_files(
    bundle: Path, files: Sequence[Path], workers: int, chunks: int | None = None
) -> Generator[TaggedTrack | Failure]:
    """What the tagger in `bundle` hears in each file, or why it could not; in the order of `files`.

    `chunks` is the number of evenly spread chunks to listen to in each; every chunk when None.
    """
    return map_in_order(partial(_prepare, bundle, chunks), files, workers)


def _prepare(bundle: Path, chunks: int | None) -> Callable[[Path], TaggedTrack | Failure]:
    # Several processes of one thread beat one of several, and one thread always adds in the same order.
    torch.set_num_threads(1)
    tagger = Tagger.load(bundle).quickened()

    def tag(path: Path) -> TaggedTrack | Failure:
        try:
            return tagger.tag(path, chunks)
        except AudioFileError as error:
            return Failure(error.reason, str(error))

    return tag
