"""How every command ends when something outside stops it: Ctrl-C, a closed pipe, a full or closed disk."""

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
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


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
            said = _said(error)
            if said is None:
                raise
            _discard_output()
            sys.exit(said)

    return run


def _said(error: OSError) -> str | None:
    """What to tell of an error of the system that a person can mend."""
    if error.errno in DISK_FULL:
        where = f" ({error.filename})" if error.filename else ""
        return f"the disk is full{where}: make room, then give the same command again"
    if error.errno in CLOSED and error.filename:
        what = str(error.strerror).lower()
        return f"{error.filename}: {what}; see that you may read and write there, then give the command again"
    return None


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
