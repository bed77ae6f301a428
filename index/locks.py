"""One builder at a time, whatever becomes of it: the lock dies with its process."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from datetime import datetime
from pathlib import Path
from types import TracebackType

LOCK_FILE = "building.lock"
_GLANCES, _GLANCE_SECONDS = 20, 0.01
"""Who asks whether somebody builds holds the lock for a moment: a build tries again this often."""


class BuildRunning(Exception):
    """Somebody else builds here; the message says who."""


_held: dict[Path, tuple[BuildLock, int]] = {}
"""By root, the lock that this process holds, and the thread it belongs to."""
_guard = threading.Lock()


class BuildLock:
    """Held by whoever changes the index beneath `root`: `with BuildLock(root): ...`.

    Who holds it already (the same thread) may take it again, so that publishing can insist on it, and a build
    can keep it over all its steps.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.descriptor = -1  # stays so where the lock was held already

    def __enter__(self) -> BuildLock:
        with _guard:
            _, thread = _held.get(self.root, (None, None))
            if thread == threading.get_ident():
                return self
            if thread is not None:
                raise BuildRunning(_already_running(f"this process ({os.getpid()})"))
            self.root.mkdir(parents=True, exist_ok=True)
            self.descriptor = _locked(self.root / LOCK_FILE)
            _held[self.root] = (self, threading.get_ident())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _guard:
            if self.descriptor >= 0:
                del _held[self.root]
                os.close(self.descriptor)
                self.descriptor = -1


def is_building(root: Path) -> bool:
    """Whether somebody, in this process or another, holds the lock beneath `root` now."""
    try:
        descriptor = os.open(root / LOCK_FILE, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # closing leaves it to a child that was forked meanwhile
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _locked(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _lock(descriptor)
    except OSError as error:
        holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
        os.close(descriptor)
        if not isinstance(error, BlockingIOError):
            raise
        raise BuildRunning(_already_running(holder or "another process")) from None
    try:
        # for people alone: what stands there counts only while the lock is held
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} since {datetime.now():%Y-%m-%d %H:%M:%S}\n".encode(), 0)
    except OSError:
        pass  # on a full disk a build may still be what makes room
    return descriptor


def _lock(descriptor: int) -> None:
    for left in reversed(range(_GLANCES)):
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not left:
                raise
            time.sleep(_GLANCE_SECONDS)


def _already_running(holder: str) -> str:
    return f"another build runs ({holder}): wait until it is done, or stop it, then give the command again"


def _let_go_in_child() -> None:
    """A forked child that outlives its parent must not keep the parent's lock."""
    for lock, _ in _held.values():
        os.close(lock.descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)
