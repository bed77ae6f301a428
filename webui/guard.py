"""Who may come in, and what browsers are told to keep out.

Pages of other sites can make a browser ask this server, under a name of their own (DNS rebinding) or as a
picture or sound; so the name asked for must be one of ours, and no answer may be used by another site.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask, Response, request

from webui.clients import client
from webui.problems import Problem

NAME = "localhost"
TRIES, TRIES_OF_ALL, TRIES_SECONDS = 10, 200, 60.0
"""Wrong passwords that are listened to in a minute, of one client and of all together."""
OPEN = frozenset({"metrics.healthz"})
"""What may be asked without a password: whoever keeps the server running has none, and learns nothing."""
HEADERS = {
    # blob: is a file that a person chose and the tagger plays, without it leaving their browser
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass
class Door:
    """Without a password this machine alone may ask; with one, whoever knows it, at any of our addresses."""

    password: str = ""
    name: str = NAME
    """What this machine is called, where others may ask."""
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    _wrong: list[tuple[float, str]] = field(default_factory=list, repr=False)
    _quick: bytes = field(default=b"", repr=False)
    _counting: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._digest, self.password = self._hashed(self.password) if self.password else b"", ""

    @property
    def locked(self) -> bool:
        return bool(self._digest)

    def knows(self, host: str) -> bool:
        """Whether `host`, as a browser sent it, is this server: no other site has an address for a name."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return name in ({NAME, self.name.lower()} if self.locked else {NAME})
        return self.locked or address.is_loopback

    def opened_before(self, password: str) -> bool:
        """Whether this is what opened the door before: told at no cost, since every picture asks for it."""
        return hmac.compare_digest(self._keyed(password), self._quick)

    def opens(self, password: str) -> bool:
        opens = hmac.compare_digest(self._hashed(password), self._digest)
        if opens:
            self._quick = self._keyed(password)
        return opens

    def tired(self, of: str) -> bool:
        """Whether too many wrong passwords came lately, of one client or altogether."""
        with self._counting:
            now = time.monotonic()
            self._wrong = [each for each in self._wrong if now - each[0] < TRIES_SECONDS]
            return len(self._wrong) >= TRIES_OF_ALL or sum(who == of for _, who in self._wrong) >= TRIES

    def refused(self, whom: str) -> None:
        with self._counting:
            self._wrong.append((time.monotonic(), whom))

    def _keyed(self, password: str) -> bytes:
        return hmac.digest(self._salt, password.encode("utf-8", "replace"), "sha256")

    def _hashed(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode("utf-8", "replace"), salt=self._salt, n=2**12, r=8, p=1)


def guard(app: Flask, door: Door) -> None:
    """Have every request pass the door, and every answer carry the headers."""
    app.extensions["door"] = door

    @app.before_request
    def check() -> Response | None:
        if not door.knows(request.host):
            raise Problem(421, f"this server is not called {request.host}: ask for http://127.0.0.1 instead")
        return _asked_for_password(door) if door.locked and request.endpoint not in OPEN else None

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def _asked_for_password(door: Door) -> Response | None:
    given = request.authorization
    password = None
    if given is not None and given.type in ("basic", "bearer"):
        password = given.password if given.type == "basic" else given.token
    if password is not None:
        if door.opened_before(password):
            return None
        if door.tired(client()):
            wait = {"Retry-After": f"{TRIES_SECONDS:.0f}"}
            raise Problem(429, "too many wrong passwords: wait a minute, then try again", wait)
        if door.opens(password):
            return None
        door.refused(client())
    return Response(
        "A password is needed: the one that the server was started with.\n",
        401,
        {"WWW-Authenticate": 'Basic realm="Leitmotif", charset="UTF-8"'},
        mimetype="text/plain",
    )
