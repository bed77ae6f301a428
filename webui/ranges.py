"""A file, or the part of it that was asked for: as RFC 9110 has it, and without holding up others.

A server whose threads carry the bytes themselves has none left once so many people have paused in the midst
of long recordings. To the server, parts sent here are files, too: they go as each browser takes them.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import BinaryIO, cast

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import generate_etag, is_resource_modified
from werkzeug.wsgi import wrap_file

_RANGE = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*", re.ASCII | re.IGNORECASE)


def send_part(path: Path, media_type: str, name: str) -> Response:
    """The file at `path` called `name`, whole or in part, or that the browser has it as it is."""
    file = path.open("rb")
    stat = os.fstat(file.fileno())  # of this one, should another come in its place
    answer = Response(mimetype=media_type, direct_passthrough=True)
    answer.headers["Content-Disposition"] = f"inline; filename={name}"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.last_modified = stat.st_mtime  # type: ignore[assignment]
    answer.set_etag(generate_etag(f"{stat.st_mtime_ns}-{stat.st_size}-{path}".encode("utf-8", "replace")))
    if not is_resource_modified(request.environ, *_validators(answer)):
        file.close()
        answer.status_code = 412 if request.if_match else 304
        return answer
    first, size = 0, stat.st_size
    wanted = asked_part(request.headers.get("Range", ""), size) if _same(answer) else None
    if wanted is not None:
        first, last = wanted
        if first > last:
            file.close()
            raise RequestedRangeNotSatisfiable(stat.st_size)
        size = last + 1 - first
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{stat.st_size}"
    answer.content_length = size
    answer.response = wrap_file(request.environ, cast(BinaryIO, Part(file, first, size)))
    return answer


def asked_part(said: str, size: int) -> tuple[int, int] | None:
    """The first and last byte to send of `size`, the first beyond the last where there are none such; None
    where all is sent: for several ranges, for what is no range, and for other units.

    >>> asked_part("bytes=2-", 10), asked_part("bytes=-99", 10), asked_part("bytes=0-1,4-5", 10)
    ((2, 9), (0, 9), None)
    """
    found = _RANGE.fullmatch(said)
    if found is None:
        return None
    if found[3]:
        return max(0, size - int(found[3])), size - 1
    first, last = int(found[1]), int(found[2] or size - 1)
    return None if found[2] and last < first else (first, min(last, size - 1))


class Part(io.RawIOBase):
    """So many bytes of a file from the `first` on, as a file of their own."""

    def __init__(self, file: BinaryIO, first: int, size: int) -> None:
        self._file, self._first, self._size = file, first, size
        file.seek(first)

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell() - self._first

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.tell(), io.SEEK_END: self._size}[whence]
        self._file.seek(self._first + start + offset)
        return self.tell()

    def read(self, count: int = -1) -> bytes:
        left = max(0, self._size - self.tell())
        return self._file.read(left if count < 0 else min(count, left))

    def close(self) -> None:
        self._file.close()
        super().close()


def _same(answer: Response) -> bool:
    """Whether parts that the browser has go with this file: `If-Range` says which it has."""
    if "If-Range" not in request.headers:
        return True
    return not is_resource_modified(request.environ, *_validators(answer), ignore_if_range=False)


def _validators(answer: Response) -> tuple[str | None, None, str | None]:
    return answer.headers.get("ETag"), None, answer.headers.get("Last-Modified")
