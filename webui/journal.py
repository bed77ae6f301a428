"""A line of JSON for every request, and an id that its answer carries: what a person reports can be found.

Lines tell paths and never what was asked for: what somebody searches for is nobody's business.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request

from webui.clients import client

HEADER = "X-Request-Id"
MOST_BYTES, FILES = 5_000_000, 3
LOGGERS = ("webui", "waitress")
_SAFE = re.compile(r"[\w.-]{1,64}", re.ASCII)


def keep_journal(app: Flask) -> None:
    """Have every request get an id and be written down. Comes before what else looks at requests."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "")  # of a proxy, whose journal shall tell the same
        g.request_id = given if _SAFE.fullmatch(given) else secrets.token_hex(8)
        g.started = time.perf_counter()

    @app.after_request
    def end(answer: Response) -> Response:
        answer.headers[HEADER] = g.request_id
        facts = {
            "id": g.request_id,
            "client": client(),
            "method": request.method,
            "path": request.path,
            "status": answer.status_code,
            "bytes": answer.content_length,
            "milliseconds": round(1000 * took(), 2),
        }
        app.logger.info("request", extra={"facts": facts})
        return answer


def took() -> float:
    """Seconds since the request that is being answered came."""
    return time.perf_counter() - float(g.started)


class JsonLines(logging.Formatter):
    """One line a record, whatever stands in it."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said)


def write_to(file: Path | None) -> None:
    """Have lines of this process go to a file, old ones to others beside it; None is standard error."""
    handler: logging.Handler = logging.StreamHandler()
    if file is not None:
        handler = RotatingFileHandler(file, maxBytes=MOST_BYTES, backupCount=FILES, delay=True)
    handler.setFormatter(JsonLines())
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
