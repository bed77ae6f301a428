"""How every command ends when something outside it does: Ctrl-C, a closed pipe, a full disk."""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable
from typing import ParamSpec

P = ParamSpec("P")
INTERRUPTED, READER_GONE = 130, 141
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def stops_well(main: Callable[P, None]) -> Callable[P, None]:
    """A command's `main` that ends with an exit code, and a word where one is due."""

    @functools.wraps(main)
    def run(*arguments: P.args, **options: P.kwargs) -> None:
        try:
            try:
                main(*arguments, **options)
            finally:
                sys.stdout.flush()  # so that a pipe that has closed shows here, and not at exit
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except BrokenPipeError:  # `| head` has seen enough; at exit Python would flush once more
            _discard_output()
            sys.exit(READER_GONE)
        except OSError as error:
            if error.errno not in DISK_FULL:
                raise
            _discard_output()
            where = f" ({error.filename})" if error.filename else ""
            sys.exit(f"the disk is full{where}: make room, then give the same command again")

    return run


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
